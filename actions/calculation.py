"""A calculation on its way: which one it is, what was answered so far, and what was said that may answer later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from actions.turn import Spotted
from knowledge.calculators import Value

FORM = "calculation_form"
END = "action_calculated"


@dataclass(frozen=True)
class Given:
    """One answer."""

    question: str
    value: Value


@dataclass(frozen=True)
class Calculation:
    """What the slot `calculation` keeps. `asked` is the question that is open, empty when none is; `pool` holds what
    was said beside an answer; `failures` counts the tries at the open question; `note` stands above the next one."""

    calculator: str
    given: tuple[Given, ...] = ()
    pool: tuple[Spotted, ...] = ()
    asked: str = ""
    failures: int = 0
    note: str = ""

    @classmethod
    def of(cls, kept: Any) -> Calculation | None:
        """Read the slot; None when there is no calculation."""
        if not isinstance(kept, Mapping):
            return None
        return cls(
            calculator=str(kept["calculator"]),
            given=tuple(Given(name, _thawed(value)) for name, value in kept["given"]),
            pool=spotted_of(kept["pool"]),
            asked=str(kept["asked"]),
            failures=int(kept["failures"]),
            note=str(kept["note"]),
        )

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "calculator": self.calculator,
            "given": [[item.question, _frozen(item.value)] for item in self.given],
            "pool": kept_of(self.pool),
            "asked": self.asked,
            "failures": self.failures,
            "note": self.note,
        }

    @property
    def answers(self) -> dict[str, Value]:
        return {item.question: item.value for item in self.given}

    def answered(self, question: str, value: Value) -> Calculation:
        return replace(self, given=(*self.given, Given(question, value)), failures=0)

    def failed(self, note: str) -> Calculation:
        return replace(self, failures=self.failures + 1, note=note)

    def back_to(self, question: str) -> Calculation:
        """As before that question was answered. What was said beside answers must not answer it again."""
        names = [item.question for item in self.given]
        return replace(self, given=self.given[: names.index(question)], pool=(), failures=0, note="")


def spotted_of(kept: Sequence[Sequence[Any]] | None) -> tuple[Spotted, ...]:
    return tuple(Spotted(str(kind), value) for kind, value in kept or ())


def kept_of(spotted: Sequence[Spotted]) -> list[list[Any]]:
    return [[item.kind, item.value] for item in spotted]


def _frozen(value: Value) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _thawed(value: Any) -> Value:
    if isinstance(value, Mapping):
        return date.fromisoformat(value["date"])
    known: Value = value
    return known
