"""What is kept about a chat can be seen by its worker, and deleted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from grievances.clocks import milestones
from grievances.media import keep_media
from grievances.model import CLOSED, Status
from grievances.privacy.consents import Consents, Purpose, version_of
from grievances.privacy.erasure import Erasure
from grievances.privacy.keeping import Keeping
from grievances.privacy.my_data import Deleted, KeptData, MyData
from storage.errors import NotFound
from storage.tables import CaseEntry, CaseRecord, ConsentEvent
from storage.vault import Vault
from tests.grievances.cast import CHAT, MINE, OTHER_CHAT, Union

TEXT = "Bạn đồng ý không?"


def my_data(union: Union) -> MyData:
    return MyData(union.vault, union.clock, union.cases)


async def kept(union: Union, chat: str = CHAT) -> KeptData:
    async with union.database.transaction() as tx:
        return await my_data(union).of_chat(tx, chat)


async def delete(union: Union, with_words: bool) -> Deleted:
    async with union.database.transaction() as tx:
        return await my_data(union).delete(tx, CHAT, with_words)


async def agree(union: Union, given: bool = True, text: str = TEXT, chat: str = CHAT) -> None:
    async with union.database.transaction() as tx:
        await Consents(union.vault, union.clock).record(tx, chat, Purpose.REPORT, text, given, "zalo")


async def agrees(union: Union, text: str = TEXT, chat: str = CHAT) -> bool:
    async with union.database.transaction() as tx:
        return await Consents(union.vault, union.clock).given(tx, chat, Purpose.REPORT, text)


async def bodies(union: Union, case_id: str) -> int:
    async with union.database.transaction() as tx:
        query = select(func.count()).where(CaseEntry.case_id == case_id, CaseEntry.body_sealed.is_not(None))
        return await tx.scalar(query) or 0


async def test_a_worker_sees_own_cases_files_and_consents_and_nobody_elses(union: Union) -> None:
    case_id = (await union.open(text="Nợ lương")).case_id
    await union.open(chat=OTHER_CHAT)
    await agree(union)
    async with union.database.transaction() as tx:
        await union.cases.set_contact(tx, MINE, case_id, "0912 345 678")
        await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/png", b"\x89PNG")
    seen = await kept(union)
    assert [(case.status, case.has_contact, case.has_workplace) for case in seen.cases] == [("received", True, False)]
    assert (seen.files, [consent.given for consent in seen.consents]) == (1, [True])
    assert "0912" not in repr(seen)
    assert len((await kept(union, OTHER_CHAT)).cases) == 1


async def test_only_the_ties_can_be_cut(union: Union) -> None:
    opened = await union.open(text="Nợ lương")
    assert await delete(union, with_words=False) == Deleted(1, 0, 0)
    assert (await kept(union)).cases == []
    assert await bodies(union, opened.case_id) > 0
    async with union.database.transaction() as tx:
        assert (await union.cases.by_receipt(tx, opened.receipt, OTHER_CHAT)).case_id == opened.case_id


async def test_with_the_words_the_cases_are_withdrawn_and_erased(union: Union) -> None:
    opened, other = await union.open(text="Nợ lương"), await union.open(text="Việc khác", chat=OTHER_CHAT)
    assert await delete(union, with_words=True) == Deleted(1, 1, 0)
    record = await union.record(opened.case_id)
    assert (record.status, record.erased_at) == (Status.WITHDRAWN, union.clock())
    assert await bodies(union, opened.case_id) == 0
    assert await bodies(union, other.case_id) > 0
    async with union.database.transaction() as tx:
        with pytest.raises(NotFound):
            await union.cases.by_receipt(tx, opened.receipt, CHAT)
    assert await delete(union, with_words=True) == Deleted(0, 0, 0)


async def test_what_a_court_needs_is_cut_off_and_erased_as_soon_as_it_is_let_go(union: Union) -> None:
    case_id = (await union.open(text="Nợ lương")).case_id
    keeping = Keeping(union.vault, union.clock, Erasure(union.vault, union.clock))
    async with union.database.transaction() as tx:
        await keeping.hold(tx, union.staff["supervisor"], case_id, "Tòa đang xử")
    assert await delete(union, with_words=True) == Deleted(1, 0, 1)
    assert await bodies(union, case_id) > 0
    assert (await kept(union)).cases == []
    async with union.database.transaction() as tx:
        assert await keeping.erase_due(tx) == 0
        await keeping.release(tx, union.staff["supervisor"], case_id)
        assert await keeping.erase_due(tx) == 1
    assert await bodies(union, case_id) == 0


@pytest.mark.parametrize("statuses", [[Status.ACKNOWLEDGED], [Status.REJECTED], [Status.REJECTED, Status.IN_PROGRESS]])
async def test_work_on_what_a_court_needs_does_not_forget_that_its_worker_wants_it_gone(
    union: Union, statuses: list[Status]
) -> None:
    case_id = (await union.open(text="Nợ lương")).case_id
    keeping = Keeping(union.vault, union.clock, Erasure(union.vault, union.clock))
    async with union.database.transaction() as tx:
        await keeping.hold(tx, union.staff["supervisor"], case_id, "Tòa đang xử")
    await delete(union, with_words=True)
    union.clock.advance(days=2)
    async with union.database.transaction() as tx:
        record = await tx.get_one(CaseRecord, case_id)
        for status in statuses:
            milestones.move(record, status, union.clock(), by_staff=True)
        await tx.flush()
        await keeping.release(tx, union.staff["supervisor"], case_id)
        assert await keeping.erase_due(tx) == 1
    assert await bodies(union, case_id) == 0
    assert (await union.record(case_id)).status in CLOSED


async def test_the_newest_answer_counts_and_older_ones_stay(union: Union) -> None:
    assert not await agrees(union)
    for given in (True, True, False, True):
        await agree(union, given)
    assert await agrees(union)
    async with union.database.transaction() as tx:
        events = (await tx.scalars(select(ConsentEvent).order_by(ConsentEvent.id))).all()
    assert [event.given for event in events] == [True, False, True]
    assert {event.text_version for event in events} == {version_of(TEXT)}


async def test_a_consent_holds_for_its_words_and_its_chat_only(union: Union) -> None:
    await agree(union)
    assert not await agrees(union, TEXT + " ")
    assert not await agrees(union, chat=OTHER_CHAT)


async def test_a_consent_is_found_after_the_secret_has_changed(union: Union) -> None:
    await agree(union)
    both = Vault(["a new secret of the union", "test-secret-of-enough-length"])
    async with union.database.transaction() as tx:
        found = await Consents(both, union.clock).all_of(tx, CHAT)
    assert [consent.given for consent in found] == [True]


async def test_after_deleting_nobody_can_say_whose_consent_it_was(union: Union) -> None:
    await agree(union)
    await delete(union, with_words=False)
    assert not await agrees(union)
    async with union.database.transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(ConsentEvent)) == 1
