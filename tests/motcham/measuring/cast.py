"""What a message was, and what became of it, in one line each."""

from __future__ import annotations

from motcham.measuring.outcomes import Outcome
from motcham.understanding import Cost, Understood


def understood(decision: str, intent: str, *candidates: str, cost: Cost | None = None) -> Understood:
    return Understood(decision, intent, 0.5, candidates, [], cost)


def outcome(expected: str, seen: Understood, *also_ok: str, slice_: str = "dau") -> Outcome:
    return Outcome(expected, frozenset({expected, *also_ok}), slice_, seen, 0.25)
