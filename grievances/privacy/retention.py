"""How long the words of a case are kept once it is closed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from storage.clock import in_vietnam

# A court can be asked for a year after the wrong was found (Labour Code 45/2019/QH14, article 190); a year more for
# what follows from it. Nobody needs the words after that, and what is not there cannot leak.
KEPT_MONTHS = 24


def erase_day(closed_at: datetime) -> date:
    """The day on which the words of a case go that was closed then, in Vietnam."""
    closed = in_vietnam(closed_at).date()
    months = closed.month - 1 + KEPT_MONTHS
    year, month = closed.year + months // 12, months % 12 + 1
    return date(year, month, min(closed.day, monthrange(year, month)[1]))
