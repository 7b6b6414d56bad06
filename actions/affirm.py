"""A typed "yes": it means the button of the question just asked, and nothing when none was."""

from __future__ import annotations

from actions import buttons, texts
from actions.base import DialogueAction, Event
from actions.follow_up import AskWithdraw, Withdraw
from actions.privacy import AskDelete, AskUnsubscribe, ConfirmDelete
from actions.services import ActionServices
from actions.turn import Turn
from actions.voice import Voice


class Affirm(DialogueAction):
    name = "action_affirm"

    def __init__(self, services: ActionServices) -> None:
        super().__init__(services)
        forget_me = ConfirmDelete(services)
        self._meant: dict[str, DialogueAction] = {
            AskDelete.name: forget_me,
            AskUnsubscribe.name: forget_me,
            AskWithdraw.name: Withdraw(services),
        }

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        meant = self._meant.get(turn.answers)
        if meant is not None:
            return await meant.act(turn, voice)
        voice.say(texts.AFFIRM, *buttons.MAIN_MENU)
        return []
