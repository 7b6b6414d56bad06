"""Fitting the model: features, weights, and — on examples held out — how sure a score makes us and when to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.nlu.augment import copies
from bot.nlu.features import Vocabulary, families, united
from bot.nlu.model import IntentModel, probabilities
from bot.nlu.normalise import fold
from bot.nlu.thresholds import choose

# Chosen by cross validation over the training examples, as were the families' weights in features.py.
_C = 0.6
_TOLERANCE = 0.5
# One example in four is held out to learn how sure a score may make us.
_HELD_OUT = 4


@dataclass(frozen=True)
class Example:
    """Segmented words, and the full name of what they mean."""

    words: list[str]
    label: str


class _Corpus:
    """Features of all examples and their copies, made once for both fits."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.labels = sorted({example.label for example in examples})
        number = {label: index for index, label in enumerate(self.labels)}
        texts = [[families(copy) for copy in copies(example.words)] for example in examples]
        self.vocabulary = Vocabulary.learn(united(group) for group in texts)
        self.matrix = self.vocabulary.matrix(text for group in texts for text in group)
        # For each row, the example it comes from and what that means.
        self.origins = np.repeat(np.arange(len(examples)), [len(group) for group in texts])
        self.targets = np.asarray([number[examples[origin].label] for origin in self.origins])


def learn(examples: Sequence[Example]) -> IntentModel:
    """Fit a model; the same examples give the same model."""
    corpus = _Corpus(examples)
    unseen = _held_out(examples)[corpus.origins]
    # scikit-learn's solver keeps Python's lock, so the trial runs in a process of its own.
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as other:
        trial = other.submit(_fit, corpus.matrix[~unseen], corpus.targets[~unseen])
        weights, bias = _fit(corpus.matrix, corpus.targets)
        trial_weights, trial_bias = trial.result()
    scores, targets = corpus.matrix[unseen] @ trial_weights + trial_bias, corpus.targets[unseen]
    sharpness = _sharpness(scores, targets)
    thresholds = choose(probabilities(scores, sharpness), targets, corpus.labels)
    return IntentModel(corpus.labels, corpus.vocabulary, weights, bias, sharpness, thresholds)


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


def _fit(matrix: csr_matrix, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights and the bias of every label, one against the rest."""
    machine = LinearSVC(C=_C, tol=_TOLERANCE, random_state=0).fit(matrix, targets)
    weights, bias = machine.coef_.T, machine.intercept_
    if weights.shape[1] == 1:  # two labels make one machine
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights.astype(np.float32), bias.astype(np.float32)


def _sharpness(scores: np.ndarray, targets: np.ndarray) -> float:
    """Find the sharpness at which the probabilities of unseen examples are honest (least surprise)."""

    def surprise(logarithm: float) -> float:
        chances = probabilities(scores, float(np.exp(logarithm)))
        return float(-np.log(chances[np.arange(len(targets)), targets] + 1e-12).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-2.0, 4.0), method="bounded").x))
