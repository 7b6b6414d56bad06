"""Numbers in digits: 8500000, 8.500.000, 8,500,000, 8 500 000, 8,5."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from bot.nlu.entities.reading import Reading

PLAIN, GROUPED, DECIMAL, WORDS = "plain", "grouped", "decimal", "words"

_LONGEST = 18
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?P<rest>[.,][0-9]{1,2})?")
_FRACTION = re.compile(r"[0-9]+[.,][0-9]+")


class Amount(NamedTuple):
    """A number as it was said; `end` is the token behind it, `scale` the largest of nghìn, triệu and tỷ in it, or 1."""

    value: Decimal
    end: int
    form: str
    scale: int = 1
    shown: str = ""  # its digits
    lone: bool = False  # one word for one digit, which may well be another word
    fraction: Decimal | None = None  # what 8.500 means before "triệu"


def read_digits(reading: Reading, index: int) -> Amount | None:
    """Read a number in digits; None when its points and commas make no sense."""
    shown = reading[index].bare
    if len(shown) > _LONGEST:
        return None
    if shown.isdigit():
        return _in_spaced_groups(reading, index) or Amount(Decimal(shown), index + 1, PLAIN, shown=shown)
    if groups := _GROUPS.fullmatch(shown):
        return _grouped(shown, groups, index)
    if _FRACTION.fullmatch(shown):
        return Amount(Decimal(shown.replace(",", ".")), index + 1, DECIMAL, shown=shown)
    return None


def _grouped(shown: str, groups: re.Match[str], index: int) -> Amount | None:
    mark, rest = groups[1], groups["rest"]
    if rest and rest[0] == mark:
        return None
    one_group = len(shown) <= 7 and not rest
    fraction = Decimal(shown.replace(",", ".")) if one_group else None
    if one_group and mark == "," and shown[-1] != "0":  # 1,125 is a coefficient
        return Amount(fraction or Decimal(), index + 1, DECIMAL, shown=shown)
    whole = shown[: len(shown) - len(rest or "")].replace(mark, "")
    return Amount(Decimal(whole + (rest or "").replace(",", ".")), index + 1, GROUPED, shown=shown, fraction=fraction)


def _in_spaced_groups(reading: Reading, index: int) -> Amount | None:
    """8 500 000"""
    shown = reading[index].bare
    end = index + 1
    while end - index < 5 and len(reading[end].bare) == 3 and reading[end].bare.isdigit() and not reading[end].glued:
        shown += reading[end].bare
        end += 1
    if end - index < 3 or len(reading[index].bare) > 3 or shown[0] == "0" or shown[-3:] != "000":  # 150 200 300
        return None
    return Amount(Decimal(shown), end, GROUPED, shown=shown)
