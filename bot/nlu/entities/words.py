"""Words that are recognised however carefully their diacritics were typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

from bot.nlu.entities.reading import Token
from bot.nlu.normalise import fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"

Meaning = TypeVar("Meaning")


class Spelling(NamedTuple):
    """A word taken apart, so that it does not matter on which vowel its tone mark stands (hòa, hoà)."""

    letters: str
    bare: str
    tone: str

    def fits(self, proper: Spelling) -> bool:
        """Tell whether this is that word, with all, some or none of its diacritics and no others."""
        if self.bare != proper.bare or self.tone not in ("", proper.tone):
            return False
        letters = zip(self.letters, proper.letters, proper.bare, strict=False)
        return all(typed in (mine, bare) for typed, mine, bare in letters)


def spell(word: str) -> Spelling:
    """Take a lower-case word apart."""
    parts = unicodedata.normalize("NFD", word)
    tone = "".join(part for part in parts if part in _TONES)
    letters = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    return Spelling(letters, fold(letters), tone)


class Words(Generic[Meaning]):
    """A table of words: `trieu`, `triêu` and `triệu` are the same one, `cũ` is not `củ`."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self._table: dict[str, list[tuple[Spelling, Meaning]]] = {}
        for word, meaning in meanings.items():
            self._table.setdefault(fold(word), []).append((spell(word), meaning))

    def meaning(self, token: Token) -> Meaning | None:
        """Return what the word stands for, or None when it is not in the table."""
        known = self._table.get(token.bare)
        if known is None:
            return None
        if token.typed == token.bare:
            return known[0][1]
        typed = spell(token.typed)
        return next((meaning for proper, meaning in known if typed.fits(proper)), None)

    def __contains__(self, token: Token) -> bool:
        return self.meaning(token) is not None

    def exactly(self, token: Token) -> bool:
        """Tell whether the word was typed with all the diacritics it has."""
        known = self._table.get(token.bare)
        return known is not None and any(spell(token.typed) == proper for proper, _ in known)


def words(listed: str) -> Words[bool]:
    """Return the table of these words, for asking whether a word is among them."""
    return Words({word: True for word in listed.split()})
