"""The query string of the list of what was not understood: read without trusting it, and written back for links."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from console.web.forms import Fields
from console.web.paging import MAX_PAGE
from knowledge.heard import Reason
from knowledge.review import State, Wanted

_MAX_WORDS = 60
_MAX_BACK = 500
_MAX_KEY = 64


@dataclass(frozen=True)
class HeardQuery:
    """`done`: the question that the reader has just decided about, to be undone."""

    wanted: Wanted
    page: int = 1
    done: str = ""

    @property
    def filtered(self) -> bool:
        return bool(self.wanted.words or self.wanted.reason)

    def address(self, page: int = 1, state: State | None = None) -> str:
        """The query string of a page of the same list, or of the same search in another state."""
        shown = state or self.wanted.state
        pairs = {
            "q": self.wanted.words,
            "reason": self.wanted.reason,
            "state": shown if shown != State.NEW else "",
            "page": str(page) if page > 1 else "",
        }
        return urlencode({name: value for name, value in pairs.items() if value})


def read_query(fields: Fields) -> HeardQuery:
    """What the form cannot have sent is left out."""
    state, reason = fields.text("state"), fields.text("reason")
    wanted = Wanted(
        state=State(state) if state in State else State.NEW,
        reason=Reason(reason) if reason in Reason else None,
        words=" ".join(fields.text("q")[:_MAX_WORDS].split()),
    )
    return HeardQuery(wanted, fields.number("page", 1, MAX_PAGE, 1), fields.text("done")[:_MAX_KEY])


def way_back(fields: Fields) -> str:
    """The query string of the list that the trainer came from, as a form carries it in `back`."""
    query = read_query(Fields(dict(parse_qsl(fields.text("back")[:_MAX_BACK]))))
    return query.address(query.page)
