"""Asking for consent at the point of need: once, in a few words, one tap. No answer and no emergency waits for it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from actions import privacy_texts as texts
from actions.base import Event, remember
from actions.services import ActionServices
from actions.turn import Turn
from actions.voice import Voice, choice
from grievances.privacy.consents import Consents, Purpose, version_of

MORE, NO = "more", "no"
SLOT = "consent_for"  # what a typed "yes" agrees to


async def agreed(services: ActionServices, turn: Turn, purpose: Purpose) -> bool:
    """Whether this chat agrees; the tap on "Đồng ý" is written down here."""
    text = texts.CONSENT[purpose]
    consents = Consents(services.vault, services.clock)
    async with services.database.transaction() as tx:
        if turn.entities.get("agreed") == version_of(text):
            await consents.record(tx, turn.conversation_id, purpose, text, True, turn.channel)
        return await consents.given(tx, turn.conversation_id, purpose, text)


def ask(turn: Turn, voice: Voice, command: str, entities: Mapping[str, str]) -> list[Event]:
    """The question; "Đồng ý" does at once what was asked for."""
    text = texts.CONSENT[Purpose.REPORT]
    wants_more = turn.entities.get("agreed") == MORE
    more = () if wants_more else (choice("Xem thêm", command, **{**entities, "agreed": MORE}),)
    agree = {**entities, "agreed": version_of(text)}
    voice.say(
        f"{texts.CONSENT_MORE}\n\n{text}" if wants_more else text,
        choice("Đồng ý", command, **agree),
        *more,
        choice("Không", "cancel"),
    )
    return [remember(SLOT, json.dumps([command, agree]))]


def agreed_to(turn: Turn) -> tuple[str, dict[str, str]] | None:
    """What a "yes" means that is typed after the question."""
    if not turn.slot(SLOT):
        return None
    command, entities = json.loads(turn.slot(SLOT))
    return str(command), {str(name): str(value) for name, value in entities.items()}
