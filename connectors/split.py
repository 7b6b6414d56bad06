"""Cutting text where it hurts least: between paragraphs, lines, sentences, words; never inside a grapheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

Measure = Callable[[str], int]

_GRAPHEME = regex.compile(r"\X")
_BREAKS = tuple(regex.compile(p) for p in (r"\n[^\S\n]*\n\s*", r"\n\s*", r"(?<=[.!?…:;])\s+", r"\s+"))
# A break before this share of the room would leave nearly empty messages.
_LEAST_FILL = 0.3
ELLIPSIS = "…"


def measure_for(unit: str) -> Measure:
    """How a channel counts: code points (`chars`) or UTF-16 units (`utf16`)."""
    return _utf16 if unit == "utf16" else len


def trim(text: str) -> str:
    """Without white space at both ends; a space that carries a mark is a letter and stays."""
    return text[_skip_space(text, 0) :].rstrip()


def split(text: str, limit: int, measure: Measure) -> list[str]:
    """Pieces within the limit, in order; only white space at the cuts is lost."""
    pieces: list[str] = []
    position = _skip_space(text, 0)
    while position < len(text):
        end = _cut(text, position, limit, measure)
        piece = text[position:end].rstrip()
        if piece:
            pieces.append(piece)
        position = _skip_space(text, end)
    return pieces


def shorten(text: str, limit: int, measure: Measure) -> str:
    """The text, or its beginning with an ellipsis, within the limit."""
    if measure(text) <= limit:
        return text
    end = _boundaries(text, 0, limit - measure(ELLIPSIS), measure)[-1]
    return text[:end].rstrip() + ELLIPSIS


def _cut(text: str, start: int, limit: int, measure: Measure) -> int:
    boundaries = _boundaries(text, start, limit, measure)
    end = boundaries[-1]
    if end >= len(text):
        return end
    allowed = set(boundaries)
    least = start + (end - start) * _LEAST_FILL
    for pattern in _BREAKS:
        # One character more: white space right behind the piece is a good cut too.
        for found in reversed([m.start() for m in pattern.finditer(text, start, end + 1)]):
            if found >= least and found in allowed:
                return found
    return end


def _boundaries(text: str, start: int, limit: int, measure: Measure) -> list[int]:
    """Ends of the graphemes that fit. A single grapheme bigger than the limit is cut by code points."""
    ends: list[int] = []
    room = limit
    for grapheme in _graphemes(text, start):
        room -= measure(grapheme)
        if room < 0:
            break
        ends.append((ends[-1] if ends else start) + len(grapheme))
    return ends or [start + _code_points_within(text[start : start + limit], limit, measure)]


def _graphemes(text: str, start: int) -> Iterator[str]:
    return (match.group() for match in _GRAPHEME.finditer(text, start))


def _code_points_within(text: str, limit: int, measure: Measure) -> int:
    count = len(text)
    while count > 1 and measure(text[:count]) > limit:
        count -= 1
    return count


def _skip_space(text: str, position: int) -> int:
    for grapheme in _graphemes(text, position):
        if not grapheme.isspace():
            break
        position += len(grapheme)
    return position


def _utf16(text: str) -> int:
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)
