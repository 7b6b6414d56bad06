"""A message as the recognisers read it: tokens without case and diacritics that know their place in the message."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from bot.nlu.normalise import fold

DIGITS, WORD, MARK, WALL, EDGE = "digits", "word", "mark", "wall", "edge"

_TOKEN = re.compile(r"(?P<digits>[0-9]+(?:[.,][0-9]+)*)|(?P<word>[^\W0-9_]+)|(?P<mark>\S)")
# Letters in several code points, invisible, wide and mathematical ones, and the one letter whose lower case is two.
_UNUSUAL = re.compile(
    "[\u0130\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\uff01-\uff5e\U0001d400-\U0001d7ff]"
)


class Token(NamedTuple):
    """One number, word or mark; `start` and `end` count in the message as it was received."""

    kind: str
    bare: str  # lower case without diacritics
    typed: str  # lower case with the diacritics it was typed with
    start: int
    end: int
    glued: bool  # nothing stands between it and the token before


_EDGE = Token(EDGE, "", "", 0, 0, False)


class Reading:
    """The tokens of a message. Asking for a token beyond either end gives an empty one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.typed, self._places = _letters(text)
        self.bare = fold(self.typed)
        self.tokens = list(self._tokens())
        self.is_marked = self.typed != self.bare  # somebody who types diacritics types them everywhere

    def __getitem__(self, index: int) -> Token:
        tokens = self.tokens
        return tokens[index] if 0 <= index < len(tokens) else _EDGE

    def __len__(self) -> int:
        return len(self.tokens)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of `typed` and `bare` stands in the message."""
        if self._places is None:
            return start, end
        return self._places[start][0], self._places[end - 1][1]

    def wall_off(self, start: int, end: int) -> None:
        """Put one token that is nothing in the place of those between these offsets of the message."""
        before = [token for token in self.tokens if token.end <= start]
        after = [token for token in self.tokens if token.start >= end]
        self.tokens = [*before, Token(WALL, "", "", start, end, False), *after]

    def _tokens(self) -> Iterator[Token]:
        last = -1
        for match in _TOKEN.finditer(self.bare):
            start, end = match.span()
            typed = self.typed[start:end]
            yield Token(str(match.lastgroup), match.group(), typed, *self.place(start, end), start == last)
            last = end


def _letters(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """Return the composed lower-case letters and, unless they stand where they stood, the place of each."""
    if not _UNUSUAL.search(text):
        return text.lower(), None
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        letter = unicodedata.normalize("NFKC", text[start:end]).lower()
        letters.append(letter if len(letter) == 1 else text[start].lower()[0])
        places.append((start, end))
    return "".join(letters), places


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield each visible character together with the marks and invisible characters that follow it."""
    start = -1
    for index, character in enumerate(text):
        if unicodedata.category(character) in ("Mn", "Cf"):
            continue
        if start >= 0:
            yield start, index
        start = index
    if start >= 0:
        yield start, len(text)
