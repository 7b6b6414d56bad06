"""Numbers below a thousand in words: bảy, mười hai, hai lăm, ba chục, hai trăm lẻ năm."""

from __future__ import annotations

from decimal import Decimal

from bot.nlu.entities.digits import WORDS, Amount
from bot.nlu.entities.reading import DIGITS, Reading
from bot.nlu.entities.scales import scale_at
from bot.nlu.entities.units import HALVED, SPANS, counted_at, percent_at, span_at, unit_at
from bot.nlu.entities.words import Words, words

ONES = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
FIVE, TENS, HUNDRED = words("năm"), words("mươi chục"), words("trăm")

_DIGIT = Words(ONES)
_NOW = words("giờ h")  # bây giờ
_AFTER_SIX = words("mươi trăm chục nghìn ngàn triệu tỷ củ phần tháng tuần tiếng")  # "sau ngay" is "sau ngày"
_ONLY_AFTER_TENS = Words({"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5})
_AFTER_TENS = Words({**ONES, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5})
_ODD, _AFTER_ODD = words("linh lẻ"), Words({**ONES, "tư": 4, "năm": 5})
_TEN, _NOUGHT, _HALF = words("mười"), words("không"), words("nửa")
# "Năm" behind these is a year: mỗi năm mười hai ngày.
_OF_A_YEAR = words(
    "sang phép hết giữa tròn miền việt mỗi một hằng hàng trong cả từng đầu cuối nửa của theo các những nhiều mấy số "
    "tới sau trước mươi"
)


def read_words(reading: Reading, index: int) -> Amount | None:
    """Read the longest number below a thousand that begins there."""
    if reading[index] in _HALF:
        return _read_half(reading, index)
    hundreds = _digit(reading, index)
    if hundreds is None and reading[index] in _NOUGHT:
        hundreds = 0
    if hundreds is not None and reading[index + 1] in HUNDRED:
        below = _below_hundred_after(reading, hundreds, index + 2)
        return below if below.value else None
    return _tens(reading, index)


def _read_half(reading: Reading, index: int) -> Amount | None:
    """nửa triệu, nửa tháng; but "1 năm nữa" """
    counts = span_at(reading, index + 1) is not None or scale_at(reading, index + 1) is not None
    if not counts or (reading[index].typed == "nua" and reading[index - 1] in SPANS):
        return None
    return Amount(Decimal("0.5"), index + 1, WORDS)


def _below_hundred_after(reading: Reading, hundreds: int, index: int) -> Amount:
    """What follows "trăm": hai trăm lẻ năm, hai trăm năm mươi, hai trăm rưỡi, hai trăm hai (220)."""
    total = Decimal(hundreds * 100)
    if odd := odd_at(reading, index):
        return Amount(total + odd, index + 2, WORDS)
    if reading[index] in HALVED:
        return Amount(total + 50, index + 1, WORDS)
    rest = _tens(reading, index)
    if rest is None:
        return Amount(total, index, WORDS)
    if rest.value >= 10:
        return Amount(total + rest.value, rest.end, WORDS)
    if unit_at(reading, rest.end):
        return Amount(total, index, WORDS)
    return Amount(total + rest.value * 10, rest.end, WORDS)


def odd_at(reading: Reading, index: int) -> int | None:
    """lẻ năm, linh ba"""
    return _AFTER_ODD.meaning(reading[index + 1]) if reading[index] in _ODD else None


def _tens(reading: Reading, index: int) -> Amount | None:
    if reading[index] in _TEN and reading[index].typed != "mươi":
        ones = _after_tens(reading, index + 1)
        return Amount(Decimal(10 + ones), index + (2 if ones else 1), WORDS, lone=not ones)
    digit = _digit(reading, index)
    if digit is None:
        return None
    if reading[index + 1] in TENS or reading[index + 1].typed == "mười":
        ones = _after_tens(reading, index + 2)
        return Amount(Decimal(10 * digit + ones), index + (3 if ones else 2), WORDS)
    return _short_tens(reading, digit, index)


def _short_tens(reading: Reading, digit: int, index: int) -> Amount | None:
    """hai lăm, ba tư; but "hai ba ngày" is two or three days"""
    following = reading[index + 1]
    if _ONLY_AFTER_TENS.exactly(following):
        return Amount(Decimal(10 * digit + (_ONLY_AFTER_TENS.meaning(following) or 0)), index + 2, WORDS)
    another = following not in FIVE and _digit(reading, index + 1) is not None
    if another and reading[index + 2] not in TENS and reading[index + 2] not in HUNDRED:
        return None
    return Amount(Decimal(digit), index + 1, WORDS, lone=True)


def _after_tens(reading: Reading, index: int) -> int:
    return _AFTER_TENS.meaning(reading[index]) or 0


def _digit(reading: Reading, index: int) -> int | None:
    token = reading[index]
    digit = _DIGIT.meaning(token)
    if digit is None:
        return 5 if token in FIVE and _is_five(reading, index) else None
    if token.bare == "bay" and reading[index + 1] in _NOW and not _DIGIT.exactly(token):
        return None
    if token.typed == "sau" and len(reading) > 1 and not _is_six(reading, index):
        return None
    return digit


def _is_six(reading: Reading, index: int) -> bool:
    """Tell whether "sau" without its mark is six: sau thang; but "sau thang 7" is "sau tháng 7"."""
    return not reading.is_marked and reading[index + 1] in _AFTER_SIX and reading[index + 2].kind != DIGITS


def _is_five(reading: Reading, index: int) -> bool:
    """Tell whether "năm" is five there, and no year: năm triệu, năm mươi, năm ngày."""
    before, after = reading[index - 1], reading[index + 1]
    if before in _OF_A_YEAR or before.kind == DIGITS:
        return False
    if after in HUNDRED or after in TENS or scale_at(reading, index + 1) or percent_at(reading, index + 1):
        return True
    exactly = FIVE.exactly(reading[index])
    if reading.is_marked and not exactly:
        return False
    if exactly and counted_at(reading, index + 1):
        return True
    # năm tháng; but "năm tháng 3", "năm ngày 2/9"
    return span_at(reading, index + 1) is not None and reading[index + 2].kind != DIGITS
