"""Vietnamese as people type it in a hurry: without diacritics, cut into the syllables that a search asks for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_SYLLABLE = re.compile(r"[a-z0-9]+")
_LONGEST = 40
# So frequent that they tell nothing; beside another syllable they still count, as in "chi trả".
_STOP = frozenset(
    """a ah ai anh ay ban bi cac chi cho chung co con cua cung da dang de den di do duoc em gi ha hay hon khi khong la
    lai lam len ma minh mot nay nen neu ngay nhu nhung no o qua ra roi rat sao se tai thi thoi to toi trong tu va van
    vao ve vi voi vua xin""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Words:
    """`singles` are syllables, `pairs` two that stand side by side."""

    singles: frozenset[str]
    pairs: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.singles | self.pairs


def fold(text: str) -> str:
    """Lower case, "đ" as "d", without any mark."""
    lowered = text.lower().replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if unicodedata.category(c) != "Mn")


def words_of(text: str) -> Words:
    syllables = [part for part in _SYLLABLE.findall(fold(text)) if len(part) <= _LONGEST]
    singles = frozenset(part for part in syllables if part not in _STOP and (len(part) > 1 or part.isdigit()))
    pairs = frozenset(f"{a} {b}" for a, b in pairwise(syllables) if {a, b} - _STOP)
    return Words(singles, pairs)
