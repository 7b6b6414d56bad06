"""To answer, to offer a few buttons, or to say that it was not understood: decided on calibrated probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Ranking = Sequence[tuple[str, float]]

ANSWER, OFFER, UNKNOWN = "answer", "offer", "unknown"
CANDIDATES = 3
RANKING = 10

# Nobody wants a button for these; when one is likely but not certain, the others are offered.
NOT_OFFERED = frozenset(["greet", "goodbye", "thanks", "affirm", "deny", "menu", "out_of_scope", "abuse"])


@dataclass(frozen=True)
class Thresholds:
    """How sure one must be: `answer` for the best, `margin` ahead of the second, `offer` for all offered ones."""

    answer: float
    margin: float
    offer: float


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
    intent, confidence = ranking[0]
    second = ranking[1][1] if len(ranking) > 1 else 0.0
    candidates = tuple(pair for pair in ranking if pair[0] not in NOT_OFFERED)[:CANDIDATES]
    if confidence >= thresholds.answer and confidence - second >= thresholds.margin:
        kind = ANSWER
    elif sum(chance for _, chance in candidates) >= thresholds.offer:
        kind = OFFER
    else:
        kind = UNKNOWN
    return Decision(kind, intent, confidence, candidates)


def as_dict(decision: Decision, ranking: Ranking) -> dict[str, object]:
    """Return the decision as it travels to the actions."""
    return {
        "decision": decision.kind,
        "intent": decision.intent,
        "confidence": decision.confidence,
        "candidates": _named(decision.candidates),
        "ranking": _named(ranking[:RANKING]),
    }


def _named(pairs: Ranking) -> list[dict[str, object]]:
    return [{"name": name, "confidence": round(chance, 4)} for name, chance in pairs]
