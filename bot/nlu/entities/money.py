"""Amounts of money in đồng: 500k, 8tr5, 8 củ 5, 8.500.000đ, 12 trieu ruoi, hai trăm nghìn đồng."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bot.nlu.entities.digits import GROUPED, PLAIN, Amount
from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.scales import THOUSAND
from bot.nlu.entities.units import counted_at, currency_at, foreign_at, percent_at, span_at

MONEY = "money"

_MOST = Decimal(10) ** 13
_GROUPED_FROM, _PLAIN_FROM = 10_000, 100_000
_NUMBER_OF_A_CARD = 9  # digits


def find_money(reading: Reading, index: int, amount: Amount) -> Found | None:
    """Return the money that this amount is, if it is money."""
    if foreign_at(reading, amount.end):
        return Found(amount.end + 1)
    if amount.value >= _MOST or percent_at(reading, amount.end):
        return None
    end = currency_at(reading, amount.end, float(amount.value))
    if end is None:
        lasts = span_at(reading, amount.end) is not None and amount.value < _GROUPED_FROM
        if lasts or counted_at(reading, amount.end) or not _looks_like_money(amount):
            return None
    return Found(end or amount.end, MONEY, int(amount.value.to_integral_value(ROUND_HALF_UP)))


def _looks_like_money(amount: Amount) -> bool:
    if amount.scale >= THOUSAND:
        return True
    if amount.form == GROUPED:
        return amount.value >= _GROUPED_FROM and not is_card_number(amount)
    return amount.form == PLAIN and amount.value >= _PLAIN_FROM and not is_card_number(amount)


def is_card_number(amount: Amount) -> bool:
    """Tell whether these digits name something (a telephone, an identity card, an account) instead of counting it."""
    digits = sum(character.isdigit() for character in amount.shown)
    if amount.scale >= THOUSAND or digits < _NUMBER_OF_A_CARD - 4:
        return False
    return amount.shown.startswith("0") or (digits >= _NUMBER_OF_A_CARD and amount.value % THOUSAND != 0)
