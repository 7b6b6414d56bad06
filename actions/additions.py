"""Adding to a case: what is told in a form, and what was said or sent just before."""

from __future__ import annotations

from abc import abstractmethod

from sqlalchemy.ext.asyncio import AsyncSession

from actions import buttons, texts
from actions.base import DialogueAction, Event, forget, remember
from actions.emergency import warn
from actions.turn import Turn
from actions.voice import Voice
from actions.waiting import attach_waiting
from storage.errors import NotFound


class _KeepsText(DialogueAction):
    """A form is done: its text goes to the case, unless the worker said "hủy"."""

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        typed = turn.slot("free_text")
        if not typed:
            voice.say(texts.CANCELLED, buttons.MENU)
            return []
        if not turn.case_id:
            raise NotFound
        await self.once(turn, lambda tx: self.keep(tx, turn, typed))
        self.confirm(turn, voice)
        return [remember("free_text", None), *warn(turn, voice)]

    @abstractmethod
    async def keep(self, tx: AsyncSession, turn: Turn, typed: str) -> None:
        """Write it into the case."""

    @abstractmethod
    def confirm(self, turn: Turn, voice: Voice) -> None:
        """Say that it was written."""


class AddDetails(_KeepsText):
    name = "action_add_details"

    async def keep(self, tx: AsyncSession, turn: Turn, typed: str) -> None:
        await self.services.cases.add_text(tx, turn.proof, turn.case_id, typed)

    def confirm(self, turn: Turn, voice: Voice) -> None:
        voice.say(texts.DETAILS_ADDED, *buttons.add_more(turn.case_id))


class SendReply(AddDetails):
    """The worker's answer to an officer."""

    name = "action_send_reply"

    def confirm(self, turn: Turn, voice: Voice) -> None:
        voice.say(texts.REPLY_SENT, buttons.STATUS, buttons.MENU)


class SetWorkplace(_KeepsText):
    name = "action_set_workplace"

    async def keep(self, tx: AsyncSession, turn: Turn, typed: str) -> None:
        await self.services.cases.set_workplace(tx, turn.proof, turn.case_id, typed)

    def confirm(self, turn: Turn, voice: Voice) -> None:
        voice.say(texts.WORKPLACE_SET, *buttons.add_more(turn.case_id, just_given="add_workplace"))


class SetContact(_KeepsText):
    name = "action_set_contact"

    async def keep(self, tx: AsyncSession, turn: Turn, typed: str) -> None:
        await self.services.cases.set_contact(tx, turn.proof, turn.case_id, typed)

    def confirm(self, turn: Turn, voice: Voice) -> None:
        voice.say(texts.CONTACT_SET, *buttons.add_more(turn.case_id, just_given="add_contact"))


class Attach(DialogueAction):
    """ "Thêm vào phản ánh": the last words and the waiting photos go to the case of the button."""

    name = "action_attach"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        told = turn.slot("last_words")
        if not told and not turn.waiting_media:
            voice.say(texts.NOTHING_TO_ADD, *buttons.add_more(turn.case_id))
            return []
        await self.once(turn, lambda tx: self._attach(tx, turn, told))
        if told:
            voice.say(texts.DETAILS_ADDED, *buttons.add_more(turn.case_id))
        else:
            voice.say(texts.MEDIA_ATTACHED, *buttons.add_after_media(turn.case_id))
        return forget("last_words", "waiting_media")

    async def _attach(self, tx: AsyncSession, turn: Turn, told: str) -> None:
        if told:
            await self.services.cases.add_text(tx, turn.proof, turn.case_id, told)
        await attach_waiting(tx, self.services.cases, turn, turn.case_id)
