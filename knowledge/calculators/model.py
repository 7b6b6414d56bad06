"""What a calculator is: its questions, one after the other, and its result, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.quantities import Quantity


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

Script = Callable[[Answers], Iterator[Question]]
"""All questions in their order. It may read an answer only after it has yielded the question."""


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


@dataclass(frozen=True)
class Calculator:
    """`compute` gets all answers, each within its bounds, and the law's numbers as of a day. `needs`: their names.
    `title`: at most 24 characters."""

    id: str
    title: str
    script: Script
    compute: Callable[[Answers, Mapping[str, Quantity], date], Outcome]
    needs: tuple[str, ...] = ()

    @property
    def topic_id(self) -> str:
        """The topic that explains the formula and holds its legal basis."""
        return f"calc_{self.id}"

    def next_question(self, answers: Answers) -> Question | None:
        """The first open question, None when all are answered."""
        return next((question for question in self.script(answers) if question.name not in answers), None)

    def asked(self, answers: Answers) -> Iterator[Question]:
        """The questions that were answered, in order."""
        for question in self.script(answers):
            if question.name not in answers:
                return
            yield question
