"""What the classifier sees of a message: words as written, and the same without diacritics down to pieces of words.

Workers leave the diacritics out most of the time, so most of the features are taken from the folded text, which is the
same either way; those of the written text add what diacritics tell apart when they are there.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.normalise import fold

_NEAR = 6

Families = dict[str, list[str]]

# Family, and how much it counts beside the others.
FAMILIES: tuple[tuple[str, float], ...] = (("w", 0.6), ("f", 1.0), ("p", 1.0), ("c", 1.0))


def pieces(syllables: Sequence[str]) -> list[str]:
    """Two to four letters within a syllable: what is left of a word that is misspelt."""
    return [piece for syllable in syllables for piece in _pieces_of(syllable)]


@lru_cache(maxsize=8192)  # Vietnamese has some seven thousand syllables, most texts the same few hundred
def _pieces_of(syllable: str) -> tuple[str, ...]:
    padded = f" {syllable} "
    return tuple(
        padded[start : start + length]
        for length in range(2, min(4, len(padded)) + 1)
        for start in range(len(padded) - length + 1)
    )


def ngrams(words: Sequence[str], shortest: int, longest: int) -> list[str]:
    return [
        " ".join(words[start : start + length])
        for length in range(shortest, longest + 1)
        for start in range(len(words) - length + 1)
    ]


def pairs(syllables: Sequence[str]) -> list[str]:
    """Two syllables that stand near each other, in any order: what a sentence is about, however it is turned."""
    return [
        f"{one}~{other}" if one < other else f"{other}~{one}"
        for place, one in enumerate(syllables)
        for other in syllables[place + 1 : place + 1 + _NEAR]
        if one != other
    ]


def families(words: Sequence[str]) -> Families:
    """Return all features of a text, given as its segmented words."""
    syllables = fold(" ".join(words)).split()
    return {
        "w": ngrams(words, 1, 2),
        # How a message begins and ends tells a question from a complaint.
        "f": syllables + ngrams(["^", *syllables, "$"], 2, 3),
        "p": pairs(syllables),
        "c": pieces(syllables),
    }


class Vocabulary:
    """The features known from training with their weights (TF-IDF, each family of length one)."""

    def __init__(self, index: dict[str, dict[str, int]], weights: np.ndarray) -> None:
        self._index = index
        self._weights = weights

    @property
    def size(self) -> int:
        return int(self._weights.shape[0])

    @classmethod
    def learn(cls, texts: Sequence[Families], least: int) -> Vocabulary:
        """Learn the features of texts; what fewer than `least` of them have is left out."""
        index: dict[str, dict[str, int]] = {}
        weights: list[float] = []
        for name, _ in FAMILIES:
            seen = Counter(chain.from_iterable(set(text[name]) for text in texts))
            kept = sorted(feature for feature, count in seen.items() if count >= least)
            index[name] = {feature: len(weights) + place for place, feature in enumerate(kept)}
            weights += [math.log((1 + len(texts)) / (1 + seen[feature])) + 1 for feature in kept]
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

    def matrix(self, texts: Sequence[Families]) -> csr_matrix:
        """Return the vectors of many texts, one a row: what `vector` gives, all rows at once."""
        whole = csr_matrix((len(texts), self.size), dtype=np.float32)
        for name, importance in FAMILIES:
            whole = whole + self._family(texts, name, importance)
        return whole

    def _family(self, texts: Sequence[Families], name: str, importance: float) -> csr_matrix:
        known = self._index[name]
        columns = [[known[feature] for feature in text[name] if feature in known] for text in texts]
        ends = np.cumsum([0, *map(len, columns)])
        flat = np.fromiter(chain.from_iterable(columns), dtype=np.int32, count=ends[-1])
        rows = csr_matrix((np.ones(len(flat), dtype=np.float32), flat, ends), shape=(len(texts), self.size))
        rows.sum_duplicates()
        rows.data = (np.log(rows.data) + 1) * self._weights[rows.indices]
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        rows.data *= np.repeat(importance / np.maximum(lengths, 1e-9), np.diff(rows.indptr)).astype(np.float32)
        return rows

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
