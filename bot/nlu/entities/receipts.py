"""Receipt codes: CD-7K4M-P2XR-9TQH, typed in any way that grievances/receipts.py reads.

The rules are a copy of those there, which explain the alphabet; `bot/` cannot import them. Change both or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.reading import Reading
from bot.nlu.normalise import fold

RECEIPT = "receipt"

_TYPED = "[0-9bcfghi-xz]"  # the alphabet and its look-alikes
_LOOK_ALIKES = str.maketrans("OILSZBU", "011528V")
_GAP = r"[\s\-‐-―−_.,:/]{0,3}"
_CODE = re.compile(rf"(?<![0-9a-z])(?P<prefix>cd{_GAP})?(?P<body>{_GAP.join([_TYPED + '{4}'] * 3)})(?![0-9a-z])")
_SPACED = re.compile(rf"(?P<prefix>cd)?(?P<body>{_TYPED}{{12}})")
_NOT_TYPED = re.compile(r"[^0-9a-z]+")
_GROUP = 4
_VOWELS = frozenset("iou")
_LONGEST_SPACED = 80  # characters: a message that is nothing but a code with a gap after each of its symbols


def find_receipts(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Yield start and end (in the message) and the proper spelling of each code."""
    plain = fold(reading.typed.replace("ư", "w"))  # what Telex makes of a lone W
    found, place = False, 0
    while match := _CODE.search(plain, place):
        code = _code(match, match["body"])
        place = match.end() if code else match.start() + 1  # "giúp T4QM-8XRK-P7WH": the code begins after the word
        if code:
            found = True
            yield *reading.place(*match.span()), code
    if not found and len(plain) <= _LONGEST_SPACED and (code := _spaced(plain)):
        symbols = [index for index, symbol in enumerate(plain) if not _NOT_TYPED.match(symbol)]
        yield *reading.place(symbols[0], symbols[-1] + 1), code


def _spaced(plain: str) -> str | None:
    match = _SPACED.fullmatch(_NOT_TYPED.sub("", plain))
    return _code(match, plain) if match else None


def _code(match: re.Match[str], as_typed: str) -> str | None:
    typed = _NOT_TYPED.sub("", match["body"]).upper()
    body = typed.translate(_LOOK_ALIKES)
    if body.isdigit() or not _has_digit(body) or not (match["prefix"] or _is_no_sentence(as_typed)):
        return None
    return "CD-" + "-".join(body[start : start + 4] for start in (0, 4, 8))


def _is_no_sentence(typed: str) -> bool:
    groups = _NOT_TYPED.split(typed)
    return _has_digit(typed) and not any(_is_word(group) or _is_long_number(group) for group in groups)


def _is_word(group: str) -> bool:
    return group.isalpha() and not _VOWELS.isdisjoint(group)


def _is_long_number(group: str) -> bool:
    return group.isdigit() and len(group) > _GROUP


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
