"""Overtime and work at night (45/2019/QH14 Điều 98; 145/2020/NĐ-CP Điều 55–57)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Question
from knowledge.calculators.numbers import count, share, vnd
from knowledge.calculators.pay import hourly
from knowledge.calculators.questions import NO, YES, choose, number

MOST_HOURS = 300


@dataclass(frozen=True)
class Kind:
    """A kind of hours. `title` stands on the button, `phrase` in a sentence; `extra`: what decides its rate."""

    value: str
    title: str
    phrase: str
    rate: Callable[[Given, Law], Fraction]
    extra: tuple[Question, ...] = ()

    @property
    def hours(self) -> str:
        """The name of the question for the number of these hours."""
        return f"hours_{self.value}"


def rate_of(name: str) -> Callable[[Given, Law], Fraction]:
    return lambda _, law: law[name]


def hours_of_kinds(given: Given, kinds: Sequence[Kind], ask: str) -> Iterator[Question]:
    """Kind by kind, each at most once, until there are no more hours. `ask`: which kind is it?"""
    left = list(kinds)
    for place in range(1, len(kinds) + 1):
        kind = left[0]
        if len(left) > 1:
            yield choose(f"kind_{place}", ask, *((other.value, other.title) for other in left))
            kind = next(other for other in left if other.value == given.choice(f"kind_{place}"))
        yield number(kind.hours, f"{kind.phrase}: bạn làm bao nhiêu giờ? Ví dụ: 10 giờ.", "giờ", 0.25, MOST_HOURS)
        yield from kind.extra
        left.remove(kind)
        if left:
            yield _more(f"more_{place}", left)
        if not left or given.choice(f"more_{place}") == NO:
            return


def _more(name: str, left: Sequence[Kind]) -> Question:
    what = left[0].phrase[0].lower() + left[0].phrase[1:] if len(left) == 1 else "loại giờ khác"
    return choose(name, f"Còn {what} không?", (YES, "Có, còn nữa"), (NO, "Không, tính luôn"))


@dataclass(frozen=True)
class Line:
    kind: Kind
    hours: Fraction
    amount: Fraction
    step: str


def lines(given: Given, law: Law, kinds: Sequence[Kind]) -> list[Line]:
    """A line for each kind of hours that was given, in the order of `kinds`."""
    return [_line(given, law, kind) for kind in kinds if kind.hours in given]


def _line(given: Given, law: Law, kind: Kind) -> Line:
    wage, rate, hours = hourly(given, law), kind.rate(given, law), given.number(kind.hours)
    amount = wage * rate * hours
    step = f"{kind.phrase}: {vnd(wage)} × {share(rate)} × {count(hours)} giờ = {vnd(amount)}"
    return Line(kind, hours, amount, step)


def total_step(amounts: Sequence[Fraction]) -> tuple[str, ...]:
    """Nothing when there is nothing to add up."""
    return (f"Cộng lại: {vnd(sum(amounts, start=Fraction(0)))}",) if len(amounts) > 1 else ()
