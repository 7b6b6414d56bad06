"""Thousands, millions and billions, and what people call them: k, nghìn, ngàn; tr, triệu, củ, chai; tỷ."""

from __future__ import annotations

from bot.nlu.entities.digits import Amount
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.words import Words, words

THOUSAND, MILLION, BILLION = 1_000, 1_000_000, 1_000_000_000

_SCALES = Words(
    {
        **dict.fromkeys(["nghìn", "ngàn"], THOUSAND),
        **dict.fromkeys(["triệu", "tr", "củ", "chai"], MILLION),
        **dict.fromkeys(["tỷ", "tỉ"], BILLION),
    }
)
_HUNDRED_THOUSANDS = words("lít")  # only behind millions: 8 củ 2 lít
_BANK, _RATE, _DRINK = words("hàng"), words("lệ trọng giá"), words("nước bia rượu dầu sữa sting")


def scale_at(reading: Reading, index: int, part: Amount | None = None, last: int = 0) -> int | None:
    """Return the scale that stands there, behind this part of a number and, before that, a larger scale."""
    token, following = reading[index], reading[index + 1]
    if token.bare == "k":
        return THOUSAND if token.typed == "k" and part and _is_thousand(token.glued, part) else None
    if token in _HUNDRED_THOUSANDS:
        return MILLION // 10 if last == MILLION else None
    scale = _SCALES.meaning(token)
    if token.typed == "ti" or (token.bare == "ngan" and following in _BANK):  # 1 tí, 2 ngân hàng
        return None
    if token.bare == "ty" and following in _RATE:
        return None
    return None if token.bare == "chai" and following in _DRINK else scale


def _is_thousand(glued: bool, part: Amount) -> bool:
    """A "k" on its own may be "không": 1990 k được, nghỉ 12 k lương."""
    if glued:
        return True
    return not 1900 <= part.value <= 2100 and (part.value >= 100 or (part.value >= 10 and part.value % 5 == 0))
