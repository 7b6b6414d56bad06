"""What a number may be counted in: words that stand behind it."""

from __future__ import annotations

import re
from enum import IntEnum

from bot.nlu.entities.reading import DIGITS, MARK, WORD, Reading
from bot.nlu.entities.words import Words, words


class Span(IntEnum):
    """The units of a duration, the longest first."""

    YEAR = 0
    MONTH = 1
    WEEK = 2
    DAY = 3
    HOUR = 4
    MINUTE = 5


SPANS = Words(
    {
        **dict.fromkeys(["năm"], Span.YEAR),
        **dict.fromkeys(["tháng", "thg", "thág", "th"], Span.MONTH),
        **dict.fromkeys(["tuần"], Span.WEEK),
        **dict.fromkeys(["ngày", "hôm", "bữa"], Span.DAY),
        **dict.fromkeys(["tiếng", "giờ", "h"], Span.HOUR),
        **dict.fromkeys(["phút"], Span.MINUTE),
    }
)
_CURRENCY = words("đ đồng vnd vnđ")
_FOREIGN = words("usd đô eur euro yên tệ won đài")
HALVED = words("rưỡi rưởi rửơi")
_COUNTED = words(
    "người ng nld nlđ con đứa cháu bé tuổi lần ca buổi cái chiếc thợ suất sản sp km kg g mét m cây nhà máy xe hộ hộp "
    "bậc điểm trang phiếu câu nam nữ bạn chị"
)
_WORKDAYS = words("công")
_NO_WORKDAY = words("ty đoàn việc an bằng văn lao chức ước")  # công ty, công đoàn, công việc …
_WORKERS = words("nhân")  # công nhân, nhân viên
_WORKER = words("công viên khẩu sự lực")
_PART, _HUNDRED = words("phần"), words("trăm")
_MEAL = words("ăn cơm trưa sáng tối chiều")
_MALE, _FEMALE, _AND = words("nam"), words("nữ"), words("và với")


def percent_at(reading: Reading, index: int) -> int | None:
    """Return the end of `%` or `phần trăm` that stands there."""
    if reading[index].bare == "%":
        return index + 1
    return index + 2 if reading[index] in _PART and reading[index + 1] in _HUNDRED else None


def currency_at(reading: Reading, index: int, value: float = 0) -> int | None:
    """Return the end of the currency that stands behind an amount of this value."""
    token = reading[index]
    if token in _CURRENCY and token.bare.startswith("vn"):
        return index + 1
    if _CURRENCY.exactly(token):
        return index + 1
    # Without its mark it may be "đóng": từ 2000 dong bhxh.
    like_a_year = re.fullmatch("(19|20)[0-9]{2}", reading[index - 1].bare) and not token.glued
    return index + 1 if token in _CURRENCY and value >= 1000 and not like_a_year else None


def foreign_at(reading: Reading, index: int) -> bool:
    """Tell whether other people's money stands there."""
    token = reading[index]
    if token.bare == "$" or token.bare in ("usd", "eur", "euro"):
        return True
    return token in _FOREIGN and token.typed != token.bare


def span_at(reading: Reading, index: int) -> Span | None:
    """Return the unit of a duration that stands there."""
    unit = SPANS.meaning(reading[index])
    if reading[index].bare == "bua" and reading[index + 1] in _MEAL:
        return None
    if unit == Span.YEAR and reading[index].typed == "nam" and _women_follow(reading, index + 1):
        return None
    return unit


def _women_follow(reading: Reading, index: int) -> bool:
    """2 nam, 3 nữ: men and women, no years."""
    if reading[index].bare == "," or reading[index] in _AND:
        index += 1
    return reading[index].kind in (DIGITS, WORD) and reading[index + 1] in _FEMALE


def counted_at(reading: Reading, index: int) -> bool:
    """Tell whether people or things are counted there."""
    token, following = reading[index], reading[index + 1]
    if token in _COUNTED:
        return True
    if token in _WORKDAYS:
        return following not in _NO_WORKDAY
    return token in _WORKERS and following in _WORKER


def unit_at(reading: Reading, index: int) -> bool:
    """Tell whether the number before this place belongs to what stands here."""
    return (
        span_at(reading, index) is not None
        or counted_at(reading, index)
        or percent_at(reading, index) is not None
        or currency_at(reading, index) is not None
    )


def calculated_at(reading: Reading, index: int) -> bool:
    """Tell whether a mark stands there that makes one figure of two: 24/11, 8:30, 5-7."""
    mark, following = reading[index], reading[index + 1]
    return mark.kind == MARK and mark.bare in "/:-–x" and following.kind == DIGITS and following.glued
