"""Names stand where a Vietnamese reader looks for them."""

from __future__ import annotations

import random

from grievances.name_order import name_order

IN_ORDER = [
    "An Giang",
    "Ăn ca",
    "Ân Thi",
    "Bình Dương",
    "cà phê",
    "Dung",
    "Dũng",
    "Dương",
    "Đà Nẵng",
    "Đặng Hải Yến",
    "đồng phục",
    "Em",
    "Êm",
    "Ha",
    "Hà",
    "Hà An",
    "Hả An",
    "Hã An",
    "Há An",
    "Hạ An",
    "Hà Bình",
    "Nợ lương",
    "nợ lương",
    "Ôn",
    "Ơn",
    "Ưng",
    "Vũ",
    "Yên 2",
    "Yên Bái",
]


def test_letters_come_first_then_tones_then_capitals() -> None:
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=name_order) == IN_ORDER
