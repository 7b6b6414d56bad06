"""Everything that is known by its form: numbers, codes, dates, house numbers, mail and web addresses.

One alternation, read from left to right. Some alternatives only keep what they match, lest a later one take it for a
number: a mark, sums of money, years. No quantifier is nested without a separator, so nothing backtracks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from knowledge.masking import marks

_CURRENCY = r"(?= ?(?:[₫$]|(?:đồng|dong|đ|d|vnđ|vnd|k|tr|triệu|trieu|nghìn|nghin|ngàn|ngan|usd)\b))"
_YEAR = r"(?:19|20)\d\d"
_WORD_DATE = r"\d{1,2} ?(?:tháng|thang) ?\d{1,2}(?: ?,? ?(?:năm|nam) ?| ?[ ,/] ?)(?:\d{4}|\d\d)(?!\d)"
_SLASH_DATE = r"\d{1,2} ?/ ?\d{1,2} ?/ ?(?:\d{4}|\d\d)(?!\d)"
_DOTTED_DATE = rf"\d{{1,2}}[.-]\d{{1,2}}[.-]{_YEAR}(?!\d)"
_DATE = rf"(?:{_SLASH_DATE}|{_DOTTED_DATE}|\d{{1,2}}[.-]\d{{1,2}}[.-]\d\d(?!\d)|{_WORD_DATE})"
_HOUSE = r"\d{1,4}[a-z]?(?:[/-]\d{1,4}[a-z]?){0,4}(?!\d)"
_PLATE_END = r"(?:\d{3}\.?\d\d|\d{4})(?!\w)"
_FOUR = "[0-9a-zư]{4}"
_GAP = r"[ \-–.,:/_]{0,3}"

_CODE_CUE = (
    r"\b(?:mã(?: số)?(?: (?:nhân viên|nv|công nhân|cn|thẻ|bhxh|thuế|hồ sơ))|ma(?: so)?(?: (?:nhan vien|nv|cong nhan|cn"
    r"|the|bhxh|thue|ho so))|mã số|ma so|msnv|mnv|manv|mst|stk|số tk|so tk|số tài khoản|so tai khoan|cccd|cmnd|cmt"
    r"|căn cước(?: công dân)?|can cuoc(?: cong dan)?|chứng minh(?: nhân dân| thư)?|số thẻ|so the|số sổ|so so|hộ chiếu"
    r"|ho chieu|passport|biển số(?: xe)?|bien so(?: xe)?)(?: (?:của )?(?:em|tôi|mình|toi|minh))?(?: (?:là|la|số|so))?"
    r" ?[:.#]? ?"
)
_BIRTH_CUE = r"\b(?:ngày sinh|ngay sinh|sinh(?: (?:ngày|ngay|vào|vao))*|sn|ns|dob) ?[:.]? ?(?:(?:là|la|ngày) )?"

_ALTERNATIVES: Mapping[str, str] = {
    "mark": marks.MARK.pattern,
    "email": r"(?<![\w.+-])[\w.+-]++(?:@|[ ]@[ ]?(?=(?:gmail|yahoo|hotmail|outlook|icloud)\b))[\w-]++(?:\.[\w-]++)*",
    "link": (
        r"(?:https?://|www\.)[^\s\[\]]++"
        r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,5}(?:(?:com|vn|net|org|edu|gov|info|xyz)\b(?:/[^\s\[\]]*+)?"
        r"|(?:me|ly|io|gl|app|link|page)/[^\s\[\]]++)"
    ),
    "account": r"@\w[\w.]*+",
    "receipt": (rf"(?<![0-9a-z])(?:CD{_GAP}{_FOUR}{_GAP}{_FOUR}{_GAP}{_FOUR}|{_FOUR}-{_FOUR}-{_FOUR})(?![0-9a-z])"),
    "code": rf"(?P<code_cue>{_CODE_CUE})(?=[\w.-]*\d)[\w.-]{{4,}}+",
    "birth": rf"(?P<birth_cue>{_BIRTH_CUE}){_DATE}",
    "address": (
        rf"\b(?:số nhà|so nha|nhà số|nha so) ?{_HOUSE}"
        rf"|\b(?:ngõ|ngo|hẻm|hem|kiệt|kiet|ngách|ngach) {_HOUSE}"
        rf"|(?:\b(?:số|so) )?(?<![\d/.,-]){_HOUSE}(?= ?,? ?(?:đường(?! dây)|phố|hẻm|kiệt|ngách)\b)"
        rf"|\b(?:số|so) {_HOUSE}(?= ?,? ?(?:duong|pho|ngo|hem|kiet|ngach)\b)"
    ),
    "date": rf"(?<![\d/])(?:{_SLASH_DATE}|(?<![.-]){_DOTTED_DATE}(?! ?[.-]?\d)|{_WORD_DATE})",
    "years": rf"(?<!\d){_YEAR}(?:(?: ?[-–/] ?| ){_YEAR}){{1,3}}(?! ?[.-]?\d)",
    "sum": rf"(?<![\d.,])[1-9]\d{{0,2}}(?:(?:[.,]\d{{3}}){{0,3}}[.,]000|(?:[.,]\d{{3}}){{1,4}}{_CURRENCY})(?![.,]?\d)",
    "plate": (
        rf"(?<!\w)\d\d(?:(?-i:[- ]?[A-ZĐ]{{1,2}}\d?[-. ]{{0,2}})|[a-zđ]{{1,2}}\d?[-.]|[abcefglnpsuvxz]\d?){_PLATE_END}"
    ),
    "lettered": r"(?<!\w)[a-z]{1,3}\d{7,}+",
    "number": r"(?<!\d)\+?\d(?:[ .,()\-–—_·•+]{0,3}\d){7,}+",
}
_ANY = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _ALTERNATIVES.items()), re.IGNORECASE)
_FOLLOWED_BY_CURRENCY = re.compile(_CURRENCY, re.IGNORECASE)
_LIST = re.compile(r"\d{1,2}(?:, \d{1,2})+")
_PHONE = re.compile(r"(?:0|84)\d{8,10}")
_LAST_YEARS = re.compile(r"\d+$")

# A whole date before this year is hardly the date of anything but a birth.
_FIRST_WORKING_YEAR = 2011
_CENTURY_TURNS = 40


def mask_digits(text: str) -> str:
    return _ANY.sub(_replace, text)


def _replace(match: re.Match[str]) -> str:
    return _MAKERS[str(match.lastgroup)](match)


def _as(mark: str) -> Callable[[re.Match[str]], str]:
    return lambda match: mark


def _kept(match: re.Match[str]) -> str:
    return match[0]


def _receipt(match: re.Match[str]) -> str:
    """ "CD giup minh viec" is no code, "1234-5678-9012" no receipt."""
    if not any(letter.isdecimal() for letter in match[0]):
        return match[0]
    return marks.RECEIPT if any(letter.isalpha() for letter in match[0]) else marks.NUMBER


def _date(match: re.Match[str]) -> str:
    found = _LAST_YEARS.search(match[0])
    year = int(found[0]) if found else 0
    if year < 100:
        year += 1900 if year >= _CENTURY_TURNS else 2000
    return marks.DAY if year < _FIRST_WORKING_YEAR else match[0]


def _number(match: re.Match[str]) -> str:
    typed = match[0]
    if _LIST.fullmatch(typed):
        return typed
    digits = "".join(str(unicodedata.decimal(mark)) for mark in typed if mark.isdecimal())
    if _PHONE.fullmatch(digits):
        return marks.PHONE
    round_sum = digits.endswith("0000") or _FOLLOWED_BY_CURRENCY.match(match.string, match.end())
    return marks.MONEY if typed.isdecimal() and digits[0] != "0" and round_sum else marks.NUMBER


_MAKERS: Mapping[str, Callable[[re.Match[str]], str]] = {
    "mark": _kept,
    "email": _as(marks.EMAIL),
    "link": _as(marks.LINK),
    "account": _as(marks.ACCOUNT),
    "receipt": _receipt,
    "code": lambda match: match["code_cue"] + marks.CODE,
    "birth": lambda match: match["birth_cue"] + marks.DAY,
    "address": _as(marks.ADDRESS),
    "date": _date,
    "years": _kept,
    "sum": _kept,
    "plate": _as(marks.PLATE),
    "lettered": _as(marks.NUMBER),
    "number": _number,
}
