"""What the classifier sees of a message: words as written, and the same without diacritics down to pieces of words.

Workers leave the diacritics out most of the time, so most of the features are taken from the folded text, which is the
same either way; those of the written text add what diacritics tell apart when they are there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

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
    def learn(cls, texts: Sequence[Families], least: int) -> tuple[Vocabulary, csr_matrix]:
        """Learn the features of texts, and return the vectors of these, one a row: what `vector` gives.

        What fewer than `least` of them have is left out.
        """
        index: dict[str, dict[str, int]] = {}
        weights: list[np.ndarray] = []
        blocks: list[csr_matrix] = []
        size = 0
        for name, importance in FAMILIES:
            known, counts = _counted([text[name] for text in texts], least)
            index[name] = {feature: size + place for place, feature in enumerate(known)}
            rarity = np.log((1 + len(texts)) / (1 + counts.getnnz(axis=0))) + 1
            weights.append(rarity.astype(np.float32))
            blocks.append(_weighted(counts, weights[-1], importance))
            size += len(known)
        return cls(index, np.concatenate(weights)), hstack(blocks, format="csr")

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


class _Numbers(dict[str, int]):
    """Numbers features as they come."""

    def __missing__(self, feature: str) -> int:
        self[feature] = number = len(self)
        return number


def _counted(texts: Sequence[Sequence[str]], least: int) -> tuple[list[str], csr_matrix]:
    """The features that at least so many texts have, and how often each text (a row) has each of them (a column)."""
    numbers = _Numbers()
    columns = np.fromiter(map(numbers.__getitem__, chain.from_iterable(texts)), dtype=np.int32)
    ends = np.cumsum([0, *map(len, texts)])
    counts = csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(texts), len(numbers)))
    counts.sum_duplicates()
    kept = np.flatnonzero(counts.getnnz(axis=0) >= least)
    features = list(numbers)
    return [features[number] for number in kept], counts[:, kept]


def _weighted(counts: csr_matrix, weights: np.ndarray, importance: float) -> csr_matrix:
    """Counts made weights, each row of the same length."""
    values = (np.log(counts.data) + 1) * weights[counts.indices]
    rows = csr_matrix((values, counts.indices, counts.indptr), shape=counts.shape)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data *= np.repeat(importance / np.maximum(lengths, 1e-9), np.diff(rows.indptr)).astype(np.float32)
    return rows
