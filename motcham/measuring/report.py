"""What a developer wants to know after measuring: how far from the goals, where, and what is taken for what."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from motcham.measuring.outcomes import Outcome, Tally, tallies

FAQ = "faq/"
NOT_FAQ = "talk"
EMERGENCY, GRIEVANCE = "report_emergency", "report_grievance"
FOREIGN = frozenset(["out_of_scope", "jailbreak", "abuse"])
WEAKEST = 20
WORST = 20


@dataclass(frozen=True)
class Least:
    """The smallest shares that are good enough."""

    top1: float
    one_tap: float

    def reached_by(self, tally: Tally) -> bool:
        return tally.share(tally.top1) >= self.top1 and tally.share(tally.one_tap) >= self.one_tap


WHOLE_LEAST = Least(top1=0.90, one_tap=0.97)
SLICE_LEAST = Least(top1=0.82, one_tap=0.93)


@dataclass(frozen=True)
class Promise:
    """A share that must be at least, or with `at_most` at most, its goal. No messages of that kind break no promise."""

    name: str
    n: int
    count: int
    goal: float
    at_most: bool = False

    @property
    def share(self) -> float:
        return self.count / self.n if self.n else 0.0

    @property
    def kept(self) -> bool:
        return not self.n or (self.share <= self.goal if self.at_most else self.share >= self.goal)


@dataclass(frozen=True)
class Confusion:
    """How often an intent was taken for another: answered wrongly, or with the right one offered beside it."""

    expected: str
    understood: str
    n: int
    answered: int
    offered: int


@dataclass(frozen=True)
class Speed:
    """Milliseconds of a text within the pipeline."""

    pipeline: float
    beyond_segmentation: float
    beyond_segmentation_p95: float


@dataclass(frozen=True)
class Report:
    """Names of files and intents, and numbers; nobody's words."""

    files: tuple[str, ...]
    whole: Tally
    promises: tuple[Promise, ...]
    slices: Mapping[str, Tally]
    groups: Mapping[str, Tally]
    intents: Mapping[str, Tally]
    confusions: tuple[Confusion, ...]
    weakest: Mapping[str, Tally]
    speed: Speed | None

    def as_json(self) -> dict[str, Any]:
        return {
            "files": list(self.files),
            "whole": self.whole.shares(),
            "promises": [
                {**asdict(promise), "share": round(promise.share, 4), "kept": promise.kept} for promise in self.promises
            ],
            "slices": _shares(self.slices),
            "groups": _shares(self.groups),
            "intents": _shares(self.intents),
            "weakest": list(self.weakest),
            "confusions": [asdict(confusion) for confusion in self.confusions],
            "ms": asdict(self.speed) if self.speed else None,
        }


def build(files: Iterable[str], outcomes: Sequence[Outcome], groups: Mapping[str, str]) -> Report:
    """`groups`: the group of each topic."""
    whole = Tally.of(outcomes)
    intents = tallies(outcomes, lambda outcome: outcome.expected)
    return Report(
        files=tuple(files),
        whole=whole,
        promises=_promises(whole, outcomes),
        slices=tallies(outcomes, lambda outcome: outcome.slice),
        groups=_by_group(outcomes, groups),
        intents=intents,
        confusions=_confusions(outcomes),
        weakest=_weakest(intents),
        speed=_speed(outcomes),
    )


def _promises(whole: Tally, outcomes: Sequence[Outcome]) -> tuple[Promise, ...]:
    foreign = _expecting(outcomes, FOREIGN)
    emergencies = _expecting(outcomes, {EMERGENCY})
    grievances = Tally.of(_expecting(outcomes, {GRIEVANCE}))
    recalled = sum(map(_recalled, emergencies))
    return (
        Promise("top1", whole.n, whole.top1, WHOLE_LEAST.top1),
        Promise("one_tap", whole.n, whole.one_tap, WHOLE_LEAST.one_tap),
        Promise("foreign_answered", len(foreign), Tally.of(foreign).false_answer, 0.05, at_most=True),
        Promise("emergency_recalled", len(emergencies), recalled, 0.98),
        Promise("grievance_one_tap", grievances.n, grievances.one_tap, 0.95),
    )


def _expecting(outcomes: Sequence[Outcome], intents: Collection[str]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.expected in intents]


def _recalled(outcome: Outcome) -> bool:
    """Whoever is in danger must see the way to help, whatever else would have been acceptable."""
    answered = outcome.answered and outcome.understood.intent == EMERGENCY
    return answered or outcome.offers({EMERGENCY})


def _by_group(outcomes: Sequence[Outcome], groups: Mapping[str, str]) -> Mapping[str, Tally]:
    """What is no question about a topic comes last."""
    found = tallies(outcomes, lambda outcome: groups.get(outcome.expected.removeprefix(FAQ), NOT_FAQ))
    return dict(sorted(found.items(), key=lambda pair: pair[0] == NOT_FAQ))


def _confusions(outcomes: Sequence[Outcome]) -> tuple[Confusion, ...]:
    """Messages whose likeliest intent was a wrong one, those that got no help first."""
    wrong = [item for item in outcomes if not item.right and item.understood.intent not in item.acceptable]
    counts, answered, offered = (
        Counter((item.expected, item.understood.intent) for item in wrong if counted(item))
        for counted in (lambda _: True, lambda item: item.answered, lambda item: item.offered)
    )
    found = [Confusion(*pair, n, answered[pair], offered[pair]) for pair, n in counts.items()]
    return tuple(sorted(found, key=lambda one: (one.offered - one.n, -one.n, one.expected, one.understood)))


def _weakest(intents: Mapping[str, Tally]) -> Mapping[str, Tally]:
    """The topics that most often take more than one tap, then those least often answered straight away."""
    topics = [(name, tally) for name, tally in intents.items() if name.startswith(FAQ) and tally.top1 < tally.n]
    topics.sort(key=lambda pair: (pair[1].share(pair[1].one_tap), pair[1].share(pair[1].top1), pair[0]))
    return dict(topics[:WEAKEST])


def _speed(outcomes: Sequence[Outcome]) -> Speed | None:
    costs = [outcome.understood.cost for outcome in outcomes if outcome.understood.cost]
    if len(costs) < 2:
        return None
    beyond = [cost.beyond_segmentation for cost in costs]
    return Speed(
        pipeline=round(statistics.fmean(cost.pipeline for cost in costs), 2),
        beyond_segmentation=round(statistics.fmean(beyond), 2),
        beyond_segmentation_p95=round(statistics.quantiles(beyond, n=20)[-1], 2),
    )


def _shares(named: Mapping[str, Tally]) -> dict[str, dict[str, float | int]]:
    return {name: tally.shares() for name, tally in named.items()}
