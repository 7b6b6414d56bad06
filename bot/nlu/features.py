"""What the classifier sees of a message: words as written, and the same without diacritics down to pieces of words.

Workers leave the diacritics out most of the time, so most of the features are taken from the folded text, which is the
same either way; those of the written text add what diacritics tell apart when they are there.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.normalise import fold

_NEAR = 14

Families = dict[str, list[str]]

# Family, and how much it counts beside the others.
FAMILIES: tuple[tuple[str, float], ...] = (("w", 0.6), ("f", 1.0), ("p", 1.0), ("c", 1.0))


def pieces(syllables: Sequence[str]) -> list[str]:
    """Two to five letters within a syllable: what is left of a word that is misspelt."""
    return [
        padded[start : start + length]
        for padded in (f" {syllable} " for syllable in syllables)
        for length in range(2, min(5, len(padded)) + 1)
        for start in range(len(padded) - length + 1)
    ]


def ngrams(words: Sequence[str], shortest: int, longest: int) -> list[str]:
    return [
        " ".join(words[start : start + length])
        for length in range(shortest, longest + 1)
        for start in range(len(words) - length + 1)
    ]


def pairs(syllables: Sequence[str]) -> list[str]:
    """Two syllables that stand near each other, in any order: what a sentence is about, however it is turned."""
    return [
        f"{min(one, other)}~{max(one, other)}"
        for place, one in enumerate(syllables)
        for other in syllables[place + 1 : place + 1 + _NEAR]
        if one != other
    ]


def families(words: Sequence[str]) -> Families:
    """Return all features of a text, given as its segmented words."""
    syllables = fold(" ".join(words)).split()
    return {
        "w": ngrams(words, 1, 2),
        "f": ngrams(syllables, 1, 3),
        "p": pairs(syllables),
        "c": pieces(syllables),
    }


def united(texts: Sequence[Families]) -> Families:
    """All features of an example and its copies, as one text."""
    return {name: list(set().union(*(text[name] for text in texts))) for name, _ in FAMILIES}


class Vocabulary:
    """The features known from training with their weights (TF-IDF, each family of length one)."""

    def __init__(self, index: dict[str, dict[str, int]], weights: np.ndarray) -> None:
        self._index = index
        self._weights = weights

    @property
    def size(self) -> int:
        return int(self._weights.shape[0])

    @classmethod
    def learn(cls, texts: Iterable[Families], least: int = 3) -> Vocabulary:
        """Learn from texts (the copies of an example count as one); what fewer than `least` have is left out."""
        seen: dict[str, Counter[str]] = {name: Counter() for name, _ in FAMILIES}
        total = 0
        for text in texts:
            total += 1
            for name, features in text.items():
                seen[name].update(set(features))
        index: dict[str, dict[str, int]] = {}
        weights: list[float] = []
        for name, _ in FAMILIES:
            index[name] = {}
            for feature, count in sorted(seen[name].items()):
                if count >= least:
                    index[name][feature] = len(weights)
                    weights.append(math.log((1 + total) / (1 + count)) + 1)
        return cls(index, np.asarray(weights, dtype=np.float32))

    def vector(self, text: Families) -> tuple[np.ndarray, np.ndarray]:
        """Return the columns and values of one text."""
        columns: list[np.ndarray] = []
        values: list[np.ndarray] = []
        for name, importance in FAMILIES:
            known = self._index[name]
            counts = Counter(known[feature] for feature in text[name] if feature in known)
            if not counts:
                continue
            column = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
            value = np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts))) + 1
            value *= self._weights[column]
            columns.append(column)
            values.append(value * (importance / np.sqrt(np.dot(value, value))))
        if not columns:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
        return np.concatenate(columns), np.concatenate(values).astype(np.float32)

    def matrix(self, texts: Iterable[Families]) -> csr_matrix:
        """Return the vectors of many texts, one a row."""
        columns: list[np.ndarray] = []
        values: list[np.ndarray] = []
        ends = [0]
        for text in texts:
            column, value = self.vector(text)
            columns.append(column)
            values.append(value)
            ends.append(ends[-1] + len(column))
        return csr_matrix(
            (np.concatenate(values), np.concatenate(columns), np.asarray(ends)), shape=(len(ends) - 1, self.size)
        )

    def as_json(self) -> Any:
        return {name: list(features) for name, features in self._index.items()}

    @property
    def weights(self) -> np.ndarray:
        return self._weights

    @classmethod
    def from_json(cls, data: Any, weights: np.ndarray) -> Vocabulary:
        index: dict[str, dict[str, int]] = {}
        start = 0
        for name, _ in FAMILIES:
            index[name] = {feature: start + position for position, feature in enumerate(data[name])}
            start += len(index[name])
        return cls(index, weights)
