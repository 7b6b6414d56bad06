"""What is not text: photos, voice notes and files at any moment, and an honest word about what cannot be read."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions import buttons, texts
from actions.base import DialogueAction, Event, forget, remember
from actions.turn import MAX_KEPT, Turn
from actions.voice import Choice, Voice, choice
from grievances.evidence.kinds import Refusal
from grievances.evidence.words import REFUSALS
from grievances.model import CLOSED

_MAX_WAITING = 10
_KEPT = frozenset({"share_media", "share_voice"})


class Share(DialogueAction):
    """What is not text. A photo, a voice note or a file goes to the case at hand, or waits until the worker says where
    it belongs. Of several in a row only the last is answered."""

    name = "action_share"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if turn.command not in _KEPT:
            voice.say(texts.SHARED.get(turn.command, texts.SHARED["share_other"]), *buttons.MAIN_MENU)
            return []
        if not turn.media_id:
            voice.say(_refusal(turn), buttons.HUMAN, buttons.MENU)
            return []
        if turn.slot("case_id"):
            await self.once(turn, lambda tx: self._add(tx, turn))
            _say(turn, voice, texts.MEDIA_ADDED, *buttons.add_after_media(turn.slot("case_id")))
            return []
        return await self._let_wait(turn, voice)

    async def in_form(self, turn: Turn, voice: Voice) -> list[Event]:
        """The same while a form is open: say less, since the form asks again."""
        if turn.command not in _KEPT:
            voice.say(texts.SHARED.get(turn.command, texts.SHARED["share_other"]))
        elif not turn.media_id:
            voice.say(_refusal(turn))
        elif turn.form == "receipt_form":
            voice.say(texts.NEED_WORDS)
        elif turn.form == "calculation_form" and not turn.slot("case_id"):
            _say(turn, voice, texts.MEDIA_HELD)
            return [_waiting(turn)]
        elif turn.form == "request_form" or not turn.slot("case_id"):
            _say(turn, voice, texts.MEDIA_KEPT)
            return [_waiting(turn)]
        else:
            await self.once(turn, lambda tx: self._add(tx, turn))
            _say(turn, voice, texts.MEDIA_ADDED_SHORT)
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
        report = choice(
            "Phản ánh mới" if running else "Gửi kèm phản ánh", "report_grievance", keep="yes" if turn.caption else ""
        )
        _say(turn, voice, texts.MEDIA_WAITING, *to_case, report, buttons.HUMAN, buttons.REMOVE_WAITING)
        return [_waiting(turn), *([remember("last_words", turn.caption[:MAX_KEPT])] if turn.caption else [])]


class RemoveMedia(DialogueAction):
    """ "Xóa tệp vừa gửi": what waits goes, else what went last into the case, unless an officer has opened it."""

    name = "action_remove_media"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        waiting = [] if turn.entities.get("case") else turn.waiting_media
        removed = await self.once(turn, lambda tx: self._remove(tx, turn, waiting))
        voice.say(texts.MEDIA_REMOVED if removed else texts.NOTHING_TO_REMOVE, *self._next(turn))
        return forget("waiting_media") if waiting else []

    async def _remove(self, tx: AsyncSession, turn: Turn, waiting: list[str]) -> bool:
        cases = self.services.cases
        if waiting:
            return any([await cases.drop_waiting(tx, turn.conversation_id, media_id) for media_id in waiting])
        return bool(turn.case_id) and await cases.take_back_media(tx, turn.proof, turn.case_id)

    def _next(self, turn: Turn) -> tuple[Choice, ...]:
        return buttons.add_more(turn.case_id) if turn.case_id else buttons.MAIN_MENU


def _say(turn: Turn, voice: Voice, text: str, *choices: Choice) -> None:
    """Nothing while more is coming."""
    if not turn.more_media:
        heard = texts.NOT_HEARD if turn.media_kind == "voice" else ""
        voice.say(text.format(what=_what(turn), heard=heard), *choices)


def _what(turn: Turn) -> str:
    """ "ảnh", "3 ảnh", "4 ảnh, tệp"."""
    if turn.media_count == 1:
        return texts.MEDIA_NAMES.get(turn.media_kind, texts.MEDIA_NAMES["file"])
    same = texts.MEDIA_NAMES.get(str(turn.metadata.get("media_kinds") or ""), "ảnh, tệp")
    return f"{turn.media_count} {same}"


def _refusal(turn: Turn) -> str:
    problem = turn.media_problem
    return REFUSALS[Refusal(problem) if problem in set(Refusal) else Refusal.LOST]


def _waiting(turn: Turn) -> Event:
    kept = [media_id for media_id in turn.waiting_media if media_id != turn.media_id]
    return remember("waiting_media", [*kept, turn.media_id][-_MAX_WAITING:])
