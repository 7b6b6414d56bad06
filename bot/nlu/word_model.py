"""Underthesea's model of where Vietnamese words begin, read from its files.

Underthesea's own tagger writes out some forty features of each syllable as texts, and looks each of them up. Here
syllables are numbers, and what one, two and three neighbours speak for is looked up for all syllables of all texts at
once, which finds the same words ten times as fast: training reads more than thirty thousand messages.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import numpy as np

from bot.nlu.crf_file import CrfFile

_MODEL = Path("pipeline", "word_tokenize", "models", "ws_crf_vlsp2013_20230727")
_BEGINS, _GOES_ON = "B-W", "I-W"

# How many syllables are looked at together, and where the first of them stands, seen from the syllable in question.
_WINDOWS: Mapping[int, Sequence[int]] = {1: (-2, -1, 0, 1, 2), 2: (-2, -1, 0, 1), 3: (-2, -1, 0)}
_FARTHEST = 2
_TEXT, _LISTED, _TITLE, _NUMBER = "", "is_in_dict", "istitle", "isdigit"

# By kind of fact and its value: for each place of a window, how much it speaks for going on with the word before.
_Weights = dict[str, dict[str, list[float]]]

# Numbers of what is no known syllable: where a text begins and ends, and what the model has no name for.
_KINDS = 5
_BEFORE, _AFTER, _PLAIN, _AS_TITLE, _AS_NUMBER = range(_KINDS)


class WordModel:
    """Knows for each syllable of a text whether it begins a word. Texts are in small letters."""

    def __init__(self, file: CrfFile, dictionary: frozenset[str]) -> None:
        self._steps = _steps(file)
        facts = [_Facts(length, weights, dictionary) for length, weights in _weights(file).items()]
        self._syllables = _Syllables(chain.from_iterable(chain.from_iterable(one.windows for one in facts)))
        self._windows = [_Windows(one, self._syllables) for one in facts]

    @classmethod
    def read(cls) -> WordModel:
        """Read what the installed underthesea brings."""
        found = find_spec("underthesea")
        if found is None or found.origin is None:
            raise ModuleNotFoundError("underthesea")
        folder = Path(found.origin).parent / _MODEL
        dictionary = frozenset(pickle.loads((folder / "dictionary.bin").read_bytes()))  # noqa: S301 (of the package)
        return cls(CrfFile((folder / "models.bin").read_bytes()), dictionary)

    def words(self, texts: Sequence[Sequence[str]]) -> Iterator[list[str]]:
        """For each text, given as its syllables: these, joined where they belong to one word."""
        scores = self._scores(texts)
        start = 0
        for syllables in texts:
            path = self._path(scores[start : start + len(syllables)])
            start += len(syllables)
            yield _joined(syllables, path)

    def _scores(self, texts: Sequence[Sequence[str]]) -> list[float]:
        """How much speaks for each syllable's going on with the word before it, for all texts one after the other."""
        number = self._syllables.__getitem__
        before, after = [_BEFORE] * _FARTHEST, [_AFTER] * _FARTHEST
        row = np.asarray([one for syllables in texts for one in (*before, *map(number, syllables), *after)], np.int64)
        scores = np.zeros(len(row))
        for offsets, windows in zip(_WINDOWS.values(), self._windows, strict=True):
            effects = windows.effects(row)
            for place, offset in enumerate(offsets):
                scores[_FARTHEST:-_FARTHEST] += effects[_FARTHEST + offset : len(row) - _FARTHEST + offset, place]
        return scores[row > _AFTER].tolist()  # type: ignore[no-any-return]

    def _path(self, scores: Sequence[float]) -> list[bool]:
        """The likeliest sequence (Viterbi): for each syllable whether it goes on with the word before it."""
        if not scores:
            return []
        (begin_begin, begin_on), (on_begin, on_on) = self._steps
        begins, goes_on = 0.0, scores[0]
        before: list[tuple[bool, bool]] = []  # whether the one before goes on, if this one begins, and if it goes on
        for score in scores[1:]:
            to_begin, to_go_on = goes_on + on_begin, goes_on + on_on
            before.append((to_begin > begins + begin_begin, to_go_on > begins + begin_on))
            begins, goes_on = max(to_begin, begins + begin_begin), max(to_go_on, begins + begin_on) + score
        path = [goes_on > begins]
        for choice in reversed(before):
            path.append(choice[path[-1]])
        return path[::-1]


class _Syllables(dict[str, int]):
    """The number of each syllable that stands in a known window; the others share one for all of their kind."""

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__()
        for syllable in known:
            self.setdefault(syllable, _KINDS + len(self))
        self.titles = self._marked(_is_title, _AS_TITLE, _AS_NUMBER)
        self.digits = self._marked(_is_number, _AS_NUMBER)

    def __missing__(self, syllable: str) -> int:
        return _AS_NUMBER if _is_number(syllable) else _AS_TITLE if _is_title(syllable) else _PLAIN

    def _marked(self, holds: Callable[[str], bool], *kinds: int) -> np.ndarray:
        """For each number whether that holds of its syllable."""
        return np.asarray([number in kinds for number in range(_KINDS)] + [holds(syllable) for syllable in self])


