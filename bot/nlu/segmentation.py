"""Words of several syllables (bảo hiểm, công đoàn) found by underthesea."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from underthesea import word_tokenize

from bot.nlu.normalise import fold

_MANY = 5000


def segment(normalised: str) -> list[str]:
    """Return the words of a normalised text.

    The segmenter was trained on text with diacritics; without them it joins syllables at random, so such a text is
    split at its spaces.
    """
    if not normalised or fold(normalised) == normalised:
        return normalised.split()
    found: list[str] = word_tokenize(normalised)
    return found


def segment_all(normalised: Sequence[str]) -> list[list[str]]:
    """Return the words of many texts; half of them are done by another process, when that is worth its start."""
    if len(normalised) < _MANY:
        return _segment_each(normalised)
    half = len(normalised) // 2
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as other:
        second = other.submit(_segment_each, normalised[half:])
        return _segment_each(normalised[:half]) + second.result()


def _segment_each(normalised: Sequence[str]) -> list[list[str]]:
    return [segment(text) for text in normalised]


def warm_up() -> None:
    """Load the segmenter's model now instead of during somebody's first message."""
    segment("khởi động")
