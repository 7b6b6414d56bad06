"""What goes into a calculator and what comes out of it: questions, answers, results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class InputKind(StrEnum):
    MONEY = "money"
    DURATION = "duration"
    DATE = "date"
    NUMBER = "number"
    PERCENT = "percent"
    CHOICE = "choice"


@dataclass(frozen=True)
class Choice:
    """One answer of a choice question. `title`: what stands on the button, at most 20 characters."""

    value: str
    title: str


@dataclass(frozen=True)
class Question:
    """`text` ends with an example of an answer. Bounds, both included: VND for MONEY, months for DURATION, the year for
    DATE. `unit` is what a bare number counts: "giờ", "ngày", "người", "lần"…, for DURATION "tháng" or "năm"; empty when
    the worker must say it."""

    name: str
    kind: InputKind
    text: str
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""


Value = int | float | str | date
"""MONEY int (VND), DURATION int (months), NUMBER and PERCENT float, CHOICE its value, DATE date."""

Answers = Mapping[str, Value]
"""By the question's name."""


@dataclass(frozen=True)
class Outcome:
    """`headline`: the one number that counts; `steps`: how it comes about, a line each; `notes`: what is not in it."""

    headline: str
    steps: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Result(Outcome):
    """An outcome with what stands behind it on the day `as_of`. `review_note` is empty when nothing is in doubt."""

    legal_basis: str
    as_of: date
    review_note: str


class CannotCalculate(Exception):
    """It cannot be calculated; the message is a sentence for the worker."""
