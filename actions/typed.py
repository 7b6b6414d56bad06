"""Actions that answer what was typed: a receipt code in it is looked up, whatever the classifier made of the text."""

from __future__ import annotations

from abc import abstractmethod

from actions.base import DialogueAction, Event
from actions.look_up import show_case_of_code
from actions.turn import Turn
from actions.voice import Voice
from grievances.receipts import find_receipt


class TypedText(DialogueAction):
    """A child says how it answers a text without a code, or a tap."""

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if code := find_receipt(turn.text):
            return await show_case_of_code(self.services, turn, voice, code)
        return await self.respond(turn, voice)

    @abstractmethod
    async def respond(self, turn: Turn, voice: Voice) -> list[Event]:
        """As `act`."""
