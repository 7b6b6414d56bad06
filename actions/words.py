"""Small judgements about what a worker wrote: is there anything in it, what is it likely about, how to quote it."""

from __future__ import annotations

from collections.abc import Mapping

from actions.turn import MAX_KEPT
from grievances.model import Category
from knowledge.folding import fold

__all__ = ["by_likelihood", "fold", "join", "quote", "says_something"]

_QUOTE = 90
_LEFT_OUT = " … "

# "Tôi muốn phản ánh công ty" says that there is something, not what.
_FILLER_WORDS = (
    "a ad ai an anh bao bo bot cai can cao cap chau cho chuyen co con cong cua dan danh doan don duoc em gap gia giau "
    "giup gui ha hay ho hoi khieu khong la lam minh mot muon nac nai nay nguoi nha nhe nho noi oi o phan qua sao ten "
    "that thi to toi trinh tui ty va van ve viec voi vu xin y"
)
_FILLER = frozenset(_FILLER_WORDS.split())

# Ordered by what decides: a fine for a refused overtime is about wages more than about hours.
_SIGNS: Mapping[Category, tuple[str, ...]] = {
    Category.HARASSMENT: (
        "quay roi",
        "sam so",
        "xuc pham",
        "chui",
        "nhuc ma",
        "lang ma",
        "danh dap",
        "bat nat",
        "de doa",
    ),
    Category.SAFETY: ("tai nan", "an toan", "bao ho", "nguy hiem", "hoa chat", "dien giat", "chay no", "bi thuong"),
    Category.MEALS: ("com", "bua an", "an ca", "suat an", "ngo doc", "ve sinh", "nha an", "thiu", "nuoc uong"),
    Category.INSURANCE: ("bao hiem", "bhxh", "bhyt", "bhtn", "thai san", "so bao hiem", "che do om"),
    Category.DISMISSAL: ("sa thai", "duoi viec", "cho nghi viec", "ep nghi", "ky luat", "cham dut", "cat hop dong"),
    Category.HOURS: ("tang ca", "lam them", "nghi phep", "gio lam", "ca dem", "nghi le", "chu nhat", "ngay nghi"),
    Category.WAGES: ("luong", "thuong", "tien cong", "phu cap", "phat tien", "tru tien", "phieu luong"),
}


def says_something(text: str) -> bool:
    """Whether an officer would learn anything from it."""
    return sum(word not in _FILLER for word in fold(text).split()) >= 2


def by_likelihood(text: str) -> list[Category]:
    """All categories; those whose signs are in the text come first, the rest in their usual order."""
    padded = f" {fold(text)} "
    hits = {category: sum(f" {sign} " in padded for sign in signs) for category, signs in _SIGNS.items()}
    likely = sorted((category for category in _SIGNS if hits[category]), key=lambda category: -hits[category])
    return [*likely, *(category for category in Category if category not in likely)]


def join(*parts: str) -> str:
    """The parts that are not empty, one under the other, no longer than is kept."""
    return "\n".join(part for part in parts if part)[:MAX_KEPT]


def quote(text: str) -> str:
    """The beginning of a text, on one line; of what was told bit by bit, the beginnings of the first and the last."""
    first, *others = [" ".join(part.split()) for part in text.split("\n") if part.strip()] or [""]
    whole = " ".join([first, *others])
    if len(whole) <= _QUOTE or not others:
        return _cut(whole, _QUOTE)
    between = _LEFT_OUT if len(others) > 1 else " "
    half = (_QUOTE - len(between)) // 2
    return f"{_cut(first, half)}{between}{_cut(others[-1], half)}"


def _cut(line: str, most: int) -> str:
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
