"""When two ways to write a workplace mean the same one: only what tells it apart is compared.

"Cty TNHH May An Phú", "công ty may an phu" and "CT May An Phú - xưởng 2" are one; "công ty" alone is none.
"""

from __future__ import annotations

import re
import unicodedata

_SHORTEST = 3  # letters and digits that a name must keep, lest "CP Á" meet everything
_LONGEST = 120

_LEGAL = """
    cong ty, cty, ct, cong ti, trach nhiem huu han, tnhh, co phan, cp, ctcp, mot thanh vien, 1 thanh vien, mtv, 1tv,
    hai thanh vien, 2 thanh vien, doanh nghiep tu nhan, dntn, doanh nghiep, dn, tap doan, tong cong ty, tct, xi nghiep,
    xn, nha may, nm, xuong may, hop tac xa, htx, viet nam, vn, vietnam, company, corporation, corp, limited, ltd, co,
    jsc, joint stock, inc, llc, group, factory, plc
"""
_INSIDE_WORDS = "phan xuong, xuong, day chuyen, chuyen, to, ca, line, phong, lo, kho"
_AROUND_WORDS = """
    bo phan, ban, khu, tang, cong doan, chi nhanh, co so, kcn, kcx, ccn, khu cong nghiep, khu che xuat,
    cum cong nghiep, duong, so, xa, phuong, thi tran, quan, huyen, thanh pho, tp, tinh, thi xa, ap, thon, quoc lo, ql
"""
# Words that name no workplace by themselves: a trade, or that somebody does not want to say.
_NO_NAMES = frozenset(
    """may mac det da giay go nhua thep dien tu co khi xay dung san xuat thuong mai dich vu xuat nhap khau thuc pham che
    bien va cua em toi dang lam o day nay khong biet muon noi xuong""".split()  # noqa: SIM905
)

type _Phrase = tuple[str, ...]


def _phrases(listed: str) -> tuple[_Phrase, ...]:
    """Longest first, so that "công ty trách nhiệm hữu hạn" goes as a whole."""
    return tuple(sorted((tuple(phrase.split()) for phrase in listed.split(",")), key=len, reverse=True))


_LEGAL_FORMS = _phrases(_LEGAL)
# A part that says where inside the workplace, or where the workplace lies.
_INSIDE = _phrases(_INSIDE_WORDS)
_PLACES = _INSIDE + _phrases(_AROUND_WORDS)
_PARTS = re.compile(r"\s[-–—]\s|[,;|()\[\]\n]|(?<!\d)/|/(?!\d)")
_WORDS = re.compile(r"[a-z0-9]+")
_DOTS = re.compile(r"(?<=\w)[.'’](?=\w)")  # "c.ty", "T.N.H.H"
_NUMBERED = re.compile(r"\d+[a-z]?|[a-h]\d*|i{1,3}|iv|v")


def folded(text: str) -> str:
    """Lower case without marks; "Đ" is a D."""
    lowered = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return "".join(mark for mark in lowered if unicodedata.category(mark) != "Mn").replace("đ", "d")


def workplace_name(typed: str) -> str:
    """What tells the workplace apart, for comparing only; empty when too little is left."""
    parts = [_WORDS.findall(_DOTS.sub("", part)) for part in _PARTS.split(folded(typed))]
    named = [words for words in parts if not _starts_with_any(words, _PLACES)]
    shops = [
        words for words in parts if _starts_with_any(words, _INSIDE) and not _NUMBERED.fullmatch(" ".join(words[1:2]))
    ]
    for words in (*named, *shops):
        name = " ".join(_without_forms(_until_inside(words)))[:_LONGEST].strip()
        if _tells_apart(name):
            return name
    return ""


def _until_inside(words: list[str]) -> list[str]:
    """ "may an phu xuong 2": up to the first place inside that has a number or a letter."""
    for at in range(1, len(words)):
        for place in _INSIDE:
            after = at + len(place)
            if tuple(words[at:after]) == place and _is_numbered(words[after : after + 1]):
                return words[:at]
    return words


def _is_numbered(word: list[str]) -> bool:
    return bool(word) and _NUMBERED.fullmatch(word[0]) is not None


def _without_forms(words: list[str]) -> list[str]:
    """Again and again, since dropping one can bring the halves of another together."""
    kept = _drop_forms(words)
    while kept != words:
        words, kept = kept, _drop_forms(kept)
    return kept


def _drop_forms(words: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(words):
        form = next((form for form in _LEGAL_FORMS if tuple(words[at : at + len(form)]) == form), None)
        if form is None:
            kept.append(words[at])
        at += len(form) if form else 1
    return kept


def _starts_with_any(words: list[str], starts: tuple[_Phrase, ...]) -> bool:
    return any(tuple(words[: len(start)]) == start for start in starts)


def _tells_apart(name: str) -> bool:
    letters = name.replace(" ", "")
    says_something = not set(name.split()) <= _NO_NAMES
    return len(letters) >= _SHORTEST and not letters.isdigit() and says_something
