"""The piles of a desk, their counts and their orders, and lists that stay bounded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from grievances.model import CaseFilter, Order, QueueView, Severity, Status
from grievances.queue import pages as queue_pages
from grievances.queue.filter_choices import people_to_filter_by
from grievances.queue.searches import Searches
from storage.errors import NotFound
from storage.tables import CaseRecord, CaseSearch
from tests.grievances.cast import MINE, Union


async def listed(union: Union, who: str = "admin", order: Order = Order.PRIORITY, **wanted: object) -> list[str]:
    async with union.database.transaction() as tx:
        page = await union.desk.list(tx, union.staff[who], CaseFilter(**wanted), 1, order=order)  # type: ignore[arg-type]
    assert page.total == len(page.rows)
    return [row.case_id for row in page.rows]


async def change(union: Union, case_id: str, **values: object) -> None:
    async with union.database.transaction() as tx:
        await tx.execute(update(CaseRecord).where(CaseRecord.id == case_id).values(**values))


async def counted(union: Union, who: str) -> dict[QueueView, int]:
    async with union.database.transaction() as tx:
        return dict(await union.desk.counts(tx, union.staff[who]))


async def test_each_pile_holds_its_cases_and_says_how_many(union: Union) -> None:
    plain, mine, late, urgent, done = [(await union.open()).case_id for _ in range(5)]
    cry = (await union.cry()).case_id
    elsewhere = (await union.open("mine")).case_id
    now = union.clock()
    await change(union, mine, assignee_id=union.staff["north"].id, worker_waiting_since=None)
    await change(union, late, due_at=now - timedelta(minutes=1))
    await change(union, plain, due_at=now + timedelta(minutes=1))
    await change(union, urgent, severity=Severity.URGENT)
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, MINE, done)
    open_in_the_mill = {plain, mine, late, urgent, cry}
    expected = {
        QueueView.ALL: {*open_in_the_mill, done, elsewhere},
        QueueView.MINE: {mine},
        QueueView.UNIT: set(),
        QueueView.LATE: {late},
        QueueView.URGENT: {urgent, cry},
        QueueView.UNTAKEN: {plain, late, urgent, cry, elsewhere},
        QueueView.WAITING: {plain, late, urgent, cry, elsewhere},
        QueueView.DONE: {done},
        QueueView.RISEN: set(),
    }
    for view, cases in expected.items():
        assert set(await listed(union, "north", view=view)) == cases, view
    assert await counted(union, "north") == {view: len(cases) for view, cases in expected.items()}
    assert set(await listed(union, "mill", view=QueueView.UNIT)) == open_in_the_mill
    assert await counted(union, "south") == dict.fromkeys(QueueView, 0)


async def test_filters_of_people_channels_severity_and_days(union: Union) -> None:
    first = (await union.open()).case_id
    union.clock.advance(days=1)
    second = (await union.open()).case_id
    await change(union, first, assignee_id=union.staff["mill"].id, severity=Severity.SERIOUS, channel_kind="web")
    day = date(2026, 11, 25)
    for wanted, cases in (
        ({"assignee_id": union.staff["mill"].id}, {first}),
        ({"assignee_id": ""}, {second}),
        ({"severity": Severity.SERIOUS}, {first}),
        ({"channel": "web"}, {first}),
        ({"opened_to": day}, {first}),
        ({"opened_from": day + timedelta(days=1)}, {second}),
        ({"opened_from": day, "opened_to": day}, {first}),
        ({"opened_from": day + timedelta(days=2)}, set()),
    ):
        assert set(await listed(union, **wanted)) == cases, wanted


async def test_a_day_is_a_day_in_viet_nam(union: Union) -> None:
    union.clock.advance(hours=14, minutes=59)  # 23:59 there
    late = (await union.open()).case_id
    union.clock.advance(minutes=1)
    early = (await union.open()).case_id
    assert await listed(union, opened_to=date(2026, 11, 25)) == [late]
    assert await listed(union, opened_from=date(2026, 11, 26)) == [early]


async def test_orders(union: Union) -> None:
    one, two, three = [(await union.open()).case_id for _ in range(3)]
    now = union.clock()
    await change(union, one, due_at=now + timedelta(days=2), updated_at=now + timedelta(days=1))
    await change(union, two, due_at=now + timedelta(days=1))
    assert await listed(union, order=Order.NEWEST) == [three, two, one]
    assert await listed(union, order=Order.OLDEST) == [one, two, three]
    assert await listed(union, order=Order.UPDATED) == [one, three, two]
    assert await listed(union, order=Order.DUE) == [two, one, three]


async def test_a_page_may_span_emergencies_waiting_and_other_cases(union: Union) -> None:
    rest = [(await union.open()).case_id for _ in range(2)]
    for case_id in rest:
        await change(union, case_id, worker_waiting_since=None)
    waiting = [(await union.open()).case_id for _ in range(2)]
    cry = (await union.cry()).case_id
    expected = [cry, waiting[1], waiting[0], rest[1], rest[0]]
    seen = []
    async with union.database.transaction() as tx:
        for number in (1, 2, 3):
            page = await union.desk.list(tx, union.staff["mill"], CaseFilter(), number, per_page=2)
            seen += [row.case_id for row in page.rows]
    assert seen == expected


async def test_more_cases_than_anybody_looks_through_are_not_counted(
    union: Union, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_pages, "MOST", 4)
    monkeypatch.setattr(queue_pages, "PILE_MOST", 3)
    for _ in range(6):
        await union.open()
    async with union.database.transaction() as tx:
        last = await union.desk.list(tx, union.staff["mill"], CaseFilter(), 9, per_page=3)
        few = await union.desk.list(tx, union.staff["mill"], CaseFilter(number=1), 1)
    assert (last.total, last.page, len(last.rows), last.capped) == (4, 2, 1, True)
    assert (few.total, few.capped) == (1, False)
    assert (await counted(union, "mill"))[QueueView.ALL] == 4


async def test_a_search_stays_in_its_scope_and_falls_back_to_loose_words(union: Union) -> None:
    here = (await union.open("mill", "Công ty chậm lương")).case_id
    await union.open("south", "Công ty chậm lương")
    async with union.database.transaction() as tx:
        strict = await union.desk.list(tx, union.staff["mill"], CaseFilter(words="cham luong"), 1)
        loose = await union.desk.list(tx, union.staff["mill"], CaseFilter(words="luong cham"), 1)
        nothing = await union.desk.list(tx, union.staff["mine"], CaseFilter(words="cham luong"), 1)
    assert ([row.case_id for row in strict.rows], strict.loose) == ([here], False)
    assert ([row.case_id for row in loose.rows], loose.loose) == ([here], True)
    assert (nothing.total, nothing.loose) == (0, False)
    assert await listed(union, "mill", words="chậm lương", status=Status.RESOLVED) == []


async def test_words_searched_for_are_kept_sealed_and_for_one_person(union: Union) -> None:
    searches = Searches(union.vault, union.clock)
    mill, mine = union.staff["mill"], union.staff["mine"]
    async with union.database.transaction() as tx:
        first = await searches.keep(tx, mill, "chậm lương")
        assert await searches.keep(tx, mill, "chậm lương") == first
        assert await searches.keep(tx, mine, "chậm lương") != first
        assert await searches.words(tx, mill, first) == "chậm lương"
        for who, search_id in ((mine, first), (mill, "0" * 32), (mill, "\x00")):
            assert await searches.words(tx, who, search_id) is None
        kept = await tx.get_one(CaseSearch, first)
    assert "chậm".encode() not in kept.words_sealed
    union.clock.advance(days=31)
    async with union.database.transaction() as tx:
        await searches.keep(tx, mill, "ca đêm")
    async with union.database.transaction() as tx:
        assert await searches.words(tx, mill, first) is None


async def test_people_to_filter_by_are_those_of_the_own_part(union: Union) -> None:
    async with union.database.transaction() as tx:
        people = await people_to_filter_by(tx, union.staff["north"], None)
        assert {one.id for one in people} == {union.staff[name].id for name in ("mill", "mine", "supervisor")}
        with pytest.raises(NotFound):
            await people_to_filter_by(tx, union.staff["trainer"], None)
