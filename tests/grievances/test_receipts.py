from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grievances.receipts import ALPHABET, find_receipt, new_receipt

BODIES = st.text(ALPHABET, min_size=12, max_size=12).filter(lambda body: not body.isdigit())
RECEIPTS = BODIES.filter(lambda body: any(c.isdigit() for c in body)).map(
    lambda body: f"CD-{body[:4]}-{body[4:8]}-{body[8:]}"
)
GAPS = st.sampled_from(["", "-", " ", " - ", "–", ".", "_", "\u2011"])
WRITTEN = re.compile(rf"CD(-[{ALPHABET}]{{4}}){{3}}")
MISREAD = {"0": "Oo", "1": "IiLl", "2": "Zz", "5": "Ss", "8": "Bb", "V": "Uu"}


def test_a_receipt_can_be_written_by_hand_and_typed_with_telex_on() -> None:
    assert not set("OILSZBU") & set(ALPHABET)
    assert not set("AEIOUYD") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 25


def test_receipts_are_never_the_same() -> None:
    made = {new_receipt() for _ in range(5_000)}
    assert len(made) == 5_000
    assert all(WRITTEN.fullmatch(receipt) for receipt in made)


@given(RECEIPTS, GAPS, st.booleans(), st.booleans())
def test_case_gaps_and_the_prefix_do_not_matter(receipt: str, gap: str, lower: bool, prefix: bool) -> None:
    parts = receipt.split("-")
    typed = gap.join(parts if prefix else parts[1:])
    assert find_receipt(typed.lower() if lower else typed) == receipt


@given(RECEIPTS, st.data())
def test_letters_that_look_alike_are_read_as_the_one_that_exists(receipt: str, data: st.DataObject) -> None:
    typed = "".join(data.draw(st.sampled_from(MISREAD.get(letter, letter) + letter)) for letter in receipt[3:])
    assert find_receipt("CD-" + typed) == receipt


@given(RECEIPTS)
def test_every_symbol_may_stand_apart(receipt: str) -> None:
    assert find_receipt(" ".join(receipt)) == receipt


@pytest.mark.parametrize(
    "around",
    [
        "mã của tôi là {}",
        "Mã: {}.",
        "({})",
        "\u200b{}",
        "tra cứu giúp tôi {} với ạ",
        "xem giúp {}",
        "{}\nCảm ơn",
        "“{}”",
        "🙏{}🙏",
    ],
)
@given(receipt=RECEIPTS, lower=st.booleans())
def test_a_receipt_is_found_within_a_sentence(around: str, receipt: str, lower: bool) -> None:
    text = around.format(receipt)
    assert find_receipt(text.lower() if lower else text) == receipt


@pytest.mark.parametrize("prefix", ["CĐ-", "cđ ", "Cđ", "ＣＤ－", "cd:"])
def test_what_vietnamese_keyboards_make_of_the_code_is_undone(prefix: str) -> None:
    assert find_receipt(f"{prefix}Ư7M2-p9xf-3tqh") == "CD-W7M2-P9XF-3TQH"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CD-",
        "mã của tôi là gì",
        "079123456789",  # an identity card
        "CD 079123456789",
        "0912 345 678",
        "minh minh minh",
        "Lương tháng 10 chưa trả",
        "thợ lò sinh 1975 tính tuổi hưu",
        "stk: 190345678",
        "60 phút con nhỏ",
        "CD-K7M2-P9XF-3TQ",
        "CD-K7M2-P9XF-3TQH8",
        "XK7M2-P9XF-3TQH",
        "CD-KAM2-P9XF-3TQH",
        "\x00" * 50,
    ],
)
def test_what_is_no_receipt_is_not_taken_for_one(text: str) -> None:
    assert find_receipt(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_harm(text: str) -> None:
    found = find_receipt(text)
    assert found is None or WRITTEN.fullmatch(found)


@given(RECEIPTS, RECEIPTS)
def test_the_first_of_two_is_taken(first: str, second: str) -> None:
    assume(first != second)
    assert find_receipt(f"{first} và {second}") == first


def test_a_huge_text_is_read_quickly() -> None:
    assert find_receipt("CD-K7M2-P9XF-" * 100_000) is None
