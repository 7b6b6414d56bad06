"""Linked cases, and a complaint that was sent twice: the second code keeps working and shows the first case."""

from __future__ import annotations

import pytest

from grievances.media import keep_media
from grievances.model import Category, Opened, Status
from grievances.relations import RelatedCases, Relations
from grievances.worker import Proof
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseExclusion
from tests.grievances.cast import CHAT, MINE, OTHER_CHAT, Union


@pytest.fixture
def related(union: Union) -> RelatedCases:
    return RelatedCases(union.vault, union.clock)


@pytest.fixture
async def twice(union: Union) -> tuple[Opened, Opened]:
    """The case that goes on, and the same complaint once more."""
    return await union.open("mill", "Chưa có lương"), await union.open("mill", "Nhắc lại: chưa có lương")


async def of_case(union: Union, related: RelatedCases, case_id: str, who: str = "north") -> Relations:
    async with union.database.transaction() as tx:
        return await related.of_case(tx, union.staff[who], case_id)


async def merge(union: Union, related: RelatedCases, duplicate: Opened, into: Opened, who: str = "north") -> None:
    number = (await union.record(into.case_id)).number
    async with union.database.transaction() as tx:
        await related.merge(tx, union.staff[who], duplicate.case_id, number)


async def test_two_cases_are_linked_from_both_sides_and_unlinked(union: Union, related: RelatedCases) -> None:
    first, second = await union.open("mill"), await union.open("mine", chat=OTHER_CHAT)
    for _ in range(2):
        async with union.database.transaction() as tx:
            await related.link(tx, union.staff["north"], first.case_id, 2)
    assert [one.number for one in (await of_case(union, related, first.case_id)).links] == [2]
    assert [one.number for one in (await of_case(union, related, second.case_id)).links] == [1]
    assert (await of_case(union, related, first.case_id, "mill")).links == []  # the other is not theirs
    async with union.database.transaction() as tx:
        await related.unlink(tx, union.staff["north"], second.case_id, first.case_id)
    assert (await of_case(union, related, first.case_id)).links == []


@pytest.mark.parametrize("number", [0, 1, 99, 2**40])
async def test_a_number_that_means_no_other_case_is_refused(union: Union, related: RelatedCases, number: int) -> None:
    case_id = (await union.open("mill")).case_id
    async with union.database.transaction() as tx:
        with pytest.raises(RuleViolation):
            await related.link(tx, union.staff["north"], case_id, number)


async def test_the_second_code_keeps_working_and_shows_the_case_that_goes_on(
    union: Union, related: RelatedCases, twice: tuple[Opened, Opened]
) -> None:
    first, second = twice
    await merge(union, related, second, first)
    async with union.database.transaction() as tx:
        version = (await union.desk.read(tx, union.staff["north"], first.case_id)).version
        await union.desk.reply(tx, union.staff["north"], first.case_id, version, "Công đoàn đang hỏi công ty.")
        by_code = await union.cases.by_receipt(tx, second.receipt, "another chat")
        listed = await union.cases.mine(tx, CHAT)
    bodies = [entry.body for entry in by_code.timeline]
    assert {"Chưa có lương", "Nhắc lại: chưa có lương", "Công đoàn đang hỏi công ty."} <= set(bodies)
    assert by_code.status is Status.IN_PROGRESS
    assert [view.case_id for view in listed] == [first.case_id]


async def test_what_the_worker_does_with_the_second_code_reaches_the_case_that_goes_on(
    union: Union, related: RelatedCases, twice: tuple[Opened, Opened]
) -> None:
    first, second = twice
    await merge(union, related, second, first)
    other_phone = Proof("d" * 32, second.receipt)
    async with union.database.transaction() as tx:
        media_id = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/jpeg", b"photo")
        await union.cases.add_media(tx, MINE, second.case_id, media_id)
        await union.cases.set_workplace(tx, other_phone, second.case_id, "Công ty May An Phú")
        await union.cases.add_text(tx, other_phone, second.case_id, "Thêm ý")
        seen = await union.desk.read(tx, union.staff["north"], first.case_id)
        assert (await union.desk.media(tx, union.staff["north"], first.case_id, media_id)).body == b"photo"
    assert seen.workplace == "Công ty May An Phú"
    assert seen.row.worker_waiting
    assert {"Nhắc lại: chưa có lương", "Thêm ý"} <= {entry.body for entry in seen.timeline}
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, other_phone, second.case_id)
    assert (await union.record(first.case_id)).status == Status.WITHDRAWN


