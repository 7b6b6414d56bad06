"""What workers said of the outcome, in each row of a report: shown where it points at nobody, and cannot be reckoned
from what stands beside it."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import update

from grievances.model import Category
from grievances.reporting.model import Report, Table, Topic
from storage.tables import CaseRecord
from tests.grievances.cast import Union
from tests.grievances.reporting.test_report import Ledger, cell, counts, report

SAID = ("confirmed", "bad", "loop")


@pytest.fixture
def ledger(union: Union) -> Ledger:
    return Ledger(union)


async def solved(ledger: Ledger, good: int = 0, bad: int = 0, silent: int = 0, **values: object) -> None:
    """Cases of which so many workers were content, or not, or said nothing."""
    now = ledger.union.clock()
    await ledger.solved(good, answered_at=now, confirmed_at=now, rating="good", **values)
    await ledger.solved(bad, answered_at=now, rating="bad", **values)
    await ledger.solved(silent, answered_at=now, **values)


def said(table: Table | None, row: str) -> tuple[float | None, ...]:
    return tuple(cell(table, row, column) for column in SAID)


def says(table: Table | None) -> bool:
    assert table is not None
    return "loop" in {column.key for column in table.columns}


async def test_each_row_tells_who_was_content_and_how_many_loops_are_closed(union: Union, ledger: Ledger) -> None:
    await solved(ledger, good=10, bad=5, silent=5, unit="mill", workplace_key="a" * 64)
    await solved(ledger, good=6, bad=7, silent=7, unit="mine", category=Category.MEALS, channel_kind="web")
    found = await report(union)
    ids = {name: unit.id for name, unit in union.units.items()}
    for topic, first, second in (
        (Topic.CATEGORY, "wages", "meals"),
        (Topic.CHANNEL, "zalo", "web"),
        (Topic.UNIT, ids["mill"], ids["mine"]),
    ):
        assert said(found.table(topic), first) == (10, 5, 50), topic
        assert said(found.table(topic), second) == (6, 7, 30), topic
        assert said(found.table(topic), "all") == (16, 12, 40), topic
    places = found.table(Topic.WORKPLACE)
    assert said(places, "a" * 64) == (10, 5, 50)
    assert cell(places, "a" * 64, "solved") == 20
    assert counts(found.table(Topic.LOOP)) == {"unanswered": 0, "answered": 12, "bad": 12, "confirmed": 16}


async def test_a_case_that_was_reopened_closes_no_loop_although_its_worker_was_content(
    union: Union, ledger: Ledger
) -> None:
    await solved(ledger, good=9, silent=6)
    await ledger.add(5, answered_at=union.clock(), rating="good")
    assert said((await report(union)).table(Topic.CATEGORY), "wages") == (9, 0, 45)


async def test_few_who_were_not_content_are_shown_in_no_row_nor_by_subtraction(union: Union, ledger: Ledger) -> None:
    await solved(ledger, good=20, bad=8, silent=20)
    await solved(ledger, good=20, bad=3, silent=20, category=Category.MEALS)
    found = (await report(union)).table(Topic.CATEGORY)
    assert cell(found, "all", "bad") == 11
    assert cell(found, "meals", "bad") is None
    assert cell(found, "wages", "bad") is None  # of 11, it would tell the three
    assert (cell(found, "wages", "confirmed"), cell(found, "meals", "confirmed")) == (20, 20)


async def test_where_few_of_all_were_not_content_no_row_tells_it(union: Union, ledger: Ledger) -> None:
    await solved(ledger, good=20, bad=2, silent=20)
    await solved(ledger, good=10, silent=20, category=Category.MEALS)
    found = await report(union)
    assert counts(found.table(Topic.LOOP)) == {"unanswered": 0, "answered": None, "bad": None, "confirmed": 30}
    assert cell(found.table(Topic.CATEGORY), "wages", "confirmed") == 20
    assert cell(found.table(Topic.CATEGORY), "wages", "loop") == pytest.approx(20 * 100 / 42)
    for topic in (Topic.CATEGORY, Topic.UNIT, Topic.CHANNEL, Topic.KIND):
        table = found.table(topic)
        assert table is not None
        assert "bad" not in {column.key for column in table.columns}


async def test_a_row_that_leaves_its_own_count_out_does_not_show_it_by_what_workers_said(
    union: Union, ledger: Ledger
) -> None:
    await solved(ledger, good=20, bad=10, silent=20)
    await solved(ledger, good=10, bad=10, silent=10, category=Category.MEALS)
    await solved(ledger, good=2, bad=1, category=Category.HARASSMENT)
    found = (await report(union)).table(Topic.CATEGORY)
    assert cell(found, "harassment", "cases") is None
    assert said(found, "harassment") == (None, None, None)
    shown = [row for row in ("wages", "meals") if cell(found, row, "cases") is not None]
    assert len(shown) == 1  # the other one hides the three


async def test_five_who_were_not_content_and_are_one_person_are_not_shown(union: Union) -> None:
    async def told(chats: range, category: Category, **values: object) -> None:
        for chat in chats:
            opened = await union.open(chat=f"{chat:032x}", category=category)
            async with union.database.transaction() as tx:
                now = union.clock()
                done = {"closed_at": now, "resolved_at": now, "answered_at": now, **values}
                await tx.execute(update(CaseRecord).where(CaseRecord.id == opened.case_id).values(**done))

    await told(range(20, 30), Category.WAGES)
    await told(range(30, 40), Category.WAGES, rating="bad")
    await told(range(40, 50), Category.MEALS)
    for _ in range(6):
        await told(range(50, 51), Category.MEALS, rating="bad")
    found = (await report(union)).table(Topic.CATEGORY)
    assert says(found) is False or (cell(found, "meals", "bad"), cell(found, "wages", "bad")) == (None, None)


@pytest.mark.parametrize("seed", range(6))
async def test_nobody_can_reckon_a_small_group_from_rows_and_sums(sqlite_union: Union, seed: int) -> None:
    union, luck = sqlite_union, random.Random(seed)
    ledger = Ledger(union)
    for category in Category:
        channel = luck.choice(["zalo", "web", "telegram"])
        unit = luck.choice(["mill", "mine", "north"])
        good, bad, silent = (luck.choice([0, luck.randrange(5), luck.randrange(5, 40)]) for _ in range(3))
        await solved(ledger, good, bad, silent, category=category, channel_kind=channel, unit=unit)
    await solved(ledger, 30, 30, 30)
    found = await report(union)
    told = [table for table in found.tables if says(table)]
    for table in told:
        _check_rows(table)
        _check_columns(table, found)


def _check_rows(table: Table) -> None:
    told = _told(table)
    for row in table.lines:
        said = [row.values[table.column(column)] for column in told]
        cases = row.values[table.column("cases")]
        known = [value for value in said if value is not None]
        if known and len(known) == len(said):
            assert cases is not None
            assert cases - sum(known) not in {1, 2, 3, 4}


def _told(table: Table) -> list[str]:
    return [column.key for column in table.columns if column.key in ("confirmed", "bad")]


def _check_columns(table: Table, found: Report) -> None:
    sums = counts(found.table(Topic.LOOP))
    for column in _told(table):
        shown = [row.values[table.column(column)] for row in table.rows]
        known = sum(value for value in shown if value is not None)
        assert not {1, 2, 3, 4}.intersection(shown)
        if table.topic is not Topic.WORKPLACE:
            assert (sums[column] or 0) - known not in {1, 2, 3, 4}
