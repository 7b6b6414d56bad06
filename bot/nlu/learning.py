"""Fitting the model: features, weights, and — on examples held out — how sure a score makes us and when to answer."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from bot.nlu.augment import copies, one_copy
from bot.nlu.features import Vocabulary, families
from bot.nlu.model import Head, IntentModel, blend, class_numbers, probabilities
from bot.nlu.normalise import fold
from bot.nlu.thresholds import choose

# Kinds are told apart one against the rest: few classes, of very different sizes. The many topics of a kind are learnt
# jointly, the right one ahead of all others (Crammer and Singer, JMLR 2001): a tenth of the time, and better.
_KINDS: Mapping[str, Any] = {"C": 3.0, "tol": 0.5}
_TOPICS: Mapping[str, Any] = {"C": 0.4, "tol": 2.0, "multi_class": "crammer_singer"}
_MACHINES = {False: _KINDS, True: _TOPICS}  # by whether some examples are not the head's
# Below this many examples every one counts: all their copies are learnt, and features that only one of them has.
_PLENTY = 5000
# One example in four is held out to learn how sure a score may make us.
_HELD_OUT = 4
_PROCESSES = 2


@dataclass(frozen=True)
class Example:
    """Segmented words, and the full name of what they mean."""

    words: list[str]
    label: str


class _Corpus:
    """Features of all examples, made once for both fits."""

    def __init__(self, examples: Sequence[Example]) -> None:
        plenty = len(examples) >= _PLENTY
        texts = [(families(words), origin) for origin, words in _variants(examples, plenty)]
        self.labels = sorted({example.label for example in examples})
        self.vocabulary, self.matrix = Vocabulary.learn([text for text, _ in texts], least=3 if plenty else 1)
        # For each row, the example it comes from and what that means.
        self.origins = np.asarray([origin for _, origin in texts])
        number = {label: index for index, label in enumerate(self.labels)}
        self.targets = np.asarray([number[examples[origin].label] for origin in self.origins])


def _variants(examples: Sequence[Example], plenty: bool) -> Iterator[tuple[int, list[str]]]:
    """Each example's number with its words as they are learnt: every copy, or one when there are plenty."""
    for number, example in enumerate(examples):
        for words in [one_copy(example.words)] if plenty else copies(example.words):
            yield number, words


def learn(examples: Sequence[Example]) -> IntentModel:
    """Fit a model; the same examples give the same model."""
    # scikit-learn's solver keeps Python's lock, so the fits run in processes of their own, two at a time.
    with ProcessPoolExecutor(max_workers=_PROCESSES, mp_context=get_context("spawn")) as others:
        for _ in range(_PROCESSES):
            others.submit(_import_all)  # while the features are made here
        corpus = _Corpus(examples)
        unseen = _held_out(examples)[corpus.origins]
        tasks = _tasks(corpus.labels, corpus.targets)
        heads = _fit_twice(others, corpus.matrix, tasks, unseen)
    honest = [
        _honest(trial, corpus.matrix[unseen], task[unseen]) for (_, trial), task in zip(heads, tasks, strict=True)
    ]
    chances = blend(class_numbers(corpus.labels), [head.chances(corpus.matrix[unseen]) for head in honest])
    thresholds = choose(chances, corpus.targets[unseen], corpus.labels)
    sharpened = [replace(head, sharpness=known.sharpness) for (head, _), known in zip(heads, honest, strict=True)]
    return IntentModel(corpus.labels, corpus.vocabulary, sharpened, thresholds)


def _import_all() -> None:
    """Do nothing: whoever is asked to has imported this module by then."""


def _tasks(labels: Sequence[str], targets: np.ndarray) -> list[np.ndarray]:
    """What each head learns of each row: its kind, or its topic within that kind; -1 where it has nothing to learn."""
    return [np.asarray(numbers)[targets] for numbers in class_numbers(labels)]


def _fit_twice(
    others: Executor, matrix: csr_matrix, tasks: Sequence[np.ndarray], unseen: np.ndarray
) -> list[tuple[Head, Head]]:
    """For each task the head that has learnt everything, and one for trial that has not seen some rows."""
    started = []
    for task in reversed(tasks):  # topics first: the longest
        known = task >= 0
        machine = _MACHINES[not known.all()]
        rows = [known, known & ~unseen]
        started.append([others.submit(_fit, matrix[some], task[some], machine) for some in rows])
    return [(whole.result(), trial.result()) for whole, trial in reversed(started)]


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


def _fit(matrix: csr_matrix, targets: np.ndarray, settings: Mapping[str, Any]) -> Head:
    machine = LinearSVC(random_state=0, **settings)
    with warnings.catch_warnings():  # it stops at the tolerance or after its rounds: both are good enough here
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(matrix, targets)
    weights, bias = machine.coef_.T, machine.intercept_
    if weights.shape[1] == 1:  # scikit-learn makes one machine of two classes
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return Head(weights.astype(np.float16), bias.astype(np.float32), sharpness=1.0)


def _honest(head: Head, matrix: csr_matrix, targets: np.ndarray) -> Head:
    """Find the sharpness at which the probabilities of unseen examples are honest (least surprise)."""
    rows = np.flatnonzero(targets >= 0)
    if not len(rows):
        return head
    scores = head.scores(matrix[rows])

    def surprise(logarithm: float) -> float:
        chances = probabilities(scores, float(np.exp(logarithm)))
        return float(-np.log(chances[np.arange(len(rows)), targets[rows]] + 1e-12).mean())

    return replace(head, sharpness=float(np.exp(minimize_scalar(surprise, bounds=(-2.0, 4.0), method="bounded").x)))
