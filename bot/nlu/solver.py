"""Linear machines, fitted one example after the other in the dual (as LIBLINEAR does), compiled by numba.

What takes time is reading weights: a few hundred features of each example, times its classes. So there is one row of
floats for each feature, all classes learn from an example at once, and nothing is read twice in a round. The machine
code is kept in `__pycache__`; Python's lock is not, so that two fits can run in threads of one process.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numba import njit

_SIGNATURE = "void(i4[::1], i4[::1], f4[::1], i8[::1], i8[:, ::1], f4, f4[:, ::1], f4[::1], f4[:, ::1])"
_SCORING = "void(i4[::1], i4[::1], f4[::1], i8[::1], f4[:, ::1], f4[::1], f4[:, ::1])"
_compile = partial(njit, nogil=True, cache=True, fastmath=True)
_compiled = _compile(_SIGNATURE)
_part_of_it = _compile()


# What is called stands first: a function is compiled as soon as it is read.


@_part_of_it
def _score(some: np.ndarray, values: np.ndarray, weights: np.ndarray, bias: np.ndarray, scores: np.ndarray) -> float:
    """Put down what each class scores on an example; return its length, squared.

    Four features at a time: their weights are fetched at once, and the scores are written a quarter as often.
    """
    length = np.float32(1)  # the bias is a feature of every example
    for value in values:
        length += value * value
    scores[:] = bias
    fours = len(some) // 4 * 4
    for place in range(0, fours, 4):
        a, b, c, d = some[place], some[place + 1], some[place + 2], some[place + 3]
        of_a, of_b, of_c, of_d = values[place], values[place + 1], values[place + 2], values[place + 3]
        for one in range(len(scores)):
            scores[one] += (
                weights[a, one] * of_a + weights[b, one] * of_b + weights[c, one] * of_c + weights[d, one] * of_d
            )
    for place in range(fours, len(some)):
        for one in range(len(scores)):
            scores[one] += weights[some[place], one] * values[place]
    return length


@_compile(_SCORING)
def score_rows(
    starts: np.ndarray,
    columns: np.ndarray,
    values: np.ndarray,
    rows: np.ndarray,
    weights: np.ndarray,
    bias: np.ndarray,
    scores: np.ndarray,
) -> None:
    """Put down what each class scores on some rows of a sparse matrix, a line for each of these."""
    for line, row in enumerate(rows):
        some, of_these = columns[starts[row] : starts[row + 1]], values[starts[row] : starts[row + 1]]
        _score(some, of_these, weights, bias, scores[line])


@_part_of_it
def _step(some: np.ndarray, values: np.ndarray, steps: np.ndarray, changed: np.ndarray, weights: np.ndarray) -> None:
    """Let the classes that changed, a few of all, learn from an example."""
    if len(changed):
        for place in range(len(some)):
            line = weights[some[place]]
            for one in changed:
                line[one] += steps[one] * values[place]


@_part_of_it
def _level(scores: np.ndarray, room: float) -> float:
    """The level such that what rises above it adds up to the room.

    It rises from below until those above it stay the same (Michelot, Journal of Optimization Theory 1986).
    """
    level, sharing = scores.max() - room, 0
    while True:
        total, above = -room, 0
        for score in scores:
            if score > level:
                total += score
                above += 1
        if 0 < sharing <= above:
            return level
        level, sharing = total / np.float32(above), above


@_compiled
def fit_apart(
    starts: np.ndarray,
    columns: np.ndarray,
    values: np.ndarray,
    targets: np.ndarray,
    rounds: np.ndarray,
    limit: float,
    weights: np.ndarray,
    bias: np.ndarray,
    duals: np.ndarray,
) -> None:
    """Each class against the rest, squared hinge loss (Hsieh and others, ICML 2008).

    `starts`, `columns` and `values` are a sparse matrix, `rounds` says which of its rows to learn from and in which
    order. `weights`, `bias` and `duals` (rows × classes) are what was learnt before: zeros at first.
    """
    scores = np.empty(len(bias), np.float32)
    changed = np.empty(len(bias), np.int64)
    softness = np.float32(0.5) / limit
    for row in rounds.ravel():
        some, of_these = columns[starts[row] : starts[row + 1]], values[starts[row] : starts[row + 1]]
        length = _score(some, of_these, weights, bias, scores)
        count = 0
        for one in range(len(bias)):
            sign = np.float32(1) if one == targets[row] else np.float32(-1)
            slope = sign * scores[one] - np.float32(1) + softness * duals[row, one]
            dual = max(duals[row, one] - slope / (length + softness), np.float32(0))
            if dual != duals[row, one]:
                scores[one] = sign * (dual - duals[row, one])  # from here on: the step
                duals[row, one] = dual
                bias[one] += scores[one]
                changed[count] = one
                count += 1
        _step(some, of_these, scores, changed[:count], weights)


@_compiled
def fit_jointly(
    starts: np.ndarray,
    columns: np.ndarray,
    values: np.ndarray,
    targets: np.ndarray,
    rounds: np.ndarray,
    limit: float,
    weights: np.ndarray,
    bias: np.ndarray,
    duals: np.ndarray,
) -> None:
    """All classes together, the right one ahead of the others (Crammer and Singer, JMLR 2001); as `fit_apart`.

    The best duals of one example are found as by Keerthi and others (KDD 2008); few of them change.
    """
    scores = np.empty(len(bias), np.float32)
    changed = np.empty(len(bias), np.int64)
    for row in rounds.ravel():
        some, of_these = columns[starts[row] : starts[row + 1]], values[starts[row] : starts[row + 1]]
        length = _score(some, of_these, weights, bias, scores)
        # What each class would score without this example; others than the right one must stay behind by one.
        for one in range(len(bias)):
            scores[one] += np.float32(1) - length * duals[row, one]
        scores[targets[row]] += length * limit - np.float32(1)
        level = _level(scores, length * limit)
        count = 0
        for one in range(len(bias)):
            most = limit if one == targets[row] else np.float32(0)
            dual = most + min(np.float32(0), (level - scores[one]) / length)
            if dual != duals[row, one]:
                scores[one] = dual - duals[row, one]  # from here on: the step
                duals[row, one] = dual
                bias[one] += scores[one]
                changed[count] = one
                count += 1
        _step(some, of_these, scores, changed[:count], weights)
