"""Words of several syllables (bảo hiểm, công đoàn) as underthesea finds them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize

from bot.nlu.normalise import fold, normalise
from bot.nlu.word_model import WordModel

_read = lru_cache(maxsize=1)(WordModel.read)


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text, given as it was typed: many at once are quicker."""
    return segment([normalise(text) for text in texts])


def segment(normalised: Sequence[str]) -> list[list[str]]:
    """Return the words of each normalised text.

    The segmenter was trained on text with diacritics; without them it joins syllables at random, so such a text is
    split at its spaces.
    """
    written = [fold(text) != text for text in normalised]
    found = _read().words([_syllables(text) for text, has in zip(normalised, written, strict=True) if has])
    return [next(found) if has else text.split() for text, has in zip(normalised, written, strict=True)]


def _syllables(text: str) -> list[str]:
    return [syllable for word in text.split() for syllable in _spelt(word)]


@lru_cache(maxsize=8192)  # Vietnamese has some seven thousand syllables, most texts the same few hundred
def _spelt(word: str) -> tuple[str, ...]:
    """One syllable, spelt as underthesea knows it; several tokens when numbers or strange signs are in it."""
    return tuple(tokenize(word))


def warm_up() -> None:
    """Load the segmenter's model now instead of during somebody's first message."""
    segment(["khởi động"])
