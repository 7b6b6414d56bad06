"""The same example as it would be typed without diacritics and in chat shorthand."""

from __future__ import annotations

import random

from bot.nlu.abbreviations import abbreviate
from bot.nlu.normalise import fold, words

_SEED = 20261125


def copies(tokens: list[str]) -> list[list[str]]:
    """Return an example's segmented words, and the words of its copies."""
    plain = " ".join(tokens)
    chance = random.Random(f"{_SEED}:{plain}")  # noqa: S311 (the same copies each time)
    hurried = fold(" ".join(abbreviate(plain.split(), chance)))
    return [tokens, fold(plain).split(), words(hurried)]
