"""Counts the features of many texts at once: what `families` names one after the other for a message, as numbers.

Training has millions of features, most of them in too few texts to be learnt from. Here each is a number made of those
of its syllables, and only what is kept gets a name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import add

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu.features import BEGINNING, END, NEAR, pieces
from bot.nlu.normalise import fold

# Names of features, and how often each text (a row) has each of them (a column).
Counts = tuple[list[str], csr_matrix]


def count(texts: Sequence[Sequence[str]], least: int) -> dict[str, Counts]:
    """For each family the features that at least so many texts have; texts are given as their segmented words."""
    words = _Row.of(texts)
    syllables = words.split(lambda word: fold(word).split())
    within = syllables.between(BEGINNING, END)
    # Half of the work is in the pairs. NumPy lets go of Python's lock, so the rest is done at the same time.
    with ThreadPoolExecutor(1) as other:
        pairs = other.submit(syllables.pairs(NEAR).named, "~", least)
        found = {
            "w": _merged([words.ngrams(length).named(" ", 1) for length in (1, 2)], least),
            "f": _beside(
                syllables.ngrams(1).named("", least), *(within.ngrams(length).named(" ", least) for length in (2, 3))
            ),
            "c": _pieces(*syllables.ngrams(1).named("", 1), least),
        }
        return {**found, "p": pairs.result()}


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

    def split(self, parts_of: Callable[[str], Sequence[str]]) -> _Row:
        """Each item replaced by what it is made of."""
        parts = _Row.of([parts_of(name) for name in self.names])
        sizes = np.bincount(parts.owners, minlength=len(self.names))[self.numbers]
        firsts = np.searchsorted(parts.owners, self.numbers)
        # Counts up within each item: 0 1 2, 0 1, 0 …
        steps = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        numbers = parts.numbers[np.repeat(firsts, sizes) + steps]
        return _Row(parts.names, numbers, np.repeat(self.owners, sizes), self.texts)

    def between(self, first: str, last: str) -> _Row:
        """Each text with one more item before it, and one behind it."""
        size = len(self.names)
        ends = np.cumsum(np.bincount(self.owners, minlength=self.texts))
        edges = np.stack([np.append(0, ends[:-1]), ends], axis=1).ravel()
        numbers = np.insert(self.numbers, edges, np.tile([size, size + 1], self.texts))
        owners = np.insert(self.owners, edges, np.repeat(np.arange(self.texts), 2))
        return _Row([*self.names, first, last], numbers, owners, self.texts)

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
        known, columns = _different(codes)
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


def _different(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different codes, and for each code its place among them: `np.unique`, up to twice as fast.

    NumPy sorts numbers of 16 bits in linear time, so codes are sorted by their lowest 16 bits, then by the next ones.
    """
    order, rest = np.arange(len(codes)), codes
    while rest.any():
        order = order[np.argsort((rest[order] & 0xFFFF).astype(np.uint16), kind="stable")]
        rest = rest >> 16
    codes = codes[order]
    first = np.ones(len(codes), bool)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    places = np.empty(len(codes), np.int64)
    places[order] = np.cumsum(first) - 1
    return codes[first], places


def _often(counts: csr_matrix, least: int) -> tuple[np.ndarray, csr_matrix]:
    kept = np.flatnonzero(counts.getnnz(axis=0) >= least)
    return kept, counts[:, kept]


def _beside(*counted: Counts) -> Counts:
    names = list(chain.from_iterable(names for names, _ in counted))
    return names, hstack([counts for _, counts in counted], format="csr")


def _merged(counted: Sequence[Counts], least: int) -> Counts:
    """Features that have the same name are the same one: two words, and a word that is as long as these."""
    number = _Numbers()
    columns = [np.fromiter(map(number.__getitem__, names), np.int64, len(names)) for names, _ in counted]
    blocks = [
        csr_matrix((counts.data, column[counts.indices], counts.indptr), shape=(counts.shape[0], len(number)))
        for column, (_, counts) in zip(columns, counted, strict=True)
    ]
    kept, counts = _often(reduce(add, blocks), least)
    names = list(number)
    return [names[place] for place in kept], counts


def _pieces(syllables: list[str], counts: csr_matrix, least: int) -> Counts:
    """What the syllables of a text are made of."""
    names, made_of = _Row.of([pieces([syllable]) for syllable in syllables]).ngrams(1).named("", 1)
    kept, counts = _often(counts @ made_of, least)
    return [names[number] for number in kept], counts
