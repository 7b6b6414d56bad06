"""One spelling for what workers write in many: composed letters, tone marks, stretched words, chat abbreviations."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.nlu.abbreviations import expand

# A story of several pages is read at its beginning and its end: the question is usually in one of the two.
_HEAD, _TAIL = 1000, 600

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0xFE0F])
_TONES = {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ", "o": "òóỏõọ", "u": "ùúủũụ"}
# oà → òa, oè → òe, uỳ → ùy at the end of a syllable (quý keeps its mark: qu is a consonant).
_NEW_STYLE = re.compile(r"o([àáảãạ])(?!\w)|o([èéẻẽẹ])(?!\w)|(?<!q)u([ỳýỷỹỵ])(?!\w)")
_STRETCHED = re.compile(r"([^\W\d_])\1+")
_ROMAN = re.compile(r"[ivx]+")
_WORD = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:[^\W\d_]+\d*)?"  # 500k, 8tr5, 1.500.000đ, 12/2024
    r"|[^\W\d_]+\d*"  # words, c70
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"  # a thumb up is a message too
)


def words(text: str) -> list[str]:
    """Return the words of a message in their one spelling."""
    return expand([_word(word) for word in _WORD.findall(_letters(_clip(text)))])


def normalise(text: str) -> str:
    """Return a message in its one spelling; doing it twice changes nothing."""
    return " ".join(words(text))


def _clip(text: str) -> str:
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]} {text[-_TAIL:]}"


def _letters(text: str) -> str:
    visible = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return unicodedata.normalize("NFKC", visible.lower())


@lru_cache(maxsize=8192)  # Vietnamese has some seven thousand syllables, most texts the same few hundred
def _word(word: str) -> str:
    if not _ROMAN.fullmatch(word):
        word = _STRETCHED.sub(r"\1", word)
    return _NEW_STYLE.sub(_old_style, word)


def _old_style(match: re.Match[str]) -> str:
    first, second = match.group(0)
    base = next(letter for letter, marked in _TONES.items() if second in marked)
    return _TONES[first][_TONES[base].index(second)] + base


def _folding() -> dict[int, str]:
    table = {ord("đ"): "d", ord("Đ"): "d"}
    for code in [*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base.lower()
    return table


_FOLDED = _folding()


def fold(text: str) -> str:
    """Take the diacritics off a normalised text."""
    return text if text.isascii() else " ".join(map(_folded, text.split(" ")))


@lru_cache(maxsize=8192)  # as above
def _folded(word: str) -> str:
    return word.translate(_FOLDED)
