"""A typed "yes" or "no": it means a button of the question just asked, and little when none was."""

from __future__ import annotations

from dataclasses import replace

from actions import buttons, consenting, texts
from actions.additions import AddDetails, Attach, SetContact, SetWorkplace
from actions.base import DialogueAction, Event
from actions.emergency import Emergency
from actions.follow_up import AskWithdraw, Withdraw
from actions.human import SendRequest, WriteRequest
from actions.offer import Offer
from actions.privacy import AskDelete, AskUnsubscribe, ConfirmDelete, side_question
from actions.report import FinishReport, OpenCase
from actions.services import ActionServices
from actions.share import Share
from actions.talk import fresh
from actions.turn import Turn
from actions.voice import Voice

_ADDING = frozenset(
    action.name
    for action in (
        OpenCase,
        AddDetails,
        Attach,
        SetWorkplace,
        SetContact,
        Share,
        SendRequest,
        WriteRequest,
        Emergency,
    )
)

_ASK_CONSENT = frozenset({OpenCase.name, SendRequest.name, WriteRequest.name})


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
        self._agreed: dict[str, DialogueAction] = {
            "choose_category": OpenCase(services),
            "send_request": SendRequest(services),
        }

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if turn.answers in _ASK_CONSENT and (agreed := consenting.agreed_to(turn)):
            command, entities = agreed
            return await self._agreed[command].act(replace(turn, entities=entities), voice)
        meant = self._meant.get(turn.answers)
        if meant is not None and not _asked_aside(turn):
            return await meant.act(turn, voice)
        if _is_adding(turn):
            voice.say(texts.AFFIRM_ADD, *buttons.add_more(turn.slot("case_id")))
        else:
            voice.say(texts.AFFIRM_WHICH if turn.answers == Offer.name else texts.AFFIRM, *buttons.MAIN_MENU)
        return []


class Deny(DialogueAction):
    """No more to add: the report is done. Otherwise what was begun and not sent is dropped."""

    name = "action_deny"

    def __init__(self, services: ActionServices) -> None:
        super().__init__(services)
        self._finish = FinishReport(services)

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if _is_adding(turn):
            return await self._finish.act(turn, voice)
        voice.say(texts.DENY, buttons.MENU)
        return fresh()


def _asked_aside(turn: Turn) -> bool:
    """The question before was not whether to delete, but what is kept: a "yes" to that deletes nothing."""
    return turn.answers == AskDelete.name and bool(turn.earlier) and bool(side_question(turn.earlier[0].text))


def _is_adding(turn: Turn) -> bool:
    """Whether the worker was just asked what else to add to the case at hand."""
    return bool(turn.slot("case_id")) and turn.answers in _ADDING
