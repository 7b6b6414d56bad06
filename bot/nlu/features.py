"""What the classifier sees of a message: words as written, and the same without diacritics down to pieces of words.

Workers leave the diacritics out most of the time, so most of the features are taken from the folded text, which is the
same either way; those of the written text add what diacritics tell apart when they are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.nlu.normalise import fold

NEAR = 6
BEGINNING, END = "^", "$"

Families = dict[str, list[str]]

# Family, and how much it counts beside the others.
FAMILIES: tuple[tuple[str, float], ...] = (("w", 0.6), ("f", 1.0), ("p", 1.0), ("c", 1.0))


def pieces(syllables: Sequence[str]) -> list[str]:
    """Two to four letters within a syllable: what is left of a word that is misspelt."""
    return [piece for syllable in syllables for piece in _pieces_of(syllable)]


@lru_cache(maxsize=8192)  # Vietnamese has some seven thousand syllables, most texts the same few hundred
def _pieces_of(syllable: str) -> tuple[str, ...]:
    padded = f" {syllable} "
    return tuple(
        padded[start : start + length]
        for length in range(2, min(4, len(padded)) + 1)
        for start in range(len(padded) - length + 1)
    )


def ngrams(words: Sequence[str], shortest: int, longest: int) -> list[str]:
    return [
        " ".join(words[start : start + length])
        for length in range(shortest, longest + 1)
        for start in range(len(words) - length + 1)
    ]


def pairs(syllables: Sequence[str]) -> list[str]:
    """Two syllables that stand near each other, in any order: what a sentence is about, however it is turned."""
    return [
        f"{one}~{other}" if one < other else f"{other}~{one}"
        for place, one in enumerate(syllables)
        for other in syllables[place + 1 : place + 1 + NEAR]
        if one != other
    ]


def families(words: Sequence[str]) -> Families:
    """Return all features of a text, given as its segmented words."""
    syllables = fold(" ".join(words)).split()
    return {
        "w": ngrams(words, 1, 2),
        # How a message begins and ends tells a question from a complaint.
        "f": syllables + ngrams([BEGINNING, *syllables, END], 2, 3),
        "p": pairs(syllables),
        "c": pieces(syllables),
    }
