"""Choosing how sure the bot must be, by what a right answer, a wrong one and an extra tap are worth to a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.nlu.decision import NOT_OFFERED, RANKING, Ranking, Thresholds, candidates, chosen, sure

# What a wrong answer costs: the worker reads it, may act on it, and asks again.
_RIGHT = 1.0
_OFFERED = 0.6
_WRONG = -0.2
_USELESS = 0.0  # buttons that do not help, or not understood
_UNDERSTOOD_AS_FOREIGN = 0.2  # "I cannot help with that" to what is out of scope, in place of three odd buttons
_WRONG_ON_FOREIGN = -1.0  # the law of another country, in the union's name

# Leads are worth the same when they differ by less, and the most careful one is chosen: so one more example or less
# does not change much.
_SAME = 0.0005

_LEAD = np.arange(0.5, 0.96, 0.01)
_OFFER = np.arange(0.05, 0.51, 0.05)

# Set by hand: a false alarm costs a look, a missed one may cost a life; a button for a grievance costs nothing.
SAFETY = Thresholds(lead=1.0, offer=1.0, danger=0.3, hint=0.03, complaint=0.005, foreign=0.07)


def choose(chances: np.ndarray, targets: np.ndarray, labels: Sequence[str]) -> Thresholds:
    """Choose on examples that the model has not seen; `chances` has a row for each and a column for each label."""
    expected = [labels[target] for target in targets]
    outcomes = [_outcome(ranking, label) for ranking, label in zip(_rankings(chances, labels), expected, strict=True)]
    leads, on_answer, offered, on_offer, on_unknown = map(np.asarray, zip(*outcomes, strict=True))
    worth: dict[tuple[float, float], float] = {}
    for offer in _OFFER:
        otherwise = np.where(offered >= offer, on_offer, on_unknown)
        for lead in _LEAD:
            worth[lead, offer] = float(np.where(leads >= lead, on_answer, otherwise).mean())
    good = max(worth.values()) - _SAME
    careful = max(lead for (lead, _), value in worth.items() if value >= good)
    offer = max(_OFFER, key=lambda offer: worth[careful, offer])
    return replace(SAFETY, lead=float(careful), offer=float(offer))


def _rankings(chances: np.ndarray, labels: Sequence[str]) -> list[Ranking]:
    order = np.argsort(-chances, axis=1, kind="stable")[:, :RANKING]
    return [[(labels[index], float(row[index])) for index in best] for row, best in zip(chances, order, strict=True)]


def _outcome(ranking: Ranking, expected: str) -> tuple[float, float, float, float, float]:
    """How far the best one leads and what answering it is worth, the same for offering, and the worth of neither."""
    foreign = expected in NOT_OFFERED
    shown = candidates(ranking, SAFETY)
    right = chosen(ranking, SAFETY)[0] == expected
    helpful = expected in [name for name, _ in shown]
    return (
        sure(ranking, SAFETY),
        _RIGHT if right else _WRONG_ON_FOREIGN if foreign else _WRONG,
        sum(chance for _, chance in shown),
        _OFFERED if helpful else _USELESS,
        _UNDERSTOOD_AS_FOREIGN if foreign else _USELESS,
    )
