"""The same example as it would be typed without diacritics, half of the time in chat shorthand."""

from __future__ import annotations

import random

from bot.nlu.abbreviations import abbreviate
from bot.nlu.normalise import fold, words

_SEED = 20261125
_HURRIED = 0.5


def copies(tokens: list[str]) -> list[list[str]]:
    """Return an example's segmented words, and those of its copies that differ from it."""
    plain = " ".join(tokens)
    chance = random.Random(f"{_SEED}:{plain}")  # noqa: S311 (the same copies each time)
    hurried = words(fold(" ".join(abbreviate(plain.split(), chance))))
    without = fold(plain).split()
    return [tokens] if without == tokens else [tokens, hurried if chance.random() < _HURRIED else without]
