"""Texts as vectors over the features known from training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu.counting import count
from bot.nlu.features import FAMILIES, Families


class Vocabulary:
    """The features known from training with their weights (TF-IDF, each family of length one)."""

    def __init__(self, index: dict[str, dict[str, int]], weights: np.ndarray) -> None:
        self._index = index
        self._weights = weights

    @property
    def size(self) -> int:
        return int(self._weights.shape[0])

    @classmethod
    def learn(cls, texts: Sequence[Sequence[str]], least: int) -> tuple[Vocabulary, csr_matrix]:
        """Learn the features of texts, given as their segmented words, and return the vectors of these, one a row:
        what `vector` gives.

        What fewer than `least` of them have is left out.
        """
        counted = count(texts, least)
        index: dict[str, dict[str, int]] = {}
        weights: list[np.ndarray] = []
        blocks: list[csr_matrix] = []
        size = 0
        for name, importance in FAMILIES:
            known, counts = counted[name]
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


def _weighted(counts: csr_matrix, weights: np.ndarray, importance: float) -> csr_matrix:
    """Counts made weights, each row of the same length."""
    values = (np.log(counts.data) + 1) * weights[counts.indices]
    rows = csr_matrix((values, counts.indices, counts.indptr), shape=counts.shape)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data *= np.repeat(importance / np.maximum(lengths, 1e-9), np.diff(rows.indptr)).astype(np.float32)
    return rows
