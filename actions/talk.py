"""Small talk, the menu, and opening the chat."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from actions import buttons, texts
from actions.base import DialogueAction, Event, forget, remember
from actions.consenting import SLOT
from actions.hearing import keep_out_of_scope
from actions.report import seen_by
from actions.services import ActionServices
from actions.turn import MAX_KEPT, Turn
from actions.typed import TypedText
from actions.voice import Choice, Voice
from grievances.units import unit_by_code
from storage.tables import Conversation


class StartChat(DialogueAction):
    """The first word. A code from a poster or a QR says which unit the worker belongs to."""

    name = "action_start_chat"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        code = str(turn.metadata.get("start") or "").strip()
        unit = await self.once(turn, lambda tx: _join_unit(tx, turn, code)) if code else ""
        whose = texts.WELCOME_UNIT.format(unit=unit) if unit else ""
        voice.say(texts.WELCOME.format(unit=whose, privacy=_privacy(turn)), *buttons.MAIN_MENU)
        return fresh()


class Say(DialogueAction):
    """A fixed text and its buttons."""

    def __init__(self, services: ActionServices, name: str, text: str, *choices: Choice) -> None:
        super().__init__(services)
        self.name = name
        self._text = text
        self._choices = choices

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        voice.say(self._text.format(seen_by=seen_by(turn)), *self._choices)
        return []


class OutOfScope(TypedText):
    """Not our field, or so it seems: an officer may see it differently."""

    name = "action_out_of_scope"

    async def respond(self, turn: Turn, voice: Voice) -> list[Event]:
        await keep_out_of_scope(self.services, turn)
        voice.say(texts.OUT_OF_SCOPE, *buttons.MAIN_MENU)
        return [remember("last_words", turn.text[:MAX_KEPT] or None)]


class StartOver(Say):
    """As Say, and what was begun and not sent is dropped."""

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        await super().act(turn, voice)
        return fresh()


def small_talk(services: ActionServices) -> list[DialogueAction]:
    menu = buttons.MAIN_MENU
    report_or_human = (buttons.REPORT, buttons.HUMAN, buttons.MENU)
    return [
        Say(services, "action_greet", texts.GREETING, *menu),
        Say(services, "action_menu", texts.MENU, *menu),
        Say(services, "action_thanks", texts.THANKS, buttons.MENU),
        Say(services, "action_goodbye", texts.GOODBYE, buttons.MENU),
        Say(services, "action_abuse", texts.ABUSE, *report_or_human),
        Say(services, "action_stale_button", texts.STALE_BUTTON, *menu),
        StartOver(services, "action_cancel", texts.CANCELLED, buttons.MENU),
    ]


async def _join_unit(tx: AsyncSession, turn: Turn, code: str) -> str:
    """Remember the unit with the conversation and return its name; a code that is none changes nothing."""
    unit = await unit_by_code(tx, code)
    if unit is None:
        return ""
    await tx.execute(update(Conversation).where(Conversation.id == turn.conversation_id).values(unit_id=unit.id))
    return unit.name


def _privacy(turn: Turn) -> str:
    return texts.PRIVACY.get(turn.channel, texts.PRIVACY["web"])


def fresh() -> list[Event]:
    """As if nothing had been begun."""
    return forget(
        "case_id",
        "complaint",
        "waiting_media",
        "last_words",
        "last_values",
        "request_kind",
        "calculation",
        SLOT,
    )
