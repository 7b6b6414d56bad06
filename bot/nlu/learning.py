"""Fitting the model: features, weights, and — on examples held out — how sure a score makes us and when to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from bot.nlu.augment import copies, one_copy
from bot.nlu.model import Head, IntentModel, as_intents, blend, class_numbers, intents_of, probabilities
from bot.nlu.normalise import fold
from bot.nlu.solver import fit_apart, fit_jointly, score_rows
from bot.nlu.thresholds import choose
from bot.nlu.vocabulary import Vocabulary


@dataclass(frozen=True)
class _Machine:
    """How a head is fitted: what an example may weigh at most, and how often those of a lesson are learnt from."""

    jointly: bool
    limit: float
    rounds: tuple[int, int]  # without those held out, and then with them


# Kinds are told apart one against the rest: few classes, of very different sizes. The many topics of a kind are learnt
# jointly, the right one ahead of all others: better, and two rounds are enough; more are no better on new messages.
_KINDS = _Machine(jointly=False, limit=3.0, rounds=(3, 3))
_FEW = replace(_KINDS, rounds=(4, 4))
_TOPICS = _Machine(jointly=True, limit=0.4, rounds=(2, 2))
# Below this many examples every one counts: all their copies are learnt, in a round more,
# and features that only one has.
_PLENTY = 5000
# One example in four is held out to learn how sure a score may make us.
_HELD_OUT = 4
_THREADS = 4  # the two large heads, each at most at two things
_SEED = 0


@dataclass(frozen=True)
class Example:
    """Segmented words, and the full name of what they mean."""

    words: list[str]
    label: str


class _Corpus:
    """Features of all examples, made once for both fits."""

    def __init__(self, examples: Sequence[Example]) -> None:
        plenty = len(examples) >= _PLENTY
        origins, texts = zip(*_variants(examples, plenty), strict=True)
        self.labels = sorted({example.label for example in examples})
        self.vocabulary, self.matrix = Vocabulary.learn(texts, least=3 if plenty else 1)
        # For each row, the example it comes from and what that means.
        self.origins = np.asarray(origins)
        number = {label: index for index, label in enumerate(self.labels)}
        self.targets = np.asarray([number[examples[origin].label] for origin in self.origins])


def _variants(examples: Sequence[Example], plenty: bool) -> Iterator[tuple[int, list[str]]]:
    """Each example's number with its words as they are learnt: every copy, or one when there are plenty."""
    for number, example in enumerate(examples):
        for words in [one_copy(example.words)] if plenty else copies(example.words):
            yield number, words


def learn(examples: Sequence[Example]) -> IntentModel:
    """Fit a model; the same examples give the same model."""
    corpus = _Corpus(examples)
    unseen = _held_out(examples)[corpus.origins]
    with ThreadPoolExecutor(_THREADS) as threads:  # the solver does without Python's lock
        begun = list(threads.map(partial(_begin, corpus.matrix, unseen, threads), _tasks(corpus)))
        sharpness, chances = zip(*(one.sure.result() for one in begun), strict=True)
        # Meanwhile the heads go on learning.
        names, numbers = intents_of(corpus.labels)
        told = as_intents(blend(class_numbers(corpus.labels), chances), numbers)
        thresholds = choose(told, numbers[corpus.targets[unseen]], names)
        fits = [one.fit.result() for one in begun]
        halves = [_halves(fit.weights, threads) for fit in fits]
    heads = [Head(half, fit.bias, sharp) for half, fit, sharp in zip(halves, fits, sharpness, strict=True)]
    return IntentModel(corpus.labels, corpus.vocabulary, heads, thresholds)


def _tasks(corpus: _Corpus) -> list[np.ndarray]:
    """What each head learns of each row: its kind, or its topic within that kind; -1 where it has nothing to learn."""
    return [numbers[corpus.targets] for numbers in class_numbers(corpus.labels)]


