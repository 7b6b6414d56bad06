"""Moments of free text: inside a form everything typed is the answer, a tap leaves the form, "hủy" ends it."""

from __future__ import annotations

from collections.abc import Mapping

from actions import texts, words
from actions.base import DialogueAction, Event, remember
from actions.services import ActionServices
from actions.share import Share
from actions.turn import Turn
from actions.voice import Voice
from grievances.model import CaseKind

# Each form and the command that opens it (data/stories/forms.yml).
FORMS: Mapping[str, str] = {
    "details_form": "add_details",
    "workplace_form": "add_workplace",
    "contact_form": "add_contact",
    "receipt_form": "enter_code",
    "reply_form": "reply_case",
    "request_form": "write_request",
}

STOP_WORDS = frozenset({"huy", "huy bo", "thoi", "thoi khoi", "bo qua", "dung lai", "khong gui nua", "thoat"})


class AskFreeText(DialogueAction):
    """The question of the form that has just begun, or begins again."""

    name = "action_ask_free_text"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if not turn.more_media:
            voice.say(_question(turn), expects_text=True)
        return []


class TakeFreeText(DialogueAction):
    """Rasa calls it with what the form has just heard."""

    def __init__(self, services: ActionServices, form: str) -> None:
        super().__init__(services)
        self.name = f"validate_{form}"
        self._form = form
        self._share = Share(services)

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if not turn.slot("free_text"):
            return []
        if turn.command.startswith("share_"):
            return [remember("free_text", None), *await self._share.in_form(turn, voice)]
        if turn.command == FORMS[self._form]:
            return [remember("free_text", None)]  # tapped twice: Rasa would not open a form that has just refused
        if turn.command:
            return [remember("free_text", None), *leave(self._form)]
        if words.fold(turn.text) in STOP_WORDS:
            return [remember("free_text", None), remember("requested_slot", None)]
        return [remember("free_text", turn.text or None)]


def leave(form: str) -> list[Event]:
    """End the form and refuse this turn, so that the rule of what was said or tapped is looked up."""
    return [
        {"event": "active_loop", "timestamp": None, "name": None},
        remember("requested_slot", None),
        {"event": "action_execution_rejected", "timestamp": None, "name": form},
    ]


def _question(turn: Turn) -> str:
    if turn.form != "request_form":
        return texts.ASK_TEXT[turn.form]
    kind = turn.slot("request_kind")
    known = CaseKind(kind) if kind in set(CaseKind) else CaseKind.HUMAN_REQUEST
    return texts.ASK_REQUEST.get(known, texts.ASK_REQUEST[CaseKind.HUMAN_REQUEST])
