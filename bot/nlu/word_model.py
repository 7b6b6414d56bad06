"""Underthesea's model of where Vietnamese words begin, read from its files.

Underthesea's own tagger writes out some forty features of each syllable as texts, and looks each of them up. Here what
the model knows about one, two or three neighbouring syllables is added up once, which finds the same words several
times as fast: training reads more than twenty thousand messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path

import joblib
import numpy as np

from bot.nlu.crf_file import CrfFile

_MODEL = Path("pipeline", "word_tokenize", "models", "ws_crf_vlsp2013_20230727")
_BEGINS, _GOES_ON = "B-W", "I-W"

# How many syllables are looked at together, and where the first of them stands, seen from the syllable in question.
_WINDOWS: Mapping[int, Sequence[int]] = {1: (-2, -1, 0, 1, 2), 2: (-2, -1, 0, 1), 3: (-2, -1, 0)}
_FARTHEST = 2
_TEXT, _LISTED, _TITLE, _NUMBER = "", "is_in_dict", "istitle", "isdigit"

# For each place of a window, how much it speaks for going on with the word before.
_Effects = tuple[float, ...]
_Weights = dict[str, dict[str, list[float]]]


class WordModel:
    """Knows for each syllable of a text whether it begins a word. Texts are in small letters."""

    def __init__(self, file: CrfFile, dictionary: frozenset[str]) -> None:
        self._steps = _steps(file)
        weights = _weights(file)
        self._windows = {
            length: _Windows(len(places), weights[length], dictionary) for length, places in _WINDOWS.items()
        }

    @classmethod
    def read(cls) -> WordModel:
        """Read what the installed underthesea brings."""
        found = find_spec("underthesea")
        if found is None or found.origin is None:
            raise ModuleNotFoundError("underthesea")
        folder = Path(found.origin).parent / _MODEL
        dictionary = frozenset(joblib.load(folder / "dictionary.bin"))
        return cls(CrfFile((folder / "models.bin").read_bytes()), dictionary)

    def words(self, syllables: Sequence[str]) -> list[str]:
        """Join the syllables that belong to one word."""
        found: list[str] = []
        for syllable, goes_on in zip(syllables, self._path(self._scores(syllables)), strict=True):
            if goes_on and found:
                found[-1] += f" {syllable}"
            else:
                found.append(syllable)
        return found

    def _scores(self, syllables: Sequence[str]) -> Sequence[float]:
        """How much speaks for each syllable's going on with the word before it."""
        count = len(syllables)
        terms: list[Sequence[float]] = []
        for length, offsets in _WINDOWS.items():
            known = self._windows[length]
            windows = map(" ".join, zip(*(syllables[start:] for start in range(length)), strict=False))
            row = [*repeat(known.before, _FARTHEST), *map(known.__getitem__, windows)]
            row += repeat(known.after, count + 2 * _FARTHEST - len(row))
            for offset, effects in zip(offsets, zip(*row, strict=True), strict=True):
                first = _FARTHEST + offset
                terms.append(effects[first : first + count])
        return list(map(sum, zip(*terms, strict=True)))

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


class _Windows(dict[str, _Effects]):
    """What speaks for going on, by the text of a window of one length; remembers the texts that the model knows."""

    def __init__(self, places: int, weights: _Weights, dictionary: frozenset[str]) -> None:
        super().__init__()
        self._nothing = [0.0] * places
        self._weights = weights
        self._dictionary = dictionary
        self.before = self._sum(dict.fromkeys(weights, "BOS"))
        self.after = self._sum(dict.fromkeys(weights, "EOS"))
        self._unknown = self._sum({_LISTED: "False", _TITLE: "False", _NUMBER: "False"})

    def __missing__(self, text: str) -> _Effects:
        listed, title = text in self._dictionary, _is_title(text)
        known = listed or text in self._weights[_TEXT]
        if not known and not title:
            return self._unknown
        marks = {_LISTED: str(listed), _TITLE: str(title), _NUMBER: str(_is_number(text))}
        effects = self._sum({_TEXT: text, **marks})
        if known:
            self[text] = effects
        return effects

    def _sum(self, facts: Mapping[str, str]) -> _Effects:
        known = [self._weights[what][value] for what, value in facts.items() if value in self._weights[what]]
        return tuple(map(sum, zip(self._nothing, *known, strict=True)))


def _is_title(text: str) -> bool:
    """What underthesea takes for a title: no word begins with a small letter; so a number is one."""
    return text[0] == text[0].upper() and all(word[0] == word[0].upper() for word in text.split(" "))


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
