"""How long things take is told where it points at nobody, and where it gives no number away that is left out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from grievances.mailboxes import add_mailbox
from grievances.model import Category, Progress
from grievances.reporting import persons, units
from grievances.reporting.counts import REST
from grievances.reporting.model import Table, Topic
from storage.tables import CaseRecord
from tests.grievances.cast import Union
from tests.grievances.reporting.test_report import Ledger, cell, counts, report

TAKEN = ("taken_median", "taken_p90")
SOLVED = ("solved_median", "solved_p90")


@pytest.fixture
def ledger(union: Union) -> Ledger:
    return Ledger(union)


async def of_workers(union: Union, cases: Sequence[str], chats: Sequence[str]) -> None:
    """Whose the cases are, one after the other, and again from the first."""
    async with union.database.transaction() as tx:
        for place, case_id in enumerate(cases):
            receipt = await tx.scalar(select(CaseRecord.receipt_hash).where(CaseRecord.id == case_id)) or ""
            add_mailbox(tx, union.vault, union.clock, receipt, chats[place % len(chats)])


def told(table: Table | None, columns: Sequence[str]) -> set[str]:
    """The lines that tell something there."""
    assert table is not None
    return {row.key for row in table.lines for column in columns if cell(table, row.key, column) is not None}


def dashed(table: Table | None) -> set[str]:
    """The lines whose number of cases is left out."""
    return {key for key, cases in counts(table).items() if cases is None}


async def test_where_units_have_no_number_no_time_tells_which_of_them_has_a_single_worker(
    union: Union, ledger: Ledger
) -> None:
    taken = union.clock()
    for unit, category, channel, cases in (
        ("mine", Category.WAGES, "zalo", 30),
        ("mill", Category.MEALS, "web", 5),
        ("north", Category.HOURS, "telegram", 1),
    ):
        await ledger.add(cases, unit, acknowledged_at=taken, category=category, channel_kind=channel)
    found = await report(union)
    ids = {name: unit.id for name, unit in union.units.items()}
    assert counts(found.table(Topic.UNIT)) == {ids["mine"]: 30, ids["mill"]: None, ids["north"]: None}
    assert told(found.table(Topic.TIMES_UNIT), TAKEN) == {ids["mine"]}
    assert told(found.table(Topic.TIMES), TAKEN) == {"wages", ""}
    assert told(found.table(Topic.TIMES_CHANNEL), TAKEN) == {"zalo"}


async def test_a_unit_that_leaves_out_how_many_are_solved_tells_no_time_of_solving(
    union: Union, ledger: Ledger
) -> None:
    for unit, solved in (("mine", 22), ("mill", 5), ("north", 1)):
        await ledger.solved(solved, unit=unit)
        await ledger.add(20, unit)
    found = await report(union)
    ids = {name: unit.id for name, unit in union.units.items()}
    units = found.table(Topic.UNIT)
    assert cell(units, "all", Progress.SOLVED) == 28
    assert [cell(units, ids[name], Progress.SOLVED) for name in ("mine", "mill", "north")] == [22, None, None]
    assert told(found.table(Topic.TIMES_UNIT), SOLVED) == {ids["mine"]}


async def test_where_it_is_not_told_how_many_are_solved_no_time_tells_it(union: Union, ledger: Ledger) -> None:
    await ledger.solved(5)
    await ledger.add(1)
    await ledger.add(20, status="rejected", closed_at=union.clock())
    found = await report(union)
    assert {"solved", "on_time"} <= dashed(found.table(Topic.OVERVIEW))
    times = found.table(Topic.TIMES)
    assert told(times, SOLVED) == set()
    assert told(times, TAKEN) == {"wages", ""}


async def test_where_only_the_sum_of_the_solved_is_told_no_time_tells_that_hardly_any_are_elsewhere(
    union: Union, ledger: Ledger
) -> None:
    await ledger.solved(12, unit="mine")
    await ledger.solved(5, unit="mill")
    await ledger.solved(1, unit="north")
    for unit in ("mine", "mill", "north"):
        await ledger.add(7, unit, status="rejected", closed_at=union.clock())
    await ledger.add(3, "mine", due_at=union.clock().replace(year=2020))
    await ledger.add(3, "mine")
    found = await report(union)
    overview, ids = found.table(Topic.OVERVIEW), {name: unit.id for name, unit in union.units.items()}
    assert cell(overview, "solved", "cases") == 18
    assert dashed(overview) == {"late", "on_time"}
    assert dashed(found.table(Topic.UNIT)) == set()
    assert told(found.table(Topic.TIMES_UNIT), SOLVED) == {ids["mine"]}


@pytest.mark.parametrize("looked_at", [1_000, 10])
async def test_the_solved_cases_of_a_single_worker_do_not_tell_how_they_went(
    union: Union, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, looked_at: int
) -> None:
    """Also in a report of more cases than those of which each table asks whose they are."""
    monkeypatch.setattr(persons, "MOST", looked_at)
    await ledger.solved(5, unit="mill")
    one_worker = list(ledger.made)
    await of_workers(union, one_worker, ["a"])
    others = await ledger.add(7, "mill", acknowledged_at=union.clock())
    await of_workers(union, others, ["b", "c", "d", "e", "f"])
    found = await report(union)
    times = found.table(Topic.TIMES)
    assert told(times, SOLVED) == set()
    assert told(times, TAKEN) == {"wages", ""}


async def test_a_unit_whose_solved_cases_are_a_single_workers_tells_no_time(union: Union, ledger: Ledger) -> None:
    await ledger.solved(30, unit="north")
    await ledger.solved(20, unit="mine")
    await ledger.solved(5, unit="mill")
    await of_workers(union, ledger.made[-5:], ["a"])
    for unit in ("north", "mine", "mill"):
        await ledger.add(20, unit)
    found = await report(union)
    assert union.units["mill"].id not in told(found.table(Topic.TIMES_UNIT), SOLVED)
    assert told(found.table(Topic.TIMES), SOLVED) == {"wages", ""}


async def test_the_line_of_all_other_units_does_not_hide_that_its_cases_are_a_single_workers(
    union: Union, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "MOST_LINES", 2)
    await ledger.add(30, "mine")
    await ledger.add(12, "mill")
    others = await ledger.add(6, "north")
    await of_workers(union, others, ["a"])
    found = await report(union)
    ids = {name: unit.id for name, unit in union.units.items()}
    assert counts(found.table(Topic.UNIT)) == {ids["mine"]: 30, ids["mill"]: None, REST: None}
