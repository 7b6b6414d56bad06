"""Words of several syllables (bảo hiểm, công đoàn) found by underthesea."""

from __future__ import annotations

from underthesea import word_tokenize

from bot.nlu.normalise import fold


def segment(normalised: str) -> list[str]:
    """Return the words of a normalised text.

    The segmenter was trained on text with diacritics; without them it joins syllables at random, so such a text is
    split at its spaces.
    """
    if not normalised or fold(normalised) == normalised:
        return normalised.split()
    found: list[str] = word_tokenize(normalised)
    return found


def warm_up() -> None:
    """Load the segmenter's model now instead of during somebody's first message."""
    segment("khởi động")
