"""Choosing how sure the bot must be, by what a right answer, a wrong one and an extra tap are worth to a worker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.nlu.decision import CANDIDATES, NOT_OFFERED, Thresholds

# An answer is worth two offers; a wrong answer takes away what an offer gives, for somebody may act on it.
_RIGHT = 1.0
_OFFERED = 0.5
_WRONG = -0.5
_USELESS = 0.0  # buttons that do not help, or not understood
_UNDERSTOOD_AS_FOREIGN = 0.5  # "I cannot help with that" to what is out of scope

_ANSWER = np.arange(0.20, 0.96, 0.025)
_MARGIN = np.arange(0.0, 0.51, 0.05)
_OFFER = np.arange(0.05, 0.71, 0.05)


def choose(chances: np.ndarray, targets: np.ndarray, labels: Sequence[str]) -> Thresholds:
    """Choose on examples that the model has not seen; `chances` has a row for each and a column for each label."""
    first, second, right = _best_two(chances, targets)
    offered, helpful = _offers(chances, targets, labels)
    foreign = np.isin(targets, [index for index, label in enumerate(labels) if label in NOT_OFFERED])
    on_unknown = np.where(foreign, _UNDERSTOOD_AS_FOREIGN, _USELESS)
    on_answer = np.where(right, _RIGHT, _WRONG)
    on_offer = np.where(helpful, _OFFERED, _USELESS)
    best = (-np.inf, Thresholds(1.0, 0.0, 1.0))
    for offer in _OFFER:
        otherwise = np.where(offered >= offer, on_offer, on_unknown)
        for answer in _ANSWER:
            for margin in _MARGIN:
                sure = (first >= answer) & (first - second >= margin)
                worth = float(np.where(sure, on_answer, otherwise).mean())
                if worth > best[0] + 1e-9:
                    best = (worth, Thresholds(float(answer), float(margin), float(offer)))
    return best[1]


def _best_two(chances: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    order = np.argsort(-chances, axis=1)[:, :2]
    rows = np.arange(len(chances))
    second = chances[rows, order[:, 1]] if chances.shape[1] > 1 else np.zeros(len(chances))
    return chances[rows, order[:, 0]], second, order[:, 0] == targets


def _offers(chances: np.ndarray, targets: np.ndarray, labels: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The chance that one of the buttons helps, and whether one does."""
    hidden = np.asarray([label in NOT_OFFERED for label in labels])
    shown = np.where(hidden[None, :], 0.0, chances)
    order = np.argsort(-shown, axis=1)[:, :CANDIDATES]
    together = np.take_along_axis(shown, order, axis=1).sum(axis=1)
    return together, ((order == targets[:, None]) & ~hidden[order]).any(axis=1)