async def test_a_merged_case_is_closed_and_cannot_be_worked_on(
    union: Union, related: RelatedCases, twice: tuple[Opened, Opened]
) -> None:
    first, second = twice
    await merge(union, related, second, first)
    into = (await of_case(union, related, second.case_id)).merged_into
    assert into is not None
    assert into.case_id == first.case_id
    assert (await union.record(second.case_id)).status == Status.CLOSED
    version = await union.version(second.case_id)
    async with union.database.transaction() as tx:
        with pytest.raises(RuleViolation, match="đã gộp"):
            await union.desk.reply(tx, union.staff["north"], second.case_id, version, "Chào")
        with pytest.raises(RuleViolation, match="đã gộp"):
            await union.desk.change_status(tx, union.staff["north"], second.case_id, version, Status.IN_PROGRESS)


async def test_a_merge_is_undone_within_a_day_and_leaves_nothing(
    union: Union, related: RelatedCases, twice: tuple[Opened, Opened]
) -> None:
    first, second = twice
    await merge(union, related, second, first)
    async with union.database.transaction() as tx:
        await related.undo_merge(tx, union.staff["north"], second.case_id)
        seen = await union.desk.read(tx, union.staff["north"], first.case_id)
        mine = await union.cases.by_receipt(tx, second.receipt, CHAT)
    assert "Nhắc lại: chưa có lương" not in {entry.body for entry in seen.timeline}
    assert [entry.body for entry in mine.timeline if entry.kind == "message"] == ["Nhắc lại: chưa có lương"]
    record = await union.record(second.case_id)
    assert (record.status, record.reopened) == (Status.RECEIVED, 0)
    await merge(union, related, second, first)
    union.clock.advance(days=1, minutes=1)
    async with union.database.transaction() as tx:
        with pytest.raises(RuleViolation, match="quá một ngày"):
            await related.undo_merge(tx, union.staff["north"], second.case_id)


async def test_cases_of_two_people_are_never_merged(union: Union, related: RelatedCases) -> None:
    mine, theirs = await union.open("mill"), await union.open("mill", chat=OTHER_CHAT)
    with pytest.raises(RuleViolation, match="cùng một cuộc trò chuyện"):
        await merge(union, related, theirs, mine)
    async with union.database.transaction() as tx:
        await union.cases.forget_chat(tx, CHAT)
        await union.cases.forget_chat(tx, OTHER_CHAT)
    with pytest.raises(RuleViolation):
        await merge(union, related, theirs, mine)


async def test_never_across_an_exclusion(union: Union, related: RelatedCases, twice: tuple[Opened, Opened]) -> None:
    first, second = twice
    async with union.database.transaction() as tx:
        tx.add(CaseExclusion(case_id=second.case_id, staff_id=union.staff["mill"].id, cause="named", at=union.clock()))
    with pytest.raises(RuleViolation, match="cùng những người"):
        await merge(union, related, second, first)


async def test_no_chains_no_circles_no_emergencies(
    union: Union, related: RelatedCases, twice: tuple[Opened, Opened]
) -> None:
    first, second = twice
    third = await union.open("mill", category=Category.WAGES)
    await merge(union, related, second, first)
    for duplicate, into in ((first, third), (third, second), (first, second)):
        with pytest.raises(RuleViolation):
            await merge(union, related, duplicate, into)
    cry = await union.cry(chat=CHAT)
    async with union.database.transaction() as tx:
        with pytest.raises(RuleViolation):
            await related.merge(tx, union.staff["north"], cry.case_id, 1)


@pytest.mark.parametrize("who", ["south", "mine", "trainer"])
async def test_outsiders_tie_nothing(
    union: Union, related: RelatedCases, twice: tuple[Opened, Opened], who: str
) -> None:
    first, second = twice
    await merge(union, related, second, first)
    for act in (
        lambda tx: related.link(tx, union.staff[who], first.case_id, 2),
        lambda tx: related.unlink(tx, union.staff[who], first.case_id, second.case_id),
        lambda tx: related.merge(tx, union.staff[who], first.case_id, 2),
        lambda tx: related.undo_merge(tx, union.staff[who], second.case_id),
    ):
        async with union.database.transaction() as tx:
            with pytest.raises(NotFound):
                await act(tx)
