"""The receipt: the only key to an anonymous case, made to be copied by hand and typed on a Vietnamese keyboard.

The 25 symbols leave out vowels and D, since Telex and VNI turn them into marked letters while one types ("af" → "à",
"dd" → "đ"), and one of each pair that looks alike (O I L S Z B U). 12 symbols are 55 bits: with a million live cases
and the brake on wrong tries (one a second over the whole system) a hit is a matter of 20,000 years.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "0123456789CFGHJKMNPQRTVWX"
RECEIPT_CONTEXT = "case.receipt"

_GROUPS, _GROUP = 3, 4
_LENGTH = _GROUPS * _GROUP
_LOOK_ALIKES = str.maketrans("OILSZBU", "011528V")
_TYPED = "[0-9BCFGHI-XZ]"  # the alphabet and its look-alikes: every letter but A, D, E and Y
_GAP = r"[\s\-‐-―−_.,:/]{0,3}"
_BODY = _GAP.join([f"{_TYPED}{{{_GROUP}}}"] * _GROUPS)
_CODE = re.compile(rf"(?<![0-9A-Z])(?P<prefix>CD{_GAP})?(?P<body>{_BODY})(?![0-9A-Z])")
_SPACED = re.compile(rf"(?P<prefix>CD)?(?P<body>{_TYPED}{{{_LENGTH}}})")
_NOT_TYPED = re.compile(r"[^0-9A-Z]+")
_VOWELS = frozenset("IOU")  # among the look-alikes
_MAX_TEXT = 10_000


def new_receipt() -> str:
    """A fresh `CD-XXXX-XXXX-XXXX`. It always mixes letters and digits, so an identity card number is never one."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
        if _is_body(body):
            return _shown(body)


def find_receipt(text: str) -> str | None:
    """The receipt in what a person typed, as we write it, or None. Case, gaps, marks and look-alikes do not matter."""
    plain = _plain(text[:_MAX_TEXT])
    place = 0
    while match := _CODE.search(plain, place):
        if found := _receipt_in(match, match["body"]):
            return found
        place = match.start() + 1  # "giúp T4QM-8XRK-P7WH": the code begins after the word
    whole = _SPACED.fullmatch(_NOT_TYPED.sub("", plain))
    return _receipt_in(whole, plain) if whole else None


def _receipt_in(match: re.Match[str], as_typed: str) -> str | None:
    body = _NOT_TYPED.sub("", match["body"]).translate(_LOOK_ALIKES)
    if not _is_body(body) or not (match["prefix"] or _is_no_sentence(as_typed)):
        return None
    return _shown(body)


def _is_no_sentence(typed: str) -> bool:
    """Without "CD", words and numbers of four characters would pass for a code ("sinh 1975 tính")."""
    groups = _NOT_TYPED.split(typed)
    return _has_digit(typed) and not any(_is_word(group) or _is_long_number(group) for group in groups)


def _is_word(group: str) -> bool:
    return group.isalpha() and not _VOWELS.isdisjoint(group)


def _is_long_number(group: str) -> bool:
    return group.isdigit() and len(group) > _GROUP


def _is_body(body: str) -> bool:
    return _has_digit(body) and not body.isdigit()


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _shown(body: str) -> str:
    return "CD-" + "-".join(body[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def _plain(text: str) -> str:
    """Upper case without marks. "ư" is what Telex makes of a lone W; invisible characters vanish."""
    typed = unicodedata.normalize("NFC", text).upper().replace("Đ", "D").replace("Ư", "W")
    decomposed = unicodedata.normalize("NFKD", typed)
    return "".join(character for character in decomposed if unicodedata.category(character) not in ("Mn", "Cf"))
