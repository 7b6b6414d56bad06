"""Figures that were counted by hand, on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from grievances.model import CaseFilter, CaseKind, Category, Progress, StaffMember
from grievances.reporting import report as reporting
from grievances.reporting.model import Look, Period, Report, Table, Topic
from grievances.reporting.report import Reports
from storage.clock import in_vietnam, new_id
from storage.errors import NotFound
from storage.tables import AuditEvent, CaseExclusion, CaseRecord
from tests.grievances.cast import Union
from tests.support.clock import ManualClock

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
CHANNELS = {"zalo": "Zalo", "telegram": "Telegram", "web": "Trang trò chuyện"}


@dataclass
class Ledger:
    """Cases as the report sees them, written straight into the table."""

    union: Union
    made: list[str] = field(default_factory=list)

    async def add(self, count: int = 1, unit: str = "mill", days_ago: float = 3, **values: object) -> list[str]:
        now = self.union.clock()
        opened = now - timedelta(days=days_ago)
        async with self.union.database.transaction() as tx:
            last = await tx.scalar(select(func.max(CaseRecord.number))) or 0
            ids = [new_id() for _ in range(count)]
            for place, case_id in enumerate(ids):
                columns: dict[str, object] = {
                    "kind": CaseKind.GRIEVANCE,
                    "category": Category.WAGES,
                    "status": "received",
                    "channel_kind": "zalo",
                    "opened_at": opened,
                    "opened_on": in_vietnam(opened).date(),
                    "updated_at": opened,
                } | values
                unit_id = self.union.units[unit].id
                tx.add(
                    CaseRecord(
                        id=case_id, number=last + 1 + place, receipt_hash=new_id() * 2, unit_id=unit_id, **columns
                    )
                )
        self.made += ids
        return ids

    async def solved(self, count: int, hours: float = 48, **values: object) -> None:
        opened = self.union.clock() - timedelta(days=3)
        at = opened + timedelta(hours=hours)
        done = {
            "status": "resolved",
            "resolved_at": at,
            "closed_at": at,
            "acknowledged_at": opened + timedelta(hours=1),
        }
        await self.add(count, **(done | values))


@pytest.fixture
def ledger(union: Union) -> Ledger:
    return Ledger(union)


async def report(
    union: Union, who: str = "north", wanted: CaseFilter | None = None, period: Period = NOVEMBER
) -> Report:
    reports = Reports(union.vault, union.clock)
    async with union.database.transaction() as tx:
        return await reports.build(tx, union.staff[who], period, wanted or CaseFilter(), CHANNELS)


def counts(table: Table | None) -> dict[str, float | None]:
    """The last column that counts, by row."""
    assert table is not None
    place = table.column("cases")
    return {row.key: row.values[place] for row in table.rows}


def cell(table: Table | None, row: str, column: str) -> float | None:
    assert table is not None
    lines = {line.key: line for line in table.lines}
    return lines[row].values[table.column(column)]


async def test_open_late_solved_and_otherwise_ended_cases_are_counted(union: Union, ledger: Ledger) -> None:
    now = union.clock()
    await ledger.add(6, due_at=now + timedelta(days=1))
    await ledger.add(7, category=Category.HOURS, due_at=now - timedelta(hours=1))
    await ledger.solved(8)
    await ledger.add(9, status="rejected", closed_at=now, channel_kind="web")
    found = await report(union)
    assert found.total == 30
    assert counts(found.table(Topic.OVERVIEW)) == {"on_time": 6, "late": 7, "solved": 8, "ended": 9}
    assert cell(found.table(Topic.OVERVIEW), "late", "share") == pytest.approx(7 * 100 / 30)
    by_category = found.table(Topic.CATEGORY)
    assert counts(by_category) == {"wages": 23, "hours": 7}
    assert cell(by_category, "wages", Progress.SOLVED) == 8
    assert cell(by_category, "all", Progress.LATE) == 7
    assert counts(found.table(Topic.CHANNEL)) == {"zalo": 21, "web": 9}
    assert counts(found.table(Topic.KIND)) == {"grievance": 30}


async def test_units_are_gathered_under_those_right_below(union: Union, ledger: Ledger) -> None:
    await ledger.add(6, "mill")
    await ledger.add(7, "mine")
    await ledger.add(8, "north")
    await ledger.add(20, "south")
    ids = {name: unit.id for name, unit in union.units.items()}
    seen = (await report(union)).table(Topic.UNIT)
    assert counts(seen) == {ids["north"]: 8, ids["mine"]: 7, ids["mill"]: 6}
    from_above = (await report(union, "admin")).table(Topic.UNIT)
    assert counts(from_above) == {ids["north"]: 21, ids["south"]: 20}
    narrowed = await report(union, "admin", CaseFilter(unit_id=ids["south"]))
    assert narrowed.total == 20
    assert narrowed.unit_name == "Công đoàn phía Nam"


async def test_nothing_of_another_unit_is_counted(union: Union, ledger: Ledger) -> None:
    await ledger.add(30, "mill")
    theirs = await report(union, "south")
    assert theirs.empty
    assert await_all_zero(theirs)
    assert (await report(union, "south", CaseFilter(unit_id=union.units["mill"].id))).empty


def await_all_zero(found: Report) -> bool:
    return all(value in (0, None) for table in found.tables for row in table.rows for value in row.values)


async def test_a_case_is_not_counted_for_whom_it_is_about(union: Union, ledger: Ledger) -> None:
    first, *_ = await ledger.add(8)
    async with union.database.transaction() as tx:
        about = CaseExclusion(case_id=first, staff_id=union.staff["north"].id, cause="own", at=union.clock())
        tx.add(about)
    assert (await report(union)).total == 7
    assert (await report(union, "supervisor")).total == 8


async def test_only_the_days_of_the_period_count_as_people_in_vietnam_mean_them(union: Union, ledger: Ledger) -> None:
    await ledger.add(6, opened_at=datetime.fromisoformat("2026-10-31T16:59:00+00:00"))
    await ledger.add(7, opened_at=datetime.fromisoformat("2026-10-31T17:00:00+00:00"))
    assert (await report(union)).total == 7


@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        (CaseFilter(category=Category.MEALS), 5),
        (CaseFilter(channel="web"), 6),
        (CaseFilter(kind=CaseKind.RUMOUR), 7),
        (CaseFilter(workplace="a" * 64), 8),
        (CaseFilter(category=Category.MEALS, channel="web"), 0),
    ],
)
async def test_the_report_is_narrowed(union: Union, ledger: Ledger, wanted: CaseFilter, total: int) -> None:
    await ledger.add(5, category=Category.MEALS)
    await ledger.add(6, channel_kind="web")
    await ledger.add(7, kind=CaseKind.RUMOUR)
    await ledger.add(8, workplace_key="a" * 64)
    assert (await report(union, wanted=wanted)).total == total


async def test_the_middle_and_the_slow_end_of_times_are_those_of_real_cases(union: Union, ledger: Ledger) -> None:
    for hours in range(1, 11):
        await ledger.solved(1, hours=hours, category=Category.WAGES)
    for category in (Category.MEALS, Category.HOURS):
        await ledger.solved(4, hours=100, category=category)
    times = (await report(union)).table(Topic.TIMES)
    assert cell(times, "wages", "solved_median") == pytest.approx(5)
    assert cell(times, "wages", "solved_p90") == pytest.approx(9)
    assert cell(times, "wages", "taken_median") == pytest.approx(1)
    assert cell(times, "", "solved_median") == pytest.approx(9)
    assert times is not None
    assert {row.key for row in times.rows} == {"wages"}
    assert "Tính trên tối đa 2.000 vụ việc mới nhất của kỳ" in times.note


async def test_times_stand_by_unit_and_by_channel_too(union: Union, ledger: Ledger) -> None:
    for hours in range(1, 7):
        await ledger.solved(1, hours=hours, unit="mill", channel_kind="zalo")
        await ledger.solved(1, hours=20 + hours, unit="mine", channel_kind="web")
    found = await report(union)
    mill, mine = union.units["mill"].id, union.units["mine"].id
    units, channels = found.table(Topic.TIMES_UNIT), found.table(Topic.TIMES_CHANNEL)
    assert units is not None
    assert {row.key for row in units.rows} == {mill, mine}
    assert cell(units, mill, "solved_median") == pytest.approx(3)
    assert cell(units, mine, "solved_p90") == pytest.approx(26)
    assert channels is not None
    assert {row.key for row in channels.rows} == {"zalo", "web"}
    assert cell(channels, "web", "solved_median") == pytest.approx(23)


async def test_the_loop_and_the_ratings_are_counted(union: Union, ledger: Ledger) -> None:
    now = union.clock()
    await ledger.add(5)
    await ledger.add(6, answered_at=now, rating="bad")
    await ledger.add(9, answered_at=now, confirmed_at=now, rating="good")
    found = await report(union)
    assert counts(found.table(Topic.LOOP)) == {"unanswered": 5, "answered": 0, "bad": 6, "confirmed": 9}
    assert cell(found.table(Topic.LOOP), "confirmed", "share") == pytest.approx(45)


async def test_twelve_weeks_are_counted_whatever_the_period(union: Union, ledger: Ledger) -> None:
    await ledger.add(5, days_ago=0)
    await ledger.add(6, days_ago=7)
    await ledger.add(7, days_ago=83)
    await ledger.add(8, days_ago=84)
    weeks = (await report(union, period=Period(date(2020, 1, 1), date(2020, 1, 2)))).table(Topic.TREND)
    assert weeks is not None
    assert [row.values[0] for row in weeks.rows] == [7, *([0] * 9), 6, 5]
    assert weeks.rows[-1].label == "19/11 – 25/11"


async def test_few_cases_are_not_shown_anywhere(union: Union, ledger: Ledger) -> None:
    await ledger.add(4)
    found = await report(union)
    assert found.too_few
    assert [table.topic for table in found.tables] == [Topic.TREND]
    assert await_all_zero(found)


async def test_a_category_that_stands_out_is_said(union: Union, ledger: Ledger) -> None:
    for week in range(1, 9):
        await ledger.add(1, days_ago=7 * week + 1, category=Category.SAFETY)
        await ledger.add(20, days_ago=7 * week + 1, category=Category.WAGES)
    await ledger.add(9, category=Category.SAFETY)
    await ledger.add(21, category=Category.WAGES)
    (spike,) = (await report(union)).spikes
    assert (spike.topic, spike.key, spike.count, spike.usual) == (Topic.CATEGORY, "safety", 9, 1.0)


async def test_a_workplace_that_stands_out_is_said_and_small_ones_are_not_named(union: Union, ledger: Ledger) -> None:
    key, small = "b" * 64, "c" * 64
    await ledger.add(40, days_ago=20)
    await ledger.add(12, workplace_key=key)
    await ledger.add(4, workplace_key=small)
    found = await report(union)
    places = {spike.key for spike in found.spikes if spike.topic is Topic.WORKPLACE}
    assert places == {key}
    assert counts(found.table(Topic.WORKPLACE)) == {key: 12}


@pytest.mark.parametrize("who", ["trainer", "custodian"])
async def test_who_reads_no_reports_gets_none(union: Union, who: str) -> None:
    with pytest.raises(NotFound):
        await report(union, who)


async def test_looking_at_a_report_is_written_down(union: Union) -> None:
    await report(union, "viewer")
    staff: StaffMember = union.staff["viewer"]
    async with union.database.transaction() as tx:
        actions = (await tx.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == staff.id))).all()
    assert actions == ["report.read"]


async def test_many_cases_of_few_workers_point_at_them_and_are_not_shown(union: Union) -> None:
    for chat in range(3):
        for _ in range(4):
            await union.open(chat=f"{chat:032x}", category=Category.HARASSMENT)
    assert (await report(union)).too_few
    for chat in range(10, 30):
        await union.open(chat=f"{chat:032x}")
    found = await report(union)
    assert found.total == 32
    by_category = found.table(Topic.CATEGORY)
    assert counts(by_category) == {"wages": None, "harassment": None}


async def test_what_is_left_out_never_follows_from_the_sums_of_its_table(union: Union, ledger: Ledger) -> None:
    now = union.clock()
    luck = random.Random(4)
    for category in Category:
        for days in (-1, 1):
            await ledger.add(luck.randrange(9), category=category, due_at=now + timedelta(days=days))
        await ledger.solved(luck.randrange(9), category=category, channel_kind=luck.choice(["zalo", "web"]))
    for table in (await report(union)).tables:
        shown = [value for row in table.lines for value, column in zip(row.values, table.columns, strict=True)
                 if column.look is Look.COUNT]  # fmt: skip
        assert not {1, 2, 3, 4}.intersection(value for value in shown if value is not None)
        for place, column in enumerate(table.columns):
            hidden = [row for row in table.rows if row.values[place] is None]
            known = table.total is not None and table.total.values[place] is not None
            assert column.look is not Look.COUNT or not known or len(hidden) != 1


async def test_a_report_of_very_many_cases_is_kept_for_minutes_and_says_when_it_was_counted(
    union: Union, ledger: Ledger, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_MANY", 10)
    reports = Reports(union.vault, union.clock)

    async def read(who: str) -> Report:
        async with union.database.transaction() as tx:
            return await reports.build(tx, union.staff[who], NOVEMBER, CaseFilter(), CHANNELS)

    await ledger.add(6)
    assert (await read("north")).total == 6
    await ledger.add(6)
    first = await read("north")
    assert first.total == 12
    await ledger.add(6)
    clock.advance(minutes=4)
    again = await read("north")
    assert (again.total, again.at) == (12, first.at)
    assert (await read("admin")).total == 18
    clock.advance(minutes=2)
    assert (await read("north")).total == 18
