"""Fitting the model: features, weights, and — on examples held out — how sure a score makes us and when to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.svm import LinearSVC

from bot.nlu.augment import copies
from bot.nlu.features import Vocabulary, families
from bot.nlu.model import IntentModel, probabilities
from bot.nlu.thresholds import choose

_C = 0.3
# One example in four is held out, as a run of neighbours: lines that stand together are often variants of each other.
_HELD_OUT = 4


@dataclass(frozen=True)
class Example:
    """Segmented words, and the full name of what they mean."""

    words: list[str]
    label: str


class _Corpus:
    """Features of all examples and their copies, made once for all folds."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.labels = sorted({example.label for example in examples})
        number = {label: index for index, label in enumerate(self.labels)}
        self.targets = np.asarray([number[example.label] for example in examples])
        texts = [[families(copy) for copy in copies(example.words)] for example in examples]
        self.per_example = len(texts[0])
        flat = [text for group in texts for text in group]
        self.vocabulary = Vocabulary.learn(flat)
        self.matrix = self.vocabulary.matrix(flat)

    def rows(self, chosen: np.ndarray) -> np.ndarray:
        """All copies of these examples."""
        starts = np.flatnonzero(chosen) * self.per_example
        return (starts[:, None] + np.arange(self.per_example)).ravel()


def learn(examples: Sequence[Example]) -> IntentModel:
    """Fit a model; the same examples give the same model but for the last digits."""
    corpus = _Corpus(examples)
    unseen = _held_out([example.label for example in examples])
    with ThreadPoolExecutor() as threads:
        final = threads.submit(_fit, corpus, np.ones(len(examples), dtype=bool))
        trial = threads.submit(_fit, corpus, ~unseen)
        scores = _scores(corpus, unseen, *trial.result())
        weights, bias = final.result()
    targets = np.repeat(corpus.targets[unseen], corpus.per_example)
    sharpness = _sharpness(scores, targets)
    thresholds = choose(probabilities(scores, sharpness), targets, corpus.labels)
    return IntentModel(corpus.labels, corpus.vocabulary, weights, bias, sharpness, thresholds)


def _held_out(labels: Sequence[str]) -> np.ndarray:
    """Choose a quarter of each label's examples, none of a label with fewer than four."""
    total = Counter(labels)
    seen: Counter[str] = Counter()
    chosen = np.zeros(len(labels), dtype=bool)
    for index, label in enumerate(labels):
        position, size = seen[label], total[label] // _HELD_OUT
        seen[label] += 1
        start = size * (sum(label.encode()) % _HELD_OUT)
        chosen[index] = start <= position < start + size
    return chosen


def _fit(corpus: _Corpus, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights and the bias of every label, one against the rest."""
    rows = corpus.rows(chosen)
    targets = np.repeat(corpus.targets[chosen], corpus.per_example)
    machine = LinearSVC(C=_C, random_state=0).fit(corpus.matrix[rows], targets)
    weights, bias = machine.coef_.T, machine.intercept_
    if weights.shape[1] == 1:  # two labels make one machine
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights.astype(np.float32), bias.astype(np.float32)


def _scores(corpus: _Corpus, chosen: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    scores: np.ndarray = corpus.matrix[corpus.rows(chosen)] @ weights + bias
    return scores


def _sharpness(scores: np.ndarray, targets: np.ndarray) -> float:
    """Find the sharpness at which the probabilities of unseen examples are honest (least surprise)."""

    def surprise(logarithm: float) -> float:
        chances = probabilities(scores, float(np.exp(logarithm)))
        return float(-np.log(chances[np.arange(len(targets)), targets] + 1e-12).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-2.0, 4.0), method="bounded").x))
