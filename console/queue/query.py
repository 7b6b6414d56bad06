"""The case list's query string: read without trusting it, and written back so that links keep the filters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from console.web.forms import Fields
from console.web.paging import MAX_PAGE
from console.web.words import CHANNEL_NAMES
from grievances.identifiers import is_id
from grievances.model import CaseFilter, CaseKind, Category, Order, Progress, QueueView, Severity, Status
from grievances.tags import is_key

_MAX_QUERY = 500
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d", re.ASCII)
NOBODY = "none"
_NUMBER = re.compile(r"(?:PA)?[\s\-–#]*0*([0-9]{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class CaseQuery:
    """`searched` is what stands in the search box, `search_id` the address of its words; `understood` is False when the
    address names a search that is none."""

    filter: CaseFilter
    order: Order = Order.PRIORITY
    searched: str = ""
    search_id: str = ""
    understood: bool = True
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.searched or self.search_id) or replace(self.filter, view=QueueView.ALL) != CaseFilter()

    @property
    def narrowed(self) -> bool:
        """By something that stands in the folded part of the form."""
        return replace(self.filter, number=None, words="", view=QueueView.ALL) != CaseFilter()

    def pairs(self) -> dict[str, str]:
        """The address in parts, without the page."""
        wanted = self.filter
        pairs = {
            "view": wanted.view if wanted.view is not QueueView.ALL else "",
            "q": "" if self.search_id else self.searched,
            "search": self.search_id,
            "status": wanted.status,
            "category": wanted.category,
            "kind": wanted.kind,
            "severity": wanted.severity,
            "unit": wanted.unit_id,
            "assignee": NOBODY if wanted.assignee_id == "" else wanted.assignee_id,
            "channel": wanted.channel,
            "tag": wanted.tag,
            "from": _day(wanted.opened_from),
            "to": _day(wanted.opened_to),
            "progress": wanted.progress,
            "workplace": wanted.workplace,
            "waiting": "1" if wanted.waiting_only else "",
            "sort": self.order if self.order is not Order.PRIORITY else "",
        }
        return {name: str(value) for name, value in pairs.items() if value}

    def address(self, page: int = 1) -> str:
        """The query string of a page of the same list; empty for the plain list."""
        return urlencode(self.pairs() | ({"page": str(page)} if page > 1 else {}))

    def without(self, *names: str) -> str:
        return urlencode({name: value for name, value in self.pairs().items() if name not in names})

    def with_(self, **values: str) -> str:
        changed = self.pairs() | values
        return urlencode({name: value for name, value in changed.items() if value})


def read_query(fields: Fields) -> CaseQuery:
    """What the filter form cannot have sent is left out."""
    searched = fields.text("q")[:40]
    number = case_number_in(searched)
    search_id, tag = fields.text("search"), fields.text("tag")
    unit_id, assignee = fields.text("unit"), fields.text("assignee")
    return CaseQuery(
        filter=CaseFilter(
            view=_choice(QueueView, fields.text("view")) or QueueView.ALL,
            status=_choice(Status, fields.text("status")),
            category=_choice(Category, fields.text("category")),
            kind=_choice(CaseKind, fields.text("kind")),
            severity=_choice(Severity, fields.text("severity")),
            unit_id=unit_id if is_id(unit_id) else None,
            assignee_id="" if assignee == NOBODY else assignee if is_id(assignee) else None,
            channel=fields.text("channel") if fields.text("channel") in CHANNEL_NAMES else None,
            opened_from=_read_day(fields.text("from")),
            opened_to=_read_day(fields.text("to")),
            progress=_choice(Progress, fields.text("progress")),
            workplace=fields.text("workplace") if is_key(fields.text("workplace")) else None,
            waiting_only=fields.text("waiting") == "1",
            number=number,
            tag=tag if is_key(tag) else None,
        ),
        order=_choice(Order, fields.text("sort")) or Order.PRIORITY,
        searched=searched,
        search_id=search_id if is_id(search_id) and not searched else "",
        understood=not searched or number is not None,
        page=fields.number("page", 1, MAX_PAGE, 1),
    )


def way_back(fields: Fields) -> str:
    """The query string of the list that the officer came from, as a case page carries it in `back`."""
    pairs = parse_qsl(fields.text("back")[:_MAX_QUERY])
    query = read_query(Fields(dict(pairs)))
    return query.address(query.page)


def case_number_in(text: str) -> int | None:
    """`PA-000123`, `pa 123` and `123` are the same case; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    return int(match[1]) if match else None


def _choice[T: StrEnum](kind: type[T], value: str) -> T | None:
    return kind(value) if value in kind else None


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read_day(text: str) -> date | None:
    """As a date field of a form sends it."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
