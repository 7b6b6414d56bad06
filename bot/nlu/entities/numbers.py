"""Numbers in digits and words, and both mixed: 8.500.000, 8tr5, 8 triệu 500 nghìn, tám triệu rưỡi, 7 phẩy 5."""

from __future__ import annotations

from decimal import Decimal

from bot.nlu.entities.digits import PLAIN, WORDS, Amount, read_digits
from bot.nlu.entities.number_words import FIVE, HUNDRED, ONES, TENS, odd_at, read_words
from bot.nlu.entities.reading import DIGITS, EDGE, MARK, WALL, WORD, Reading
from bot.nlu.entities.scales import MILLION, THOUSAND, scale_at
from bot.nlu.entities.units import HALVED, calculated_at, unit_at
from bot.nlu.entities.words import Words, words

# "Bốn triệu một" goes on: một tháng, một đợt. What is meant by 4.1 million is "bốn triệu mốt".
_AFTER_SCALE = Words({**{word: digit for word, digit in ONES.items() if digit > 1}, "mốt": 1, "tư": 4, "năm": 5})
# Without their diacritics these are mostly other words (một, sau, từ, bay, tạm).
_DOUBTFUL = words("mốt sáu tư bảy tám")
_POINT, _AFTER_POINT = words("phẩy"), Words({**ONES, "năm": 5})
_VAGUE = words("mấy vài hàng nhiều bạc cả phần")


def read_amount(reading: Reading, index: int) -> Amount | None:
    """Read the longest number that begins there."""
    first = read_part(reading, index) or _one_not_said(reading, index)
    if first is None:
        return None
    scaled = _scaled(reading, first)
    return scaled or _with_rest(reading, first)


def is_alone(reading: Reading, index: int, end: int) -> bool:
    """Tell whether the number that begins here ends there and counts nothing: no unit, no letters that touch it."""
    amount = read_amount(reading, index)
    if amount is None or amount.end != end or unit_at(reading, end):
        return False
    return not (reading[end].kind == WORD and reading[end].glued)


def read_part(reading: Reading, index: int) -> Amount | None:
    """Read a number without nghìn, triệu and tỷ."""
    if reading[index].kind == DIGITS:
        literal = read_digits(reading, index)
        return literal and _times_hundred(reading, literal)
    return read_words(reading, index)


def _times_hundred(reading: Reading, literal: Amount) -> Amount:
    """5 trăm, 3 chục"""
    token = reading[literal.end]
    if literal.form != PLAIN or literal.value > 99:
        return literal
    if token in HUNDRED:
        half = 50 if reading[literal.end + 1] in HALVED else 0
        return Amount(literal.value * 100 + half, literal.end + (2 if half else 1), WORDS)
    if token in TENS:
        return Amount(literal.value * 10, literal.end + 1, WORDS)
    return literal


def _one_not_said(reading: Reading, index: int) -> Amount | None:
    """triệu rưỡi, triệu hai, chục triệu, trăm nghìn; but "vài trăm nghìn" is no number"""
    if reading[index - 1] in _VAGUE:
        return None
    token, following = reading[index], reading[index + 1]
    if token in HUNDRED and following in HALVED and scale_at(reading, index + 2) is not None:
        return Amount(Decimal(150), index + 2, WORDS)
    if token in HUNDRED or token.typed in ("chục", "chuc"):
        known = scale_at(reading, index + 1) is not None
        return Amount(Decimal(100 if token in HUNDRED else 10), index + 1, WORDS) if known else None
    if scale_at(reading, index) is None or token.bare == "k" or token.typed == "ty":
        return None
    rest = following in HALVED or (_tail(reading, index + 1, MILLION) is not None and following.kind != DIGITS)
    return Amount(Decimal(1), index, WORDS) if rest else None


def _scaled(reading: Reading, first: Amount) -> Amount | None:
    """Go on from a first part to the whole: 8 [triệu 5], 8 [triệu 500 nghìn], 8 [triệu rưỡi]."""
    scale = scale_at(reading, first.end, first)
    if scale is None:
        return None
    part, total, largest = first, Decimal(), scale
    while True:
        total += (part.fraction if part.fraction is not None and scale >= MILLION else part.value) * scale
        end = part.end + 1
        following = read_part(reading, end)
        smaller = scale_at(reading, following.end, following, scale) if following else None
        if following is None or smaller is None:
            tail, end = _tail(reading, end, scale) or (Decimal(), end)
            return Amount(total + tail, end, first.form, largest, first.shown)
        if smaller >= scale:  # 8 triệu 9 triệu
            return Amount(total, end, first.form, largest, first.shown)
        part, scale = following, smaller


def _tail(reading: Reading, index: int, scale: int) -> tuple[Decimal, int] | None:
    """Return what a number behind a scale adds (8tr5, 8 triệu 5, tám triệu rưỡi, triệu hai), and its end."""
    token = reading[index]
    if token in HALVED:
        return Decimal(scale) / 2, index + 1
    if reading[index + 1] in HUNDRED and (part := read_part(reading, index)):
        return _tail_in_hundreds(reading, part, scale)
    if token.kind == DIGITS:
        return _tail_in_digits(reading, index, scale)
    if scale == THOUSAND and (odd := odd_at(reading, index)):
        return Decimal(odd), index + 2
    digit = _AFTER_SCALE.meaning(token)
    if scale < MILLION or digit is None or unit_at(reading, index + 1):
        return None
    if token in FIVE or (token in _DOUBTFUL and not _DOUBTFUL.exactly(token)):
        at_the_end = reading[index + 1].kind in (MARK, EDGE, WALL)
        return (Decimal(digit * scale) / 10, index + 1) if at_the_end else None
    return Decimal(digit * scale) / 10, index + 1


def _tail_in_hundreds(reading: Reading, part: Amount, scale: int) -> tuple[Decimal, int] | None:
    """một nghìn chín trăm bảy mươi, hai triệu ba trăm [nghìn]"""
    if scale > MILLION or unit_at(reading, part.end):
        return None
    return part.value * (1 if scale == THOUSAND else THOUSAND), part.end


def _tail_in_digits(reading: Reading, index: int, scale: int) -> tuple[Decimal, int] | None:
    token, following = reading[index], reading[index + 1]
    if not token.bare.isdigit() or len(token.bare) > 3:
        return None
    if not token.glued:
        belongs_elsewhere = unit_at(reading, index + 1) or calculated_at(reading, index + 1)
        if scale < MILLION or belongs_elsewhere or (following.glued and following.kind != MARK):
            return None
        if token.bare == "1" and following.kind == WORD:  # 4 triệu 1 đợt
            return None
    return Decimal(token.bare) * scale / 10 ** len(token.bare), index + 1


def _with_rest(reading: Reading, amount: Amount) -> Amount:
    """8 rưỡi, bảy phẩy năm"""
    token = reading[amount.end]
    if token in HALVED and amount.value < 100:
        return amount._replace(value=amount.value + Decimal("0.5"), end=amount.end + 1, form=WORDS, lone=False)
    if token in _POINT and (digit := _point_digit(reading, amount.end + 1)) is not None:
        return amount._replace(value=amount.value + Decimal(digit) / 10, end=amount.end + 2, form=WORDS, lone=False)
    return amount


def _point_digit(reading: Reading, index: int) -> int | None:
    shown = reading[index].bare
    return int(shown) if len(shown) == 1 and shown.isdigit() else _AFTER_POINT.meaning(reading[index])
