"""What became of each message, and how many became what. Nobody's words come further than this module."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from motcham.measuring.examples import Example
from motcham.understanding import Understood

OUT_OF_SCOPE = "out_of_scope"


class Understands(Protocol):
    def parse(self, text: str) -> Understood: ...


@dataclass(frozen=True)
class Outcome:
    """What was expected of a message and what the bot would do; `seconds` is the time until the caller knew."""

    expected: str
    acceptable: frozenset[str]
    slice: str
    understood: Understood
    seconds: float

    @property
    def answered(self) -> bool:
        return self.understood.decision == "answer"

    @property
    def right(self) -> bool:
        """The honest "I do not know" is what out of scope asks for."""
        if self.answered:
            return self.understood.intent in self.acceptable
        return self.understood.decision == "unknown" and OUT_OF_SCOPE in self.acceptable

    @property
    def offered(self) -> bool:
        return self.offers(self.acceptable)

    @property
    def false_answer(self) -> bool:
        return self.answered and not self.right

    def offers(self, intents: Iterable[str]) -> bool:
        return self.understood.decision == "offer" and not set(intents).isdisjoint(self.understood.candidates)


@dataclass(frozen=True)
class Tally:
    """Counts of messages; `one_tap` includes `top1`."""

    n: int
    top1: int
    one_tap: int
    false_answer: int

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Tally:
        return cls(
            n=len(outcomes),
            top1=sum(outcome.right for outcome in outcomes),
            one_tap=sum(outcome.right or outcome.offered for outcome in outcomes),
            false_answer=sum(outcome.false_answer for outcome in outcomes),
        )

    def share(self, count: int) -> float:
        return count / self.n if self.n else 0.0

    def shares(self) -> dict[str, float | int]:
        return {
            "n": self.n,
            "top1": round(self.share(self.top1), 4),
            "one_tap": round(self.share(self.one_tap), 4),
            "false_answer": round(self.share(self.false_answer), 4),
        }


def evaluate(parser: Understands, examples: Iterable[Example]) -> list[Outcome]:
    return [_outcome(parser, example) for example in examples]


def _outcome(parser: Understands, example: Example) -> Outcome:
    started = time.perf_counter()
    understood = parser.parse(example.text)
    seconds = time.perf_counter() - started
    return Outcome(example.expected, example.acceptable, example.slice, understood, seconds)


def tallies(outcomes: Sequence[Outcome], name: Callable[[Outcome], str]) -> Mapping[str, Tally]:
    """One for each name that the outcomes have, in alphabetical order."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(name(outcome), []).append(outcome)
    return {group: Tally.of(members) for group, members in sorted(found.items())}


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What `motcham nlu eval --json` prints: shares as a whole and by slice, and the milliseconds of a text."""
    slices = tallies(outcomes, lambda outcome: outcome.slice)
    seconds = sum(outcome.seconds for outcome in outcomes)
    return {
        **Tally.of(outcomes).shares(),
        "slices": {name: tally.shares() for name, tally in slices.items()},
        "ms_per_text": round(1000 * seconds / len(outcomes), 2) if outcomes else 0.0,
    }
