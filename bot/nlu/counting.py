"""Counts the features of many texts at once: what `families` names one after the other for a message, as numbers.

Training has millions of features, most of them in too few texts to be learnt from. Here each is a number made of those
of its syllables, and only what is kept gets a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu.features import BEGINNING, END, NEAR, ngrams, pieces
from bot.nlu.normalise import fold

# Names of features, and how often each text (a row) has each of them (a column).
Counts = tuple[list[str], csr_matrix]


def count(texts: Sequence[Sequence[str]], least: int) -> dict[str, Counts]:
    """For each family the features that at least so many texts have; texts are given as their segmented words."""
    folded = _Row.of([[BEGINNING, *fold(" ".join(words)).split(), END] for words in texts])
    syllables = folded.without(BEGINNING, END)
    longer = [folded.ngrams(length).named(" ", least) for length in (2, 3)]
    return {
        "w": _Row.of([ngrams(words, 1, 2) for words in texts]).ngrams(1).named("", least),
        "f": _beside(syllables.ngrams(1).named("", least), *longer),
        "p": syllables.pairs(NEAR).named("~", least),
        "c": _pieces(*syllables.ngrams(1).named("", 1), least),
    }


class _Numbers(dict[str, int]):
    """Numbers items as they come."""

    def __missing__(self, item: str) -> int:
        self[item] = number = len(self)
        return number


@dataclass(frozen=True)
class _Row:
    """All items of all texts, one after the other: each one's number, which is its place in `names`, and its text."""

    names: list[str]
    numbers: np.ndarray
    owners: np.ndarray
    texts: int

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> _Row:
        number = _Numbers()
        numbers = np.fromiter(map(number.__getitem__, chain.from_iterable(texts)), dtype=np.int64)
        return cls(list(number), numbers, np.repeat(np.arange(len(texts)), list(map(len, texts))), len(texts))

    def without(self, *left_out: str) -> _Row:
        kept = ~np.isin(self.numbers, [self.names.index(name) for name in left_out])
        return _Row(self.names, self.numbers[kept], self.owners[kept], self.texts)

    def ngrams(self, length: int) -> _Found:
        count = max(0, len(self.numbers) - length + 1)
        owners = self.owners[:count]
        within = owners == self.owners[length - 1 :]
        parts = [self.numbers[start : start + count][within] for start in range(length)]
        return _Found(self, parts, owners[within])

    def pairs(self, near: int) -> _Found:
        """Two different items of a text at most so far apart, the lesser first."""
        ranks = np.argsort(np.argsort(self.names))
        ones, others, owners = [], [], []
        for distance in range(1, near + 1):
            one, other = self.numbers[:-distance], self.numbers[distance:]
            good = (self.owners[:-distance] == self.owners[distance:]) & (one != other)
            one, other = one[good], other[good]
            turned = ranks[one] > ranks[other]
            ones.append(np.where(turned, other, one))
            others.append(np.where(turned, one, other))
            owners.append(self.owners[distance:][good])
        return _Found(self, [np.concatenate(ones), np.concatenate(others)], np.concatenate(owners))


@dataclass(frozen=True)
class _Found:
    """Features as they were found: the numbers of the items that each is made of, and its text."""

    row: _Row
    parts: Sequence[np.ndarray]
    owners: np.ndarray

    def named(self, between: str, least: int) -> Counts:
        """Count what at least so many texts have; `between` the names of a feature's items makes its own."""
        size = len(self.row.names)
        codes = np.zeros(len(self.owners), np.int64)
        for part in self.parts:
            codes = codes * size + part
        known, columns = np.unique(codes, return_inverse=True)
        counts = csr_matrix(
            (np.ones(len(codes), np.float32), (self.owners, columns)), shape=(self.row.texts, len(known))
        )
        kept, counts = _often(counts, least)
        left = known[kept]
        names: list[list[str]] = []
        for _ in self.parts:
            left, last = np.divmod(left, size)
            names.insert(0, [self.row.names[number] for number in last])
        return list(map(between.join, zip(*names, strict=True))), counts


def _often(counts: csr_matrix, least: int) -> tuple[np.ndarray, csr_matrix]:
    kept = np.flatnonzero(counts.getnnz(axis=0) >= least)
    return kept, counts[:, kept]


def _beside(*counted: Counts) -> Counts:
    names = list(chain.from_iterable(names for names, _ in counted))
    return names, hstack([counts for _, counts in counted], format="csr")


def _pieces(syllables: list[str], counts: csr_matrix, least: int) -> Counts:
    """What the syllables of a text are made of."""
    names, made_of = _Row.of([pieces([syllable]) for syllable in syllables]).ngrams(1).named("", 1)
    kept, counts = _often(counts @ made_of, least)
    return [names[number] for number in kept], counts
