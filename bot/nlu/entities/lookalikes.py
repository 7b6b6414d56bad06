"""What looks like a number and counts nothing: documents, articles, telephones, accounts, clocks, weekdays, shifts."""

from __future__ import annotations

from bot.nlu.entities.counts import is_whole_answer
from bot.nlu.entities.found import Found
from bot.nlu.entities.numbers import is_alone, read_amount, read_part
from bot.nlu.entities.reading import DIGITS, MARK, WORD, Reading
from bot.nlu.entities.units import Span, span_at
from bot.nlu.entities.words import Words, words

_NAMES = words("điều khoản chương mẫu nđ qđ đường quận tổ chuyền xưởng lô ca")
_NAMES_OF_TWO = (words("nghị quyết thông công"), words("định quyết tư văn"))  # nghị định, thông tư, công văn …
_ACCOUNTS = words("stk cccd cmnd cmt sdt sđt mst otp")
_ACCOUNTS_OF_TWO = (words("điện tài mã"), words("thoại khoản số"))
_OVERTIME, _CALLED = words("tăng"), words("số là")
_ISSUED_BY = words("nđ qđ tt nq cv ttlt qh bhxh ldtbxh lđtbxh")
_SHIFT, _TEAM = words("ca"), words("kíp")
_ORDINAL, _WHICH_ONE = words("thứ"), words("con bé lần đứa cháu người cái")
_WEEKDAYS = Words({"hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7})
_MOST_TOKENS = 8
_TELEPHONE = 9  # digits


def find_look_alike(reading: Reading, index: int) -> Found | None:
    """Return where the look-alike ends that begins there."""
    end = _in_digits(reading, index) if reading[index].kind == DIGITS else _named(reading, index)
    return end and Found(end)


def _in_digits(reading: Reading, index: int) -> int | None:
    return _document(reading, index) or _telephone(reading, index) or _time(reading, index) or _shifts(reading, index)


def _document(reading: Reading, index: int) -> int | None:
    """293/2025/NĐ-CP, 45/2019/QH14, 595/QĐ-BHXH"""
    end = index + 1
    has_year = reading[end].bare == "/" and len(reading[end + 1].bare) == 4 and reading[end + 1].kind == DIGITS
    end += 2 if has_year else 0
    issuer = reading[end + 1]
    if reading[end].bare != "/" or issuer.kind != WORD or not (has_year or issuer in _ISSUED_BY):
        return None
    end += 2
    while (
        end - index < _MOST_TOKENS and reading[end].glued and (reading[end].kind != MARK or reading[end].bare in "-/")
    ):
        end += 1
    return end


def _telephone(reading: Reading, index: int) -> int | None:
    """0912345678, 0912 345 678, 0912.345.678, +84 912 345 678"""
    if not reading[index].bare.startswith("0") and reading[index - 1].bare != "+":
        return None
    end = _end_of_digits(reading, index)
    shown = "".join(token.bare for token in reading.tokens[index:end])
    return end if sum(character.isdigit() for character in shown) >= _TELEPHONE else None


def _end_of_digits(reading: Reading, index: int) -> int:
    end = index
    while end - index < _MOST_TOKENS and reading[end].kind == DIGITS:
        end += 2 if reading[end + 1].bare in (".", "-") and reading[end + 2].kind == DIGITS else 1
    return end


def _time(reading: Reading, index: int) -> int | None:
    """17:30"""
    end = index + 1
    while end - index < 5 and reading[end].bare == ":" and reading[end + 1].kind == DIGITS and reading[end + 1].glued:
        end += 2
    return end if end > index + 1 else None


def _shifts(reading: Reading, index: int) -> int | None:
    """3 ca 4 kíp"""
    shifts = read_part(reading, index) if "kip" in reading.bare else None
    if shifts is None or reading[shifts.end] not in _SHIFT:
        return None
    teams = read_part(reading, shifts.end + 1)
    return teams.end + 1 if teams and reading[teams.end] in _TEAM else None


def _named(reading: Reading, index: int) -> int | None:
    """điều 98, nghị định 293, ca 3, thứ 7, số tài khoản 1234 5678; "ca 8 tiếng" names nothing"""
    token = reading[index]
    if token in _ORDINAL:
        return _weekday(reading, index)
    if token in _ACCOUNTS or _pair(reading, index, _ACCOUNTS_OF_TWO):
        first = _after_name(reading, index + (1 if token in _ACCOUNTS else 2))
        return _end_of_digits(reading, first) if reading[first].kind == DIGITS else None
    if token in _NAMES or _pair(reading, index, _NAMES_OF_TWO):
        first = _after_name(reading, index + (1 if token in _NAMES else 2))
        overtime = reading[index - 1] in _OVERTIME
        return None if overtime or reading[first].kind != DIGITS else _end_of_name(reading, first)
    return _shifts(reading, index)


def _pair(reading: Reading, index: int, tables: tuple[Words[bool], Words[bool]]) -> bool:
    return reading[index] in tables[0] and reading[index + 1] in tables[1]


def _after_name(reading: Reading, index: int) -> int:
    while reading[index] in _CALLED or reading[index].bare in (":", "."):
        index += 1
    return index


def _end_of_name(reading: Reading, index: int) -> int | None:
    if end := _document(reading, index):
        return end
    if reading[index + 1].bare == "/" and reading[index + 2].kind == DIGITS:
        return index + 3
    return index + 1 if is_alone(reading, index, index + 1) else None


def _weekday(reading: Reading, index: int) -> int | None:
    """thứ 7, thứ hai; "con thứ 2" and "thứ 2" as an answer are numbers, "thu 2 ngay" may be "thử 2 ngày" """
    day, end = reading[index + 1], index + 2
    amount = read_amount(reading, index + 1)
    is_day = day in _WEEKDAYS or day.bare in ("2", "3", "4", "5", "6", "7")
    counts = reading[index - 1] in _WHICH_ONE or is_whole_answer(reading, index, end)
    if not is_day or counts or (amount and amount.end != end):
        return None
    surely = _ORDINAL.exactly(reading[index]) or span_at(reading, end) == Span.WEEK or day in _WEEKDAYS
    return end if surely or is_alone(reading, index + 1, end) else None
