"""What is kept of a worker: to be seen, agreed to, taken back and deleted."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncSession

from actions import buttons, privacy_texts, texts, words
from actions.base import DialogueAction, Event
from actions.services import ActionServices
from actions.turn import Turn
from actions.voice import Choice, Voice, choice
from actions.who_knows import say_who_knows
from grievances.model import KIND_NAMES, STATUS_NAMES, CaseKind
from grievances.privacy.consents import Consent, Consents, Purpose
from grievances.privacy.my_data import KeptCase, KeptData, MyData
from storage.clock import in_vietnam

_SHOWN = 5
_DELETES = (" xoa ", " quen ", " bo ", " huy ", " go ", " dung ", " khong cho ")
_WHO_SIGNS = (" ai biet ", " ai thay ", " ai doc ", " ai xem ", " bi lo ")
_SEE_SIGNS = (" xem ", " luu ", " giu ", " du lieu ")
_SEE = choice("Xem dữ liệu", "my_data", do="see")
_CONSENTS = choice("Rút lại đồng ý", "my_data", do="consents")
_WHO = choice("Ai thấy được?", "my_data", do="who")
_DELETE = choice("Xóa dữ liệu", "delete_my_data")


def side_question(text: str) -> str:
    """What somebody wants who speaks of own data but not of deleting: who, consents, see; empty: deleting."""
    said = f" {words.fold(text)} "
    if " dong y " in said:
        return "consents"
    if any(sign in said for sign in _DELETES):
        return ""
    if any(sign in said for sign in _WHO_SIGNS):
        return "who"
    return "see" if any(sign in said for sign in _SEE_SIGNS) else ""


class MyDataShown(DialogueAction):
    """What is kept, who can see it, what was agreed to, and taking that back."""

    name = "action_my_data"

    def __init__(self, services: ActionServices) -> None:
        super().__init__(services)
        self._consents = Consents(services.vault, services.clock)
        self._my_data = MyData(services.vault, services.clock, services.cases)

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        await self.show(turn, voice, turn.entities.get("do", "see"))
        return []

    async def show(self, turn: Turn, voice: Voice, what: str) -> None:
        if what == "who":
            say_who_knows(self.services, turn, voice)
        elif what == "consents":
            await self._show_consents(turn, voice)
        elif what == "withdraw":
            await self._withdraw(turn, voice)
        else:
            await self._show_kept(turn, voice)

    async def _show_kept(self, turn: Turn, voice: Voice) -> None:
        async with self.services.database.transaction() as tx:
            kept = await self._my_data.of_chat(tx, turn.conversation_id)
        as_file = [privacy_texts.KEPT_AS_FILE] if turn.channel == "web" else []
        voice.say("\n".join([*_lines(kept), *as_file]), _WHO, _CONSENTS, _DELETE, buttons.MENU)

    async def _show_consents(self, turn: Turn, voice: Voice) -> None:
        async with self.services.database.transaction() as tx:
            answers = await self._consents.all_of(tx, turn.conversation_id)
        given = [_withdrawal(consent) for consent in answers if consent.given]
        if not given:
            voice.say(privacy_texts.NO_CONSENTS, _SEE, _DELETE, buttons.MENU)
            return
        voice.say("\n".join([privacy_texts.CONSENTS, *map(_consent_line, answers)]), *given, _SEE, buttons.MENU)

    async def _withdraw(self, turn: Turn, voice: Voice) -> None:
        asked = turn.entities.get("purpose", "")
        if asked not in set(privacy_texts.CONSENT):
            voice.say(texts.STALE_BUTTON, *buttons.MAIN_MENU)
            return
        purpose = Purpose(asked)
        text = privacy_texts.CONSENT[purpose]
        async with self.services.database.transaction() as tx:
            await self._consents.record(tx, turn.conversation_id, purpose, text, False, turn.channel)
        voice.say(privacy_texts.WITHDRAWN[purpose], _DELETE, buttons.MENU)


class AskDelete(DialogueAction):
    """To be forgotten: asked once more with what goes and what stays."""

    name = "action_delete_my_data"

    def __init__(self, services: ActionServices) -> None:
        super().__init__(services)
        self._shown = MyDataShown(services)

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if asked := side_question(turn.text):
            await self._shown.show(turn, voice, asked)
            return []
        async with self.services.database.transaction() as tx:
            count = len(await self.services.cases.mine(tx, turn.conversation_id))
        if count == 0:
            voice.say(privacy_texts.ASK_DELETE_NO_CASES, choice("Đúng, xóa đi", "confirm_delete"), _SEE, buttons.CANCEL)
            return []
        cut = choice("Đúng, cắt liên lạc", "confirm_delete")
        erase = choice("Đúng, xóa cả nội dung", "confirm_delete", all="yes")
        voice.say(privacy_texts.ASK_DELETE.format(count=count), cut, erase, _SEE, _CONSENTS, buttons.CANCEL)
        return []


class AskUnsubscribe(DialogueAction):
    """Only news of own cases comes unasked: stopping it means forgetting the chat."""

    name = "action_unsubscribe"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        voice.say(texts.ASK_UNSUBSCRIBE, choice("Đúng, ngừng tin", "confirm_delete"), buttons.CANCEL)
        return []


class ConfirmDelete(DialogueAction):
    name = "action_confirm_delete"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        with_words = turn.entities.get("all") == "yes"
        done = await self.once(turn, lambda tx: self._delete(tx, turn, with_words))
        left = texts.LEFT_BEHIND.get(turn.channel, texts.LEFT_BEHIND["web"])
        erased = [privacy_texts.ERASED.format(count=done["erased"])] if done["erased"] else []
        held = [privacy_texts.HELD.format(count=done["held"])] if done["held"] else []
        voice.say("\n\n".join([texts.FORGOTTEN.format(left=left), *erased, *held]), buttons.MENU)
        return [{"event": "reset_slots", "timestamp": None}]

    async def _delete(self, tx: AsyncSession, turn: Turn, with_words: bool) -> dict[str, int]:
        my_data = MyData(self.services.vault, self.services.clock, self.services.cases)
        deleted = await my_data.delete(tx, turn.conversation_id, with_words)
        return {"erased": deleted.erased, "held": deleted.held}


def _lines(kept: KeptData) -> Iterator[str]:
    yield privacy_texts.KEPT_HEAD
    yield from map(_case_line, kept.cases[:_SHOWN])
    if not kept.cases:
        yield privacy_texts.KEPT_NOTHING
    if len(kept.cases) > _SHOWN:
        yield privacy_texts.KEPT_MORE_CASES.format(count=len(kept.cases) - _SHOWN)
    yield privacy_texts.KEPT_MESSAGES.format(count=kept.messages)
    if kept.files:
        yield privacy_texts.KEPT_FILES.format(count=kept.files)
    if kept.consents:
        said = "; ".join(_consent_line(consent).removeprefix("• ") for consent in kept.consents)
        yield privacy_texts.KEPT_CONSENTS.format(consents=said)
    yield privacy_texts.KEPT_TAIL


def _case_line(case: KeptCase) -> str:
    name = texts.CATEGORY_TITLES[case.category] if case.kind is CaseKind.GRIEVANCE else KIND_NAMES[case.kind]
    extra = [privacy_texts.KEPT_WORKPLACE] if case.has_workplace else []
    extra += [privacy_texts.KEPT_CONTACT] if case.has_contact else []
    extra += [privacy_texts.KEPT_UNTIL.format(day=f"{case.erase_on:%d/%m/%Y}")] if case.erase_on else []
    return privacy_texts.KEPT_CASE.format(
        name=name,
        day=f"{in_vietnam(case.opened_at):%d/%m/%Y}",
        status=STATUS_NAMES[case.status].lower(),
        extra="".join(f", {part}" for part in extra),
    )


def _consent_line(consent: Consent) -> str:
    return privacy_texts.CONSENT_LINE.format(
        purpose=privacy_texts.PURPOSE_NAMES[consent.purpose],
        answer=privacy_texts.CONSENT_GIVEN if consent.given else privacy_texts.CONSENT_WITHDRAWN,
        day=f"{in_vietnam(consent.at):%d/%m/%Y}",
    )


def _withdrawal(consent: Consent) -> Choice:
    titles = {Purpose.REPORT: "Rút: gửi phản ánh", Purpose.LEARNING: "Rút: giữ câu để học"}
    return choice(titles.get(consent.purpose, "Rút: nhận tin"), "my_data", do="withdraw", purpose=consent.purpose)