@dataclass(frozen=True)
class _Facts:
    """What the model knows of windows of one length."""

    length: int
    weights: _Weights
    dictionary: frozenset[str]

    @cached_property
    def windows(self) -> list[tuple[str, ...]]:
        """Those that it has a name for, in small letters."""
        gaps = self.length - 1
        texts = [text for text in {*self.weights[_TEXT], *self.dictionary} if text.count(" ") == gaps]
        windows = (tuple(text.split(" ")) for text in texts if text == text.lower())
        return [window for window in windows if all(window)]

    def effects(self) -> np.ndarray:
        """A line for each of them, and one for those without a name: of its text, and whether it is a word."""
        texts = [" ".join(window) for window in self.windows]
        nothing = [0.0] * len(_WINDOWS[self.length])
        by_text = np.asarray([self.weights[_TEXT].get(text, nothing) for text in texts] + [nothing])
        is_word = np.asarray([text in self.dictionary for text in texts] + [False])
        return by_text + np.where(is_word[:, None], self.sum((_LISTED, "True")), self.sum((_LISTED, "False")))

    def edge(self, name: str) -> np.ndarray:
        """Of a window that reaches over the end of a text."""
        return self.sum(*((what, name) for what in self.weights))

    def sum(self, *facts: tuple[str, str]) -> np.ndarray:
        rows = [self.weights[what][value] for what, value in facts if value in self.weights[what]]
        return np.sum([[0.0] * len(_WINDOWS[self.length]), *rows], axis=0)


class _Windows:
    """How much windows of one length speak for going on, at each of their places."""

    def __init__(self, facts: _Facts, syllables: _Syllables) -> None:
        self._length = facts.length
        self._size = len(syllables.titles)
        numbers = [np.asarray([syllables[one] for one in part]) for part in zip(*facts.windows, strict=True)]
        codes = self._codes(numbers)
        order = np.argsort(codes)
        self._known = codes[order]
        usual = facts.sum((_TITLE, "False"), (_NUMBER, "False"))
        self._effects = facts.effects()[[*order, -1]] + usual
        self._before, self._after = facts.edge("BOS"), facts.edge("EOS")
        self._unusual = [
            (syllables.titles, facts.sum((_TITLE, "True")) - facts.sum((_TITLE, "False"))),
            (syllables.digits, facts.sum((_NUMBER, "True")) - facts.sum((_NUMBER, "False"))),
        ]

    def effects(self, row: np.ndarray) -> np.ndarray:
        """For the window that begins at each syllable of a row (of numbers): a line with a column for each place."""
        parts = self._parts(row)
        codes = self._codes(parts)
        places = self._known.searchsorted(codes)
        places[self._known.take(places, mode="clip") != codes] = -1
        found = self._effects[places]
        for marks, more in self._unusual:
            marked = marks[row]
            if marked.any():
                found[np.logical_and.reduce(self._parts(marked))] += more
        found[parts[-1] == _AFTER] = self._after
        found[parts[0] == _BEFORE] = self._before
        return found

    def _parts(self, row: np.ndarray) -> list[np.ndarray]:
        count = len(row) - self._length + 1
        return [row[start : start + count] for start in range(self._length)]

    def _codes(self, parts: Sequence[np.ndarray]) -> np.ndarray:
        """One number for each window."""
        codes = parts[0]
        for part in parts[1:]:
            codes = codes * self._size + part
        return codes


def _joined(syllables: Sequence[str], path: Sequence[bool]) -> list[str]:
    words: list[str] = []
    for syllable, goes_on in zip(syllables, path, strict=True):
        if goes_on and words:
            words[-1] += f" {syllable}"
        else:
            words.append(syllable)
    return words


def _is_title(syllable: str) -> bool:
    """What underthesea takes for a title: it does not begin with a small letter; so a number is one."""
    return syllable[0] == syllable[0].upper()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _weights(file: CrfFile) -> dict[int, _Weights]:
    """By length of a window, kind of feature and its value: for each place, how much it speaks for going on."""
    begins, goes_on = file.labels.index(_BEGINS), file.labels.index(_GOES_ON)
    table = np.zeros((len(file.features), len(file.labels)))
    table[file.states["source"], file.states["target"]] = file.states["weight"]
    leanings = (table[:, goes_on] - table[:, begins]).tolist()
    weights: dict[int, _Weights] = {
        length: {what: {} for what in (_TEXT, _LISTED, _TITLE, _NUMBER)} for length in _WINDOWS
    }
    for feature, leaning in zip(file.features, leanings, strict=True):
        template, _, value = feature.partition("=")
        length, place, what = _template(template)
        weights[length][what].setdefault(value, [0.0] * len(_WINDOWS[length]))[place] += leaning
    return weights


@lru_cache(maxsize=64)
def _template(name: str) -> tuple[int, int, str]:
    """`T[-1,0].lower` looks at two syllables from the one before on; in small letters a text is its own `lower`."""
    places, _, what = name.removeprefix("T[").partition("]")
    first, _, last = places.partition(",")
    length = int(last or first) - int(first) + 1
    return length, _WINDOWS[length].index(int(first)), what.removeprefix(".").replace("lower", _TEXT)


def _steps(file: CrfFile) -> list[list[float]]:
    """What speaks for the next syllable's beginning or going on, after one that begins, and after one that goes on."""
    weights = {(int(step["source"]), int(step["target"])): float(step["weight"]) for step in file.steps}
    labels = [file.labels.index(_BEGINS), file.labels.index(_GOES_ON)]
    return [[weights.get((one, other), 0.0) for other in labels] for one in labels]
