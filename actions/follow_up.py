"""What became of it: the list, one case, the code, withdrawing and rating."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions import buttons, texts
from actions.base import DialogueAction, Event, forget, remember
from actions.look_up import name_of, say_case, show_case_of_code
from actions.turn import Turn
from actions.typed import TypedText
from actions.voice import Choice, Voice, choice
from actions.who_knows import asks_who_knows, say_who_knows
from grievances.model import STATUS_NAMES, CaseKind, Rating, WorkerCaseView
from grievances.receipts import find_receipt
from storage.clock import in_vietnam

_LISTED = 4


class CheckStatus(TypedText):
    """The cases of this chat: one is shown, several are listed."""

    name = "action_check_status"

    async def respond(self, turn: Turn, voice: Voice) -> list[Event]:
        if asks_who_knows(turn.text):
            say_who_knows(self.services, turn, voice)
            return []
        async with self.services.database.transaction() as tx:
            views = await self.services.cases.mine(tx, turn.conversation_id)
        if not views:
            voice.say(texts.NO_CASES, buttons.ENTER_CODE, buttons.REPORT, buttons.MENU)
            return []
        if len(views) == 1:
            say_case(voice, views[0])
            return [remember("case_id", views[0].case_id)]
        listed = views[:_LISTED]
        lines = [texts.MY_CASES, *(_line(view) for view in listed)]
        voice.say("\n".join(lines), *(_button(view) for view in listed), buttons.ENTER_CODE)
        return []


class LookUpCode(DialogueAction):
    """The code form is done."""

    name = "action_look_up_code"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        typed = turn.slot("free_text")
        done = remember("free_text", None)
        code = find_receipt(typed)
        if code:
            return [done, *await show_case_of_code(self.services, turn, voice, code)]
        if typed:
            voice.say(texts.NOT_A_CODE, choice("Nhập lại mã", "enter_code"), buttons.MENU)
        else:
            voice.say(texts.CANCELLED, buttons.MENU)
        return [done]


class ShowCase(DialogueAction):
    name = "action_show_case"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        view = await _own(self, turn)
        say_case(voice, view)
        return [remember("case_id", view.case_id)]


class AskWithdraw(DialogueAction):
    name = "action_ask_withdraw"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        view = await _own(self, turn)
        urgent = view.kind is CaseKind.EMERGENCY
        voice.say(
            texts.ASK_WITHDRAW_EMERGENCY if urgent else texts.ASK_WITHDRAW.format(name=name_of(view)),
            choice("Đúng, rút lại", "confirm_withdraw", case=view.case_id),
            choice("Giữ lại", "my_case", case=view.case_id),
        )
        return []


class Withdraw(DialogueAction):
    name = "action_withdraw"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        await self.once(turn, lambda tx: self.services.cases.withdraw(tx, turn.proof, turn.case_id))
        voice.say(texts.WITHDRAWN, buttons.NEW_REPORT, buttons.MENU)
        return forget("case_id")


class RateCase(DialogueAction):
    """Bad means: look at it again."""

    name = "action_rate_case"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        given = turn.entities.get("rating", "")
        if given not in set(Rating):
            voice.say(texts.STALE_BUTTON, *buttons.MAIN_MENU)
            return []
        await self.once(turn, lambda tx: self._rate(tx, turn, Rating(given)))
        if given == Rating.GOOD:
            voice.say(texts.RATED_GOOD, buttons.MENU)
        else:
            voice.say(texts.RATED_BAD, choice("Kể thêm", "add_details", case=turn.case_id), buttons.MENU)
        return []

    async def _rate(self, tx: AsyncSession, turn: Turn, rating: Rating) -> None:
        await self.services.cases.rate(tx, turn.proof, turn.case_id, rating)


async def _own(action: DialogueAction, turn: Turn) -> WorkerCaseView:
    """The case that a button means; NotFound when it is not this worker's."""
    async with action.services.database.transaction() as tx:
        return await action.services.cases.view(tx, turn.proof, turn.case_id)


def _line(view: WorkerCaseView) -> str:
    return texts.CASE_LINE.format(
        name=name_of(view), day=f"{in_vietnam(view.opened_at):%d/%m}", status=STATUS_NAMES[view.status].lower()
    )


def _button(view: WorkerCaseView) -> Choice:
    return choice(f"{name_of(view)} {in_vietnam(view.opened_at):%d/%m}", "my_case", case=view.case_id)
