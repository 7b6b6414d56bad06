"""What all actions share: a name, a turn and a voice, and kind words when the rules of the case say no."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import buttons, texts
from actions.services import Act, ActionServices
from actions.turn import Turn
from actions.voice import Voice
from storage.errors import NotFound, RuleViolation

Event = dict[str, Any]


class DialogueAction(ABC):
    """One action of domain.yml. `run` is what rasa-sdk calls, `act` is what a child does."""

    name: str

    def __init__(self, services: ActionServices) -> None:
        self.services = services

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[Event]:
        turn, voice = Turn.of(tracker), Voice(dispatcher)
        try:
            return await self.act(turn, voice)
        except RuleViolation as refusal:
            voice.say(str(refusal), buttons.MENU)
        except NotFound:
            voice.say(texts.CASE_NOT_FOUND, buttons.ENTER_CODE, buttons.REPORT, buttons.MENU)
        return [remember("free_text", None)]

    @abstractmethod
    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        """Do it, say it, and return what the chat is to remember. NotFound and RuleViolation are answered above."""

    async def once(self, turn: Turn, act: Act) -> Any:
        """Run `act` once for this message."""
        return await self.services.once(turn.message_id, self.name, act)


def remember(slot: str, value: Any) -> Event:
    """What the chat is to remember (None: forget)."""
    return {"event": "slot", "timestamp": None, "name": slot, "value": value}


def forget(*slots: str) -> list[Event]:
    return [remember(slot, None) for slot in slots]
