"""What is not text: photos at any moment, and an honest word about what cannot be read."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions import buttons, texts
from actions.base import DialogueAction, Event, remember
from actions.turn import MAX_KEPT, Turn
from actions.voice import Choice, Voice, choice
from grievances.model import CLOSED

_MAX_WAITING = 10


class Share(DialogueAction):
    """What is not text. A photo goes to the case at hand, or waits until the worker says where it belongs."""

    name = "action_share"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if turn.command != "share_media":
            voice.say(texts.SHARED.get(turn.command, texts.SHARED["share_other"]), *_after_share(turn))
            return []
        if not turn.media_id:
            voice.say(texts.MEDIA_LOST, buttons.HUMAN, buttons.MENU)
            return []
        if turn.slot("case_id"):
            await self.once(turn, lambda tx: self._add(tx, turn))
            voice.say(texts.MEDIA_ADDED, *buttons.add_more(turn.slot("case_id")))
            return []
        return await self._let_wait(turn, voice)

    async def in_form(self, turn: Turn, voice: Voice) -> list[Event]:
        """The same while a form is open: say less, since the form asks again."""
        if turn.command != "share_media":
            voice.say(texts.SHARED.get(turn.command, texts.SHARED["share_other"]))
        elif not turn.media_id:
            voice.say(texts.MEDIA_LOST)
        elif turn.form == "receipt_form":
            voice.say(texts.NEED_WORDS)
        elif turn.form == "calculation_form" and not turn.slot("case_id"):
            voice.say(texts.MEDIA_HELD)
            return [_waiting(turn)]
        elif turn.form == "request_form" or not turn.slot("case_id"):
            voice.say(texts.MEDIA_KEPT)
            return [_waiting(turn)]
        else:
            await self.once(turn, lambda tx: self._add(tx, turn))
            voice.say(texts.MEDIA_ADDED_SHORT)
        return []

    async def _add(self, tx: AsyncSession, turn: Turn) -> None:
        case_id = turn.slot("case_id")
        await self.services.cases.add_media(tx, turn.proof, case_id, turn.media_id)
        if turn.caption:
            await self.services.cases.add_text(tx, turn.proof, case_id, turn.caption)

    async def _let_wait(self, turn: Turn, voice: Voice) -> list[Event]:
        async with self.services.database.transaction() as tx:
            views = await self.services.cases.mine(tx, turn.conversation_id)
        running = [view.case_id for view in views if view.status not in CLOSED]
        to_case = [buttons.add_to_case(running[0])] if running else []
        report = choice("Phản ánh mới", "report_grievance", keep="yes" if turn.caption else "")
        voice.say(texts.MEDIA_WAITING, *to_case, report, buttons.HUMAN, buttons.CANCEL)
        return [_waiting(turn), *([remember("last_words", turn.caption[:MAX_KEPT])] if turn.caption else [])]


def _waiting(turn: Turn) -> Event:
    return remember("waiting_media", [*turn.waiting_media, turn.media_id][-_MAX_WAITING:])


def _after_share(turn: Turn) -> tuple[Choice, ...]:
    """A voice message may be urgent: a human is one tap away. Otherwise the main menu."""
    return (buttons.HUMAN, buttons.REPORT, buttons.MENU) if turn.command == "share_voice" else buttons.MAIN_MENU
