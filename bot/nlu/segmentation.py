"""Words of several syllables (bảo hiểm, công đoàn) as underthesea finds them."""

from __future__ import annotations

from functools import lru_cache

from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize

from bot.nlu.normalise import fold, normalise
from bot.nlu.word_model import WordModel

_read = lru_cache(maxsize=1)(WordModel.read)


def words_of(text: str) -> list[str]:
    """Return the words of a text as it was typed."""
    return segment(normalise(text))


def segment(normalised: str) -> list[str]:
    """Return the words of a normalised text.

    The segmenter was trained on text with diacritics; without them it joins syllables at random, so such a text is
    split at its spaces.
    """
    if not normalised or fold(normalised) == normalised:
        return normalised.split()
    return _read().words([syllable for word in normalised.split() for syllable in _spelt(word)])


@lru_cache(maxsize=8192)  # Vietnamese has some seven thousand syllables, most texts the same few hundred
def _spelt(word: str) -> tuple[str, ...]:
    """One syllable, spelt as underthesea knows it; several tokens when numbers or strange signs are in it."""
    return tuple(tokenize(word))


def warm_up() -> None:
    """Load the segmenter's model now instead of during somebody's first message."""
    segment("khởi động")
