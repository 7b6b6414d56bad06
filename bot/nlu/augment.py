"""The same example as it would be typed without diacritics, half of the time in chat shorthand."""

from __future__ import annotations

import random
from zlib import crc32

from bot.nlu.abbreviations import abbreviate
from bot.nlu.normalise import fold, words

_SEED = 20261125


def copies(tokens: list[str]) -> list[list[str]]:
    """Return an example's segmented words, and those of its copy when that differs from it."""
    plain = " ".join(tokens)
    without = fold(plain).split()
    return [tokens] if without == tokens else [tokens, _typed(plain, without)]


def one_copy(tokens: list[str]) -> list[str]:
    """Return an example as it is or its copy, by chance."""
    plain = " ".join(tokens)
    without = fold(plain).split()
    return tokens if without == tokens or _lot(plain) & 1 else _typed(plain, without)


def _lot(plain: str) -> int:
    """The same chance for the same words, each time; a generator for each example would take longer to make."""
    return crc32(plain.encode())


def _typed(plain: str, without: list[str]) -> list[str]:
    lot = _lot(plain)
    if lot & 2:
        return without
    chance = random.Random(f"{_SEED}:{lot}")  # noqa: S311 (the same shorthand each time)
    return words(fold(" ".join(abbreviate(plain.split(), chance))))
