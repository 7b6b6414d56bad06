"""Percentages and bare numbers."""

from __future__ import annotations

from bot.nlu.entities.digits import Amount
from bot.nlu.entities.found import Found
from bot.nlu.entities.money import is_card_number
from bot.nlu.entities.reading import MARK, WORD, Reading
from bot.nlu.entities.units import counted_at, percent_at, span_at
from bot.nlu.entities.words import words

PERCENT, NUMBER = "percent", "number"

_POLITE = words("dạ vâng ok em e mình tôi là khoảng tầm chừng hơn gần có được dc đc ạ a nha nhé ad thứ")
_PLAIN = words("một hai ba bốn năm sáu bảy bẩy tám chín mười")
_SURELY = words("bốn sáu bảy bẩy tám chín mười")
_NOT_ONE = words("lần mình")  # rút một lần
_ORDINAL = words("thứ")  # weekdays have been taken away before: con thứ hai
_HARM, _HARMFUL = words("hại hai"), words("độc thiệt nguy tai xâm")


def find_percent(reading: Reading, index: int, amount: Amount) -> Found | None:
    """50%, 50 phần trăm"""
    end = percent_at(reading, amount.end)
    return Found(end, PERCENT, float(amount.value)) if end else None


def find_number(reading: Reading, index: int, amount: Amount) -> Found | None:
    """Return the number that an amount is when it is nothing else; letters that touch it make a name of both."""
    before = reading[index - 1]
    if reading[index].glued and (before.kind == WORD or before.bare == "/"):  # t7, q12, x2, 1/2/3/4
        return Found(amount.end)
    glued = reading[amount.end].glued and reading[amount.end].kind == WORD
    if glued and not counted_at(reading, amount.end) and span_at(reading, amount.end) is None:  # 2x, 12a1
        return Found(amount.end + 1)
    if is_card_number(amount) or (amount.lone and not _is_meant(reading, index, amount.end)):
        return Found(amount.end)
    return Found(amount.end, NUMBER, float(amount.value))


def _is_meant(reading: Reading, index: int, end: int) -> bool:
    """Tell whether one word is a number: bốn, bảy; một, hai, ba and bare words only with what they count."""
    token = reading[index]
    if reading[end] in _NOT_ONE and token.bare == "mot":
        return False
    if token in _HARM and reading[index - 1] in _HARMFUL:  # độc hại
        return False
    if token.typed != token.bare and _SURELY.exactly(token):
        return True
    if reading.is_marked and not _PLAIN.exactly(token):
        return False
    return reading[index - 1] in _ORDINAL or counted_at(reading, end) or is_whole_answer(reading, index, end)


def is_whole_answer(reading: Reading, index: int, end: int) -> bool:
    """Tell whether a message says nothing else: dạ hai ạ."""
    others = [*reading.tokens[:index], *reading.tokens[end:]]
    return len(others) <= 4 and all(token.kind == MARK or token in _POLITE for token in others)
