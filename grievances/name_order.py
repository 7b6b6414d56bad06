"""The order in which people look names up: the letters of the Vietnamese alphabet (A Ă Â … D Đ E Ê …), the tones only
where nothing else differs, capitals and small letters alike. Databases sort "Đ" behind "Z", so lists for people are
sorted here; they are short.
"""

from __future__ import annotations

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # none, huyền, hỏi, ngã, sắc, nặng
_FIRST = ord("A")  # behind spaces, digits and most signs


def name_order(name: str) -> tuple[str, str, str]:
    """What to sort names by."""
    return name.translate(_PLACES), name.translate(_STEPS), name


def _tables() -> tuple[dict[int, int], dict[int, int]]:
    """For each letter with its tone: its place in the alphabet, and that of its tone."""
    places, steps = {}, {}
    for place, letter in enumerate(_LETTERS):
        for step, mark in enumerate(_TONES):
            for case in (letter, letter.upper()):
                whole = unicodedata.normalize("NFC", case + mark)
                if len(whole) == 1:
                    places[ord(whole)], steps[ord(whole)] = _FIRST + place, step
    return places, steps


_PLACES, _STEPS = _tables()
