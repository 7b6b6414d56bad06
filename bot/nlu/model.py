"""A linear model over text features, its calibration and its files: arrays and JSON, no code that runs when read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.decision import EMERGENCY, SELF_HARM, Thresholds
from bot.nlu.features import families
from bot.nlu.vocabulary import Vocabulary

_ARRAYS = "model.npz"
_WORDS = "model.json"
FORMAT = 4
_PACKED = ("some", "weights", "bias")


class UnknownFormat(Exception):
    """The files were written by another version of this module."""


@dataclass(frozen=True)
class Head:
    """Tells some classes apart; `sharpness` turns its scores into honest probabilities."""

    weights: np.ndarray  # features × classes, halves: a quarter of the memory matters more than the fourth digit
    bias: np.ndarray
    sharpness: float

    def scores(self, matrix: csr_matrix) -> np.ndarray:
        result: np.ndarray = matrix @ self.weights.astype(np.float32) + self.bias
        return result

    def chances(self, matrix: csr_matrix) -> np.ndarray:
        return probabilities(self.scores(matrix), self.sharpness)

    def chances_of(self, columns: np.ndarray, values: np.ndarray) -> np.ndarray:
        """The probabilities of one text, given as the columns and values of its features."""
        scores = values @ self.weights[columns].astype(np.float32) + self.bias
        return probabilities(scores[None, :], self.sharpness)


@dataclass(frozen=True)
class Understood:
    """What a text may mean: the likeliest intents with their chances, none for a text without any known feature.

    `self_harm`: how likely a cry for help tells that somebody may not want to live any more.
    """

    ranking: list[tuple[str, float]]
    self_harm: float = 0.0


@dataclass
class IntentModel:
    """Knows how likely each intent is for a text: first its kind (a question, a complaint …), then the topic in it."""

    labels: list[str]
    vocabulary: Vocabulary
    heads: list[Head]  # as in `class_numbers`
    thresholds: Thresholds

    @cached_property
    def _numbers(self) -> list[np.ndarray]:
        return class_numbers(self.labels)

    @cached_property
    def _intents(self) -> tuple[list[str], np.ndarray]:
        return intents_of(self.labels)

    def understand(self, words: Sequence[str], length: int) -> Understood:
        """Say what a text may mean, given as its segmented words: so many intents, the likeliest first."""
        columns, values = self.vocabulary.vector(families(words))
        if not len(columns):
            return Understood([])
        chances = [head.chances_of(columns, values) for head in self.heads]
        names, numbers = self._intents
        told = as_intents(blend(self._numbers, chances), numbers)[0]
        best = np.argsort(-told, kind="stable")[:length]
        return Understood([(names[index], float(told[index])) for index in best], self._self_harm(chances))

    def _self_harm(self, chances: Sequence[np.ndarray]) -> float:
        """What the last head that knows it says, the one of its kind; `chances` of all heads."""
        if SELF_HARM not in self.labels:
            return 0.0
        place = self.labels.index(SELF_HARM)
        heads = zip(self._numbers, chances, strict=True)
        return float([head[0, numbers[place]] for numbers, head in heads if numbers[place] >= 0][-1])

    def save(self, folder: Path) -> None:
        arrays = {"idf": self.vocabulary.weights}
        for number, head in enumerate(self.heads):
            arrays |= {f"{name}{number}": array for name, array in _packed(head).items()}
        np.savez(folder / _ARRAYS, **arrays)
        described = {
            "format": FORMAT,
            "labels": self.labels,
            "sharpness": [head.sharpness for head in self.heads],
            "thresholds": asdict(self.thresholds),
            "vocabulary": self.vocabulary.as_json(),
        }
        (folder / _WORDS).write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote; raise UnknownFormat."""
        described = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        if described.get("format") != FORMAT:
            raise UnknownFormat(str(described.get("format")))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            vocabulary = Vocabulary.from_json(described["vocabulary"], arrays["idf"])
            return cls(
                labels=described["labels"],
                vocabulary=vocabulary,
                heads=[
                    _unpacked({name: arrays[f"{name}{number}"] for name in _PACKED}, vocabulary.size, sharpness)
                    for number, sharpness in enumerate(described["sharpness"])
                ],
                thresholds=Thresholds(**described["thresholds"]),
            )


def _packed(head: Head) -> dict[str, np.ndarray]:
    """The arrays of a head; most weights are zero: which are not is a bit for each. Faster than to compress them."""
    some = head.weights.view(np.uint16) & 0x7FFF != 0  # many times as fast as to compare halves; a zero may have a sign
    return {"some": np.packbits(some), "weights": head.weights[some], "bias": head.bias}


def _unpacked(arrays: Mapping[str, np.ndarray], features: int, sharpness: float) -> Head:
    weights = np.zeros((features, len(arrays["bias"])), np.float16)
    some = np.unpackbits(arrays["some"], count=weights.size).view(bool)
    weights[some.reshape(weights.shape)] = arrays["weights"]
    return Head(weights, arrays["bias"], sharpness)


def class_numbers(labels: Sequence[str]) -> list[np.ndarray]:
    """For each head, the class it gives each label, -1 for a label that it does not know.

    The first head tells kinds apart (`faq` for all of `faq/…`); each kind of several topics has a head of its own.
    """
    members = _members(labels)
    heads = [np.full(len(labels), -1) for topics in members.values() if len(topics) > 1]
    several = [topics for topics in members.values() if len(topics) > 1]
    for head, topics in zip(heads, several, strict=True):
        head[topics] = np.arange(len(topics))
    if len(members) == 1:
        return heads
    kinds = np.zeros(len(labels), dtype=int)
    for number, topics in enumerate(members.values()):
        kinds[topics] = number
    return [kinds, *heads]


def blend(classes: Sequence[np.ndarray], chances: Sequence[np.ndarray]) -> np.ndarray:
    """The probability of each label (a column) from those of the heads, for any number of texts (rows).

    `classes` is what `class_numbers` gives, `chances` has for each head a row a text and a column a class.
    """
    result = np.ones((len(chances[0]), len(classes[0])))
    for numbers, head in zip(classes, chances, strict=True):
        known = numbers >= 0
        result[:, known] *= head[:, numbers[known]]
    return result


def intents_of(labels: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """The intents that others hear of, and for each label which of them it is."""
    told = [EMERGENCY if label == SELF_HARM else label for label in labels]
    names = list(dict.fromkeys(told))
    return names, np.asarray([names.index(name) for name in told])


def as_intents(chances: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Chances of labels (columns) as those of intents; `numbers` as `intents_of` gives them."""
    result = np.zeros((len(chances), int(numbers.max()) + 1))
    np.add.at(result, (slice(None), numbers), chances)
    return result


def _members(labels: Sequence[str]) -> dict[str, list[int]]:
    members: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        members.setdefault(label.split("/", 1)[0], []).append(index)
    return members


def probabilities(scores: np.ndarray, sharpness: float) -> np.ndarray:
    """Softmax of the sharpened scores, row by row."""
    shifted = (scores - scores.max(axis=1, keepdims=True)) * sharpness
    powers = np.exp(shifted)
    result: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return result
