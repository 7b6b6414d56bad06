"""To answer, to offer a few buttons, or to say that it was not understood: decided on calibrated probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Ranking = Sequence[tuple[str, float]]

ANSWER, OFFER, UNKNOWN = "answer", "offer", "unknown"
CANDIDATES = 3
RANKING = 10
_LEAST = 0.01  # a button for what is less likely only makes the list longer

EMERGENCY, GRIEVANCE, FOREIGN = "report_emergency", "report_grievance", "out_of_scope"

# Told apart by the classifier, one to all others: who may not want to live any more needs other words than who is hurt.
SELF_HARM = f"{EMERGENCY}/self_harm"

# Nobody wants a button for these; when one is likely but not certain, the others are offered.
NOT_OFFERED = frozenset(["greet", "goodbye", "thanks", "affirm", "deny", "menu", "out_of_scope", "abuse"])


@dataclass(frozen=True)
class Thresholds:
    """How sure one must be.

    `lead`: the best one's share of the two best; `offer`: all offered ones together. Missing somebody in danger, or a
    complaint, is worse than one button too many: an emergency is answered from `danger` on, whatever else is likelier,
    and offered from `hint` on, as is a grievance from `complaint` on. From `foreign` on, that a message may be out of
    scope, the worker is asked: the law of another country must not be told in the union's name.
    """

    lead: float
    offer: float
    danger: float
    hint: float
    complaint: float
    foreign: float


@dataclass(frozen=True)
class Decision:
    """What to do with a message."""

    kind: str
    intent: str
    confidence: float
    candidates: tuple[tuple[str, float], ...]


def decide(ranking: Ranking, thresholds: Thresholds) -> Decision:
    """Decide on the best intents of a message, the likeliest first; an empty ranking is not understood."""
    if not ranking:
        return Decision(UNKNOWN, "", 0.0, ())
    intent, confidence = chosen(ranking, thresholds)
    shown = candidates(ranking, thresholds)
    if sure(ranking, thresholds) >= thresholds.lead:
        kind = ANSWER
    elif _danger(ranking, thresholds.hint) or sum(chance for _, chance in shown) >= thresholds.offer:
        kind = OFFER
    else:
        kind = UNKNOWN
    return Decision(kind, intent, confidence, shown)


def chosen(ranking: Ranking, thresholds: Thresholds) -> tuple[str, float]:
    """The intent that an answer would be for."""
    return _danger(ranking, thresholds.danger) or ranking[0]


def sure(ranking: Ranking, thresholds: Thresholds) -> float:
    """How far the chosen intent leads: from one half, when the second is as likely, to one.

    In doubt between an emergency and something else the worker is asked, and in doubt whether it is for us at all.
    """
    if _danger(ranking, thresholds.danger):
        return 1.0
    if _danger(ranking, thresholds.hint):
        return 0.0
    if ranking[0][0] != FOREIGN and any(name == FOREIGN and chance >= thresholds.foreign for name, chance in ranking):
        return 0.0
    first = ranking[0][1]
    second = ranking[1][1] if len(ranking) > 1 else 0.0
    return first / (first + second)


def candidates(ranking: Ranking, thresholds: Thresholds) -> tuple[tuple[str, float], ...]:
    """What is offered, the likeliest first; an emergency and a grievance take the last places if not ahead."""
    floors = {EMERGENCY: thresholds.hint, GRIEVANCE: thresholds.complaint}
    named = [pair for pair in ranking if pair[0] not in NOT_OFFERED]
    urgent = [pair for pair in named if pair[0] in floors and pair[1] >= floors[pair[0]]]
    others = [pair for pair in named if pair not in urgent and pair[1] >= _LEAST][: CANDIDATES - len(urgent)]
    return tuple(pair for pair in named if pair in urgent or pair in others)


def _danger(ranking: Ranking, least: float) -> tuple[str, float] | None:
    return next(((name, chance) for name, chance in ranking if name == EMERGENCY and chance >= least), None)


def as_dict(decision: Decision, ranking: Ranking, self_harm: float) -> dict[str, object]:
    """Return the decision as it travels to the actions; `self_harm` only where it may be an emergency."""
    may_be_emergency = EMERGENCY in (decision.intent, *dict(decision.candidates))
    return {
        "decision": decision.kind,
        "intent": decision.intent,
        "confidence": decision.confidence,
        "candidates": _named(decision.candidates),
        "ranking": _named(ranking[:RANKING]),
        **({"self_harm": round(self_harm, 4)} if may_be_emergency else {}),
    }


def _named(pairs: Ranking) -> list[dict[str, object]]:
    return [{"name": name, "confidence": round(chance, 4)} for name, chance in pairs]
