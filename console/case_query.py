"""The case list's query string: read without trusting it, and written back so that links keep the filters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from console.forms import Fields
from grievances.model import CaseFilter, CaseKind, Category, Status, UnitChoice
from grievances.tags import is_key

MAX_PAGE = 1_000_000
_MAX_QUERY = 500
_NUMBER = re.compile(r"(?:PA)?[\s\-–#]*0*([0-9]{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class CaseQuery:
    """`searched` is what stands in the search box; `understood` is False when it is no case number."""

    filter: CaseFilter
    searched: str = ""
    understood: bool = True
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.searched) or self.filter != CaseFilter()

    def address(self, page: int = 1) -> str:
        """The query string of a page of the same list; empty for the plain list."""
        pairs = {
            "q": self.searched,
            "status": self.filter.status,
            "category": self.filter.category,
            "kind": self.filter.kind,
            "unit": self.filter.unit_id,
            "tag": self.filter.tag,
            "waiting": "1" if self.filter.waiting_only else "",
            "page": str(page) if page > 1 else "",
        }
        return urlencode({name: value for name, value in pairs.items() if value})


def read_query(fields: Fields, units: Sequence[UnitChoice]) -> CaseQuery:
    """What the filter form cannot have sent is left out."""
    searched = fields.text("q")[:40]
    number = case_number_in(searched)
    unit_id = fields.text("unit")
    tag = fields.text("tag")
    return CaseQuery(
        filter=CaseFilter(
            status=_choice(Status, fields.text("status")),
            category=_choice(Category, fields.text("category")),
            kind=_choice(CaseKind, fields.text("kind")),
            unit_id=unit_id if any(unit.id == unit_id for unit in units) else None,
            waiting_only=fields.text("waiting") == "1",
            number=number,
            tag=tag if is_key(tag) else None,
        ),
        searched=searched,
        understood=not searched or number is not None,
        page=fields.number("page", 1, MAX_PAGE, 1),
    )


def way_back(fields: Fields, units: Sequence[UnitChoice]) -> str:
    """The query string of the list that the officer came from, as a case page carries it in `back`."""
    pairs = parse_qsl(fields.text("back")[:_MAX_QUERY])
    query = read_query(Fields(dict(pairs)), units)
    return query.address(query.page)


def case_number_in(text: str) -> int | None:
    """`PA-000123`, `pa 123` and `123` are the same case; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    return int(match[1]) if match else None


def _choice[T: StrEnum](kind: type[T], value: str) -> T | None:
    return kind(value) if value in kind else None
