"""Several workers report the same: officers answer them as one, and nobody can be told from the others."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grievances.collective import alike
from grievances.collective.view import CollectiveView
from grievances.media import keep_media
from grievances.model import CaseFilter, CaseKind, CaseView, Category, EntryKind, Rating, Status
from grievances.worker import Proof
from storage.errors import NotFound, RuleViolation
from storage.tables import AuditEvent, CaseExclusion
from tests.grievances.cast import Union
from tests.grievances.collective_cast import chat, join, key_of, proof, report


@pytest.fixture
async def members(union: Union) -> list[str]:
    return [await report(union, number) for number in range(1, 4)]


async def read(union: Union, case_id: str, who: str = "north") -> CaseView:
    async with union.database.transaction() as tx:
        return await union.desk.read(tx, union.staff[who], case_id)


async def view(union: Union, case_id: str, who: str = "north") -> CollectiveView:
    async with union.database.transaction() as tx:
        return await union.desk.collectives.view(tx, union.staff[who], case_id)


async def queue(union: Union, who: str = "north") -> set[str]:
    async with union.database.transaction() as tx:
        return {row.case_id for row in (await union.desk.list(tx, union.staff[who], CaseFilter(), 1)).rows}


async def groups(union: Union, who: str = "north") -> list[alike.Group]:
    async with union.database.transaction() as tx:
        return await alike.groups(tx, union.staff[who], union.clock())


async def say(union: Union, collective: str, text: str) -> bool:
    async with union.database.transaction() as tx:
        version = (await union.desk.read(tx, union.staff["north"], collective)).version
        return await union.desk.reply(tx, union.staff["north"], collective, version, text)


async def move(union: Union, collective: str, to: Status, text: str = "") -> None:
    async with union.database.transaction() as tx:
        version = (await union.desk.read(tx, union.staff["north"], collective)).version
        await union.desk.change_status(tx, union.staff["north"], collective, version, to, text)


async def test_three_people_of_one_place_are_a_group(union: Union, members: list[str]) -> None:
    (group,) = await groups(union)
    assert (group.category, group.people) == (Category.WAGES, 3)
    assert await groups(union, "south") == []


async def test_one_person_three_times_is_no_group(union: Union) -> None:
    for _ in range(3):
        await report(union, 1)
    assert await groups(union) == []


@pytest.mark.parametrize("change", ["other place", "other trouble", "long ago", "no place"])
async def test_what_differs_is_no_group(union: Union, change: str) -> None:
    await report(union, 1)
    await report(union, 2)
    if change == "long ago":
        union.clock.advance(days=alike.WINDOW.days + 1)
    place = {"other place": "Công ty Dệt Sông Hồng", "no place": "công ty"}.get(change, "may an phú")
    await report(union, 3, place=place, category=Category.MEALS if change == "other trouble" else Category.WAGES)
    assert await groups(union) == []


async def test_joined_reports_leave_the_queue_and_cannot_be_opened(union: Union, members: list[str]) -> None:
    collective = await join(union, members)
    assert await queue(union) == {collective}
    for member in members:
        with pytest.raises(NotFound):
            await read(union, member)
    seen = await read(union, collective)
    assert seen.row.kind is CaseKind.COLLECTIVE
    assert seen.row.number == 4
    assert (await view(union, collective)).people == 3
    assert await groups(union) == []


async def test_officers_read_what_was_said_by_day_and_by_nobody(union: Union, members: list[str]) -> None:
    collective = await join(union, members)
    union.clock.advance(hours=5)
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, proof(2), members[1], "Thêm một lời")
        await union.cases.set_contact(tx, proof(2), members[1], "0912 345 678")
    seen = await read(union, collective)
    said = [entry for entry in seen.timeline if entry.actor == "worker"]
    assert {entry.body for entry in said} == {*(f"Lời của người {number}" for number in range(1, 4)), "Thêm một lời"}
    assert all(entry.day_only and entry.kind is EntryKind.MESSAGE for entry in said)
    assert not seen.has_contact
    assert seen.row.worker_waiting
    assert "0912" not in repr(seen)
    assert not any(member in repr(seen) for member in members)


async def test_pictures_show_in_the_collective_case_only(union: Union, members: list[str]) -> None:
    async with union.database.transaction() as tx:
        media_id = await keep_media(tx, union.vault, union.clock, chat(1), "image", "image/jpeg", b"photo")
        await union.cases.add_media(tx, proof(1), members[0], media_id)
    collective = await join(union, members)
    async with union.database.transaction() as tx:
        assert (await union.desk.media(tx, union.staff["north"], collective, media_id)).body == b"photo"
        for case_id, who in ((members[0], "north"), (collective, "south")):
            with pytest.raises(NotFound):
                await union.desk.media(tx, union.staff[who], case_id, media_id)


async def test_every_member_is_told_plainly(union: Union, members: list[str]) -> None:
    await join(union, members)
    told = {conversation: notice.text for conversation, notice in union.notifier.sent.values()}
    assert set(told) == {chat(number) for number in range(1, 4)}
    assert all(
        "được gộp với những phản ánh khác" in text and "Không ai biết bạn là ai" in text for text in told.values()
    )


async def test_an_answer_and_a_decision_reach_every_member(union: Union, members: list[str]) -> None:
    collective = await join(union, members)
    union.notifier.sent.clear()
    assert await say(union, collective, "Công đoàn đã gặp giám đốc.")
    await move(union, collective, Status.RESOLVED, "Lương trả ngày 5.")
    assert len(union.notifier.sent) == 6
    for number, member in enumerate(members, start=1):
        async with union.database.transaction() as tx:
            mine = await union.cases.view(tx, proof(number), member)
        assert mine.status is Status.RESOLVED
        bodies = [entry.body for entry in mine.timeline]
        assert "Công đoàn đã gặp giám đốc." in bodies
        assert "Lương trả ngày 5." in bodies
        assert not any("người" in body and f"người {number}" not in body for body in bodies if body.startswith("Lời"))
        buttons = [button.payload for _, notice in union.notifier.sent.values() for button in notice.buttons]
        assert any(member in payload for payload in buttons)


async def test_a_member_without_a_chat_still_reads_by_code(union: Union, members: list[str]) -> None:
    opened = await union.open("mill", "Tôi cũng vậy", chat(9), category=Category.WAGES)
    async with union.database.transaction() as tx:
        await union.cases.set_workplace(tx, proof(9), opened.case_id, "may an phú")
    collective = await join(union, [*members, opened.case_id])
    async with union.database.transaction() as tx:
        await union.cases.forget_chat(tx, chat(9))
    await say(union, collective, "Có kết quả rồi.")
    async with union.database.transaction() as tx:
        mine = await union.cases.by_receipt(tx, opened.receipt, "another")
    assert "Có kết quả rồi." in [entry.body for entry in mine.timeline]
    assert (await view(union, collective)).people == 4


async def test_one_withdraws_alone_and_below_three_no_number_is_shown(union: Union, members: list[str]) -> None:
    collective = await join(union, members)
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, proof(1), members[0])
    assert (await view(union, collective)).people is None
    union.notifier.sent.clear()
    await say(union, collective, "Chào các bạn")
    assert {conversation for conversation, _ in union.notifier.sent.values()} == {chat(2), chat(3)}
    for number in (2, 3):
        async with union.database.transaction() as tx:
            await union.cases.withdraw(tx, proof(number), members[number - 1])
    assert (await read(union, collective)).row.status is Status.WITHDRAWN
    with pytest.raises(RuleViolation):
        await say(union, collective, "Chào")


async def test_each_rates_alone_and_counts_show_from_five_on(union: Union) -> None:
    members = [await report(union, number) for number in range(1, 6)]
    collective = await join(union, members)
    await move(union, collective, Status.RESOLVED, "Xong")
    for number, member in enumerate(members, start=1):
        assert (await view(union, collective)).ratings is None
        async with union.database.transaction() as tx:
            await union.cases.rate(tx, proof(number), member, Rating.BAD if number == 5 else Rating.GOOD)
    ratings = (await view(union, collective)).ratings
    assert ratings is not None
    assert (ratings[Rating.GOOD], ratings[Rating.BAD]) == (4, 1)
    seen = await read(union, collective)
    assert seen.row.rating is None
    assert seen.row.status is Status.IN_PROGRESS  # somebody is not content
    assert EntryKind.RATING not in {entry.kind for entry in seen.timeline}


async def test_new_words_reopen_a_solved_collective(union: Union, members: list[str]) -> None:
    collective = await join(union, members)
    await move(union, collective, Status.RESOLVED, "Xong")
    async with union.database.transaction() as tx:
        await union.cases.add_text(tx, proof(3), members[2], "Vẫn chưa có lương")
    seen = await read(union, collective)
    assert seen.row.status is Status.IN_PROGRESS
    assert seen.row.worker_waiting
    assert all(entry.day_only for entry in seen.timeline if entry.actor != "staff")


async def test_a_join_is_undone_within_a_day_and_not_later(union: Union, members: list[str]) -> None:
    collective = await join(union, members)
    (batch,) = (await view(union, collective)).batches
    async with union.database.transaction() as tx:
        await union.desk.collectives.undo_join(tx, union.staff["north"], collective, batch.batch_id)
    assert await queue(union) == {collective, *members}
    assert (await read(union, collective)).row.status is Status.CLOSED
    assert (await read(union, members[0])).row.status is Status.RECEIVED
    again = await join(union, members)
    (batch,) = (await view(union, again)).batches
    union.clock.advance(days=1, minutes=1)
    assert (await view(union, again)).batches == []
    async with union.database.transaction() as tx:
        with pytest.raises(RuleViolation, match="quá một ngày"):
            await union.desk.collectives.undo_join(tx, union.staff["north"], again, batch.batch_id)


async def test_a_new_report_waits_for_an_officer_or_joins_by_itself(union: Union, members: list[str]) -> None:
    collective = await join(union, members)
    fourth = await report(union, 4)
    async with union.database.transaction() as tx:
        assert await union.desk.collectives.join_by_itself(tx) == 0
    assert (await view(union, collective)).waiting == 1
    async with union.database.transaction() as tx:
        assert await union.desk.collectives.join_new(tx, union.staff["north"], collective) == 1
        await union.desk.collectives.set_auto_join(tx, union.staff["north"], collective, True)
    await report(union, 5)
    async with union.database.transaction() as tx:
        assert await union.desk.collectives.join_by_itself(tx) == 1
    seen = await view(union, collective)
    assert (seen.people, seen.waiting, seen.auto_join) == (5, 0, True)
    assert fourth not in await queue(union)
    with pytest.raises(RuleViolation):
        async with union.database.transaction() as tx:
            await union.desk.collectives.join_new(tx, union.staff["north"], collective)


async def test_too_few_or_one_person_cannot_be_joined(union: Union, members: list[str]) -> None:
    with pytest.raises(RuleViolation, match="3 người"):
        await join(union, members[:2])
    twice = await report(union, 1)
    with pytest.raises(RuleViolation):
        await join(union, [*members[:2], twice])
    with pytest.raises(RuleViolation):
        await join(union, members, "south")


async def test_the_collective_stands_in_the_lowest_unit_above_its_members(union: Union) -> None:
    members = [await report(union, 1), await report(union, 2, unit="mine"), await report(union, 3)]
    collective = await join(union, members)
    assert (await union.record(collective)).unit_id == union.units["north"].id
    for who in ("mill", "mine", "south"):
        with pytest.raises(NotFound):
            await read(union, collective, who)


async def test_whoever_must_not_see_a_member_sees_no_collective(union: Union, members: list[str]) -> None:
    async with union.database.transaction() as tx:
        tx.add(CaseExclusion(case_id=members[0], staff_id=union.staff["mill"].id, cause="named", at=union.clock()))
    collective = await join(union, members)
    with pytest.raises(NotFound):
        await read(union, collective, "mill")


@pytest.mark.parametrize("who", ["south", "mine", "trainer"])
async def test_outsiders_can_do_nothing_with_it(union: Union, members: list[str], who: str) -> None:
    collective = await join(union, members)
    (batch,) = (await view(union, collective)).batches
    desk, staff = union.desk.collectives, union.staff[who]
    for act in (
        lambda tx: desk.view(tx, staff, collective),
        lambda tx: desk.join_new(tx, staff, collective),
        lambda tx: desk.set_auto_join(tx, staff, collective, True),
        lambda tx: desk.undo_join(tx, staff, collective, batch.batch_id),
    ):
        with pytest.raises(NotFound):
            async with union.database.transaction() as tx:
                await act(tx)


async def test_the_members_clocks_stand_still_and_the_earliest_goes_on(union: Union, members: list[str]) -> None:
    due = [(await union.record(member)).due_at for member in members]
    collective = await join(union, members)
    assert (await union.record(collective)).due_at == min(moment for moment in due if moment)
    assert [(await union.record(member)).due_at for member in members] == [None] * 3


async def test_the_audit_names_no_member(union: Union, members: list[str]) -> None:
    collective = await join(union, members)
    await say(union, collective, "Chào")
    async with union.database.transaction() as tx:
        events = (await tx.scalars(select(AuditEvent).where(AuditEvent.action.startswith("collective.")))).all()
        replied = (await tx.scalars(select(AuditEvent).where(AuditEvent.action == "case.replied"))).all()
    assert [(event.object_id, event.detail) for event in events] == [(collective, {"count": 3})]
    assert [event.object_id for event in replied] == [collective]


async def test_a_plain_case_is_no_collective(union: Union) -> None:
    plain = (await union.open("mill")).case_id
    with pytest.raises(NotFound):
        await view(union, plain)
    assert await key_of(union, plain) == ""
    assert Proof(chat(1)) == proof(1)
