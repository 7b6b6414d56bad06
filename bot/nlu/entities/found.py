"""What a recogniser hands back."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, TypedDict


class DurationValue(TypedDict):
    """As it was said: 18 months are 18 months, not a year and a half."""

    years: int
    months: int
    days: int
    hours: float


class DateValue(TypedDict):
    """An ISO date; "month" and "year" say that its day, or its day and month, are only the first ones."""

    date: str
    precision: str


class ProvinceValue(TypedDict):
    """The province of today and, when it was another one, the province that was said."""

    name: str
    said: str


Value: TypeAlias = int | float | str | DurationValue | DateValue | ProvinceValue

LOOK_ALIKE = ""


class Found(NamedTuple):
    """An entity that ends before token `end`; a look-alike has no value and only takes its tokens away."""

    end: int
    entity: str = LOOK_ALIKE
    value: Value | None = None
