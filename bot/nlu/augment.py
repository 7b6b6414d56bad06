"""The same example as it would be typed without diacritics, half of the time in chat shorthand."""

from __future__ import annotations

import random

from bot.nlu.abbreviations import abbreviate
from bot.nlu.normalise import fold, words

_SEED = 20261125
_HURRIED = 0.5
_AS_IT_IS = 0.5


def copies(tokens: list[str]) -> list[list[str]]:
    """Return an example's segmented words, and those of its copy when that differs from it."""
    plain = " ".join(tokens)
    without = fold(plain).split()
    return [tokens] if without == tokens else [tokens, _typed(plain, without, _chance(plain))]


def one_copy(tokens: list[str]) -> list[str]:
    """Return an example as it is or its copy, by chance."""
    plain = " ".join(tokens)
    without, chance = fold(plain).split(), _chance(plain)
    return tokens if without == tokens or chance.random() < _AS_IT_IS else _typed(plain, without, chance)


def _chance(plain: str) -> random.Random:
    return random.Random(f"{_SEED}:{plain}")  # noqa: S311 (the same copies each time)


def _typed(plain: str, without: list[str], chance: random.Random) -> list[str]:
    if chance.random() < _HURRIED:
        return words(fold(" ".join(abbreviate(plain.split(), chance))))
    return without