@dataclass(frozen=True)
class _Begun:
    """A head that has learnt what is not held out: how sure it may be, and what it is when it has learnt the rest."""

    sure: Future[tuple[float, np.ndarray]]
    fit: Future[_Fit]


def _begin(matrix: csr_matrix, unseen: np.ndarray, threads: Executor, task: np.ndarray) -> _Begun:
    """Learn without the rows held out, ask these, and then go on learning, with them."""
    fit = _Fit(matrix, task)
    before, after = fit.machine.rounds
    fit.learn((task >= 0) & ~unseen, before)
    sure = threads.submit(_sure, fit.scores(unseen), task[unseen])
    return _Begun(sure, threads.submit(fit.learn, task >= 0, after))


def _halves(weights: np.ndarray, threads: Executor) -> np.ndarray:
    """Without what is too small for a half: next to nothing, slow to convert, and a third of the file."""
    return np.concatenate(list(threads.map(_as_halves, np.array_split(weights, _THREADS))))


def _as_halves(weights: np.ndarray) -> np.ndarray:
    weights *= np.abs(weights) >= np.finfo(np.float16).tiny
    return weights.astype(np.float16)


def _sure(scores: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """How sharp a head may be whose scores these are, and the chances that they then stand for."""
    sharpness = _honest(scores, targets)
    return sharpness, probabilities(scores, sharpness)


def _held_out(examples: Sequence[Example]) -> np.ndarray:
    """Choose each fourth example of a label; the same words with and without diacritics stay on one side."""
    seen: Counter[str] = Counter()
    side: dict[tuple[str, str], bool] = {}
    chosen = np.zeros(len(examples), dtype=bool)
    for index, example in enumerate(examples):
        key = (example.label, fold(" ".join(example.words)))
        if key not in side:
            seen[example.label] += 1
            side[key] = seen[example.label] % _HELD_OUT == 0
        chosen[index] = side[key]
    return chosen


class _Fit:
    """Learns a task from rows of a matrix; what it has learnt before is where it begins."""

    def __init__(self, matrix: csr_matrix, task: np.ndarray) -> None:
        classes = int(task.max()) + 1
        self.weights = np.zeros((matrix.shape[1], classes), np.float32)
        self.bias = np.zeros(classes, np.float32)
        self._duals = np.zeros((len(task), classes), np.float32)
        self._rows = (matrix.indptr, matrix.indices, matrix.data)
        self._task = task
        kinds = _KINDS if len(task) >= _PLENTY else _FEW
        self.machine = kinds if (task >= 0).all() else _TOPICS
        self._chance = np.random.default_rng(_SEED)

    def learn(self, known: np.ndarray, rounds: int) -> _Fit:
        """So many rounds over the known rows; it is itself what has learnt them."""
        fit: Callable[..., None] = fit_jointly if self.machine.jointly else fit_apart
        rows, limit = np.flatnonzero(known), np.float32(self.machine.limit)
        order = np.stack([self._chance.permutation(rows) for _ in range(rounds)])
        fit(*self._rows, self._task, order, limit, self.weights, self.bias, self._duals)
        return self

    def scores(self, chosen: np.ndarray) -> np.ndarray:
        """What each class (a column) scores on the chosen rows."""
        rows = np.flatnonzero(chosen)
        scores = np.empty((len(rows), len(self.bias)), np.float32)
        score_rows(*self._rows, rows, self.weights, self.bias, scores)
        return scores


def _honest(scores: np.ndarray, targets: np.ndarray) -> float:
    """The sharpness at which the probabilities of unseen examples are honest (least surprise)."""
    rows = np.flatnonzero(targets >= 0)
    if not len(rows):
        return 1.0

    def surprise(logarithm: float) -> float:
        chances = probabilities(scores[rows], float(np.exp(logarithm)))
        return float(-np.log(chances[np.arange(len(rows)), targets[rows]] + 1e-12).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-2.0, 4.0), method="bounded").x))
