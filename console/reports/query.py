"""A report's query string: read without trusting it, and written back so that links keep the filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from console.queue.query import CaseQuery, read_query
from console.web.forms import Fields
from grievances.model import CaseFilter, Progress
from grievances.reporting.counts import DAYS
from grievances.reporting.model import Period, Topic
from grievances.reporting.periods import Preset, period_of

_PARAMETERS = {Topic.CATEGORY: "category", Topic.UNIT: "unit", Topic.CHANNEL: "channel", Topic.KIND: "kind",
               Topic.WORKPLACE: "workplace"}  # fmt: skip


@dataclass(frozen=True)
class ReportQuery:
    """`filter` without days: they are those of the period."""

    preset: Preset
    period: Period
    filter: CaseFilter

    @property
    def narrowed(self) -> bool:
        return self.filter != CaseFilter()

    def pairs(self) -> dict[str, str]:
        pairs = CaseQuery(self.filter).pairs()
        if self.preset is not Preset.THIS_MONTH:
            pairs["period"] = self.preset
        if self.preset is Preset.CUSTOM:
            pairs |= {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        return pairs

    def address(self) -> str:
        return urlencode(self.pairs())

    def over(self, preset: str) -> str:
        """The query string of the same report over another period."""
        return urlencode(self.pairs() | {"period": preset})

    def narrowed_to(self, topic: Topic, key: str) -> str:
        """The query string of the same report about one row only."""
        return urlencode(self.pairs() | {_PARAMETERS[topic]: key})

    def cases(self, topic: Topic, key: str, column: str, unit_id: str = "") -> str:
        """The query string of the list of the cases that a cell counts; empty when no list has just those."""
        pairs = CaseQuery(replace(self.filter, opened_from=self.period.first, opened_to=self.period.last)).pairs()
        if topic is Topic.TREND:
            first = date.fromisoformat(key)
            return urlencode(pairs | {"from": key, "to": (first + timedelta(days=DAYS - 1)).isoformat()})
        if topic is Topic.OVERVIEW:
            column = key if key != "all" else column
        elif topic in _PARAMETERS:
            pairs |= {_PARAMETERS[topic]: key} if key != "all" else {}
        else:
            return ""
        if (topic is Topic.UNIT and key in ("rest", unit_id)) or column not in ("cases", *Progress):
            return ""
        return urlencode(pairs | ({"progress": column} if column != "cases" else {}))


def read_report_query(fields: Fields, today: date) -> ReportQuery:
    asked = read_query(fields).filter
    preset = Preset(fields.text("period")) if fields.text("period") in Preset else Preset.THIS_MONTH
    period = period_of(preset, today, asked.opened_from, asked.opened_to)
    kept = CaseFilter(
        kind=asked.kind,
        category=asked.category,
        unit_id=asked.unit_id,
        channel=asked.channel,
        workplace=asked.workplace,
    )
    return ReportQuery(preset, period, kept)
