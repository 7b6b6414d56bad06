"""The report that somebody asks for, over what that person may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cachetools import TTLCache
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import AuditDetail, record
from grievances.collective.workplaces import Workplaces
from grievances.model import CATEGORY_NAMES, KIND_NAMES, PROGRESS_NAMES, CaseFilter, StaffMember
from grievances.permissions import Permission, may
from grievances.privacy.small_groups import LEAST_PERSONS
from grievances.queue.filters import Seeing
from grievances.queue.search import WordIndex
from grievances.reporting import counts, sights
from grievances.reporting.model import Outcome, Period, Report, Table, Topic
from grievances.reporting.persons import Persons, persons
from grievances.reporting.protect import Heading, Part, all_shown, shares
from grievances.reporting.said import Known, by_line, said_in
from grievances.reporting.times import times
from grievances.reporting.units import focus_on
from storage.clock import Clock
from storage.errors import NotFound
from storage.tables import AuditEvent
from storage.vault import Vault

_OUTCOME_NAMES = {
    Outcome.UNANSWERED: "Chưa được trả lời",
    Outcome.ANSWERED: "Đã trả lời, chưa có đánh giá",
    Outcome.BAD: "Người lao động thấy chưa ổn",
    Outcome.CONFIRMED: "Người lao động hài lòng, xác nhận đã ổn",
}
_MISSED_LEAST = (Outcome.ANSWERED, Outcome.UNANSWERED)

_Asked = tuple[StaffMember, Period, CaseFilter]
_MANY = 500  # cases: fewer are counted while nobody waits
_KEPT_SECONDS = 300
_MOST_KEPT = 200


class Reports:
    """Each method joins the caller's transaction. One for the whole application: it keeps what took long."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._places = Workplaces(vault, clock)
        self._kept: TTLCache[_Asked, Report] = TTLCache(_MOST_KEPT, _KEPT_SECONDS, lambda: clock().timestamp())

    async def build(
        self,
        tx: AsyncSession,
        staff: StaffMember,
        period: Period,
        wanted: CaseFilter,
        channels: Mapping[str, str],
    ) -> Report:
        """Of `wanted`, kind, category, unit, channel and workplace count; `channels`: their names. NotFound for who
        reads no reports.

        A report of very many cases is some minutes old (`at`) when the same person asks for the same again.
        """
        if not may(staff.role, Permission.REPORT_READ):
            raise NotFound
        await record(tx, self._clock, staff, "report.read", "report", "")
        asked = (staff, period, wanted)
        report = self._kept.get(asked)
        if report is None:
            report = await self._report(tx, staff, period, wanted, channels)
            if (report.total or 0) >= _MANY:
                self._kept[asked] = report
        return report

    async def export(
        self,
        tx: AsyncSession,
        staff: StaffMember,
        period: Period,
        wanted: CaseFilter,
        channels: Mapping[str, str],
        file_kind: str,
    ) -> tuple[Report, AuditEvent]:
        """The same, to be taken out of the house, and what the log says of it. NotFound for who may not."""
        if not may(staff.role, Permission.REPORT_EXPORT):
            raise NotFound
        report = await self._report(tx, staff, period, wanted, channels)
        rows = sum(len(table.lines) for table in report.tables)
        days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
        detail: AuditDetail = {"rows": rows, "file": file_kind, **days}
        event = await record(tx, self._clock, staff, "report.exported", "report", "", detail)
        await tx.flush()
        return report, event

    async def _report(
        self,
        tx: AsyncSession,
        staff: StaffMember,
        period: Period,
        wanted: CaseFilter,
        channels: Mapping[str, str],
    ) -> Report:
        seeing = Seeing(staff, self._clock(), WordIndex(self._vault))
        wanted = replace(wanted, opened_from=period.first, opened_to=period.last)
        focus = await focus_on(tx, staff, wanted.unit_id)
        weeks = await counts.sums_by_week(tx, seeing, wanted)
        sums = await counts.sums(tx, seeing, wanted)
        people = await persons(tx, seeing, wanted, sums.total, focus.line_of)
        enough = sums.total >= LEAST_PERSONS and not people.few()
        tables: list[Table] = []
        if enough:
            units = focus.parts(await counts.sums_by_unit(tx, seeing, wanted))
            places = await sights.workplaces(tx, seeing, wanted, sums, self._places)
            tables = _counted(sums, units, places, channels, people)
            tables += await times(tx, seeing, wanted, tables, focus.line())
        spikes = await sights.spikes(tx, seeing, wanted, weeks, self._places)
        total = sums.total if enough or not sums.total else None
        shown = [*tables, sights.trend(weeks, seeing.now)]
        return Report(focus.name, period, seeing.now, total, shown, spikes, focus.above)


def _counted(
    sums: counts.Sums, units: list[Part], places: list[Part], channels: Mapping[str, str], people: Persons
) -> list[Table]:
    overview = _split(Heading(Topic.OVERVIEW, "Tình hình chung", "Tiến độ"), sums, "progress", PROGRESS_NAMES, people)
    heading = Heading(Topic.LOOP, "Đánh giá và khép vòng phản hồi", "Bước đã tới")
    loop = _split(heading, sums, "outcome", _OUTCOME_NAMES, people)
    known = Known(all_shown(overview), said_in(loop))

    def table(topic: Topic, title: str, head: str, parts: list[Part]) -> Table:
        own = people.gathered(topic, [part.key for part in parts], counts.REST)
        return by_line(Heading(topic, title, head), parts, known, own)

    return [
        overview,
        table(Topic.CATEGORY, "Theo loại việc", "Loại việc", _parts(sums, "category", CATEGORY_NAMES)),
        table(Topic.UNIT, "Theo đơn vị", "Đơn vị", units),
        table(Topic.CHANNEL, "Theo kênh", "Kênh", _parts(sums, "channel", channels)),
        table(Topic.KIND, "Theo hình thức", "Hình thức", _parts(sums, "kind", KIND_NAMES)),
        loop,
        *([_of_places(places, known, people)] if places else []),
    ]


def _of_places(places: list[Part], known: Known, people: Persons) -> Table:
    own = people.gathered("workplace", [part.key for part in places], counts.REST)
    return sights.named_places(by_line(sights.PLACES, places, known, own))


def _parts(sums: counts.Sums, name: str, names: Mapping[Any, str]) -> list[Part]:
    """In the order of the names; what nothing has is left out."""
    labels = {str(key): label for key, label in names.items()}
    lines = sums.tallies(name)
    keys = [key for key in labels if key in lines] + sorted(key for key in lines if key not in labels)
    return [Part(key, labels.get(key, key), lines[key]) for key in keys]


def _split(heading: Heading, sums: counts.Sums, name: str, labels: Mapping[Any, str], people: Persons) -> Table:
    found = sums.by(name)
    counted = [(str(key), label, found[(key,)]) for key, label in labels.items()]
    return shares(heading, counted, people.few(name), _MISSED_LEAST)
