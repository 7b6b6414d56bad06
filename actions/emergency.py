"""Danger: the numbers to call come first, then one tap to reach the union."""

from __future__ import annotations

from actions import texts
from actions.base import DialogueAction, Event, forget, remember
from actions.turn import MAX_KEPT, Turn
from actions.voice import Choice, Voice, choice
from grievances.model import CaseKind, Category


class Emergency(DialogueAction):
    name = "action_emergency"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        return say_emergency(turn, voice)


def say_emergency(turn: Turn, voice: Voice, *more: Choice) -> list[Event]:
    """What was written waits to go along with whichever button is tapped."""
    voice.say(
        texts.EMERGENCY,
        choice("Tai nạn, nguy hiểm", "choose_category", category=Category.SAFETY),
        choice("Quấy rối, đánh đập", "choose_category", category=Category.HARASSMENT),
        choice("Cần cán bộ ngay", "send_request", kind=CaseKind.HUMAN_REQUEST, keep="yes"),
        *more,
    )
    told = (turn.text or turn.slot("last_words"))[:MAX_KEPT] or None
    return [remember("complaint", told), remember("last_words", told), *forget("case_id")]
