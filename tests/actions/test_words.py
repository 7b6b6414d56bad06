"""Promises about reading between the lines, and not more than that."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import words
from grievances.model import Category


@pytest.mark.parametrize(
    "text",
    [
        "tôi muốn phản ánh",
        "em muon phan anh cong ty a",
        "phản ánh ẩn danh",
        "cho em gửi đơn khiếu nại",
        "tôi muốn gặp người thật",
        "cho gặp cán bộ",
        "",
        "?",
        "ạ",
    ],
)
def test_a_bare_wish_says_nothing(text: str) -> None:
    assert not words.says_something(text)


@pytest.mark.parametrize("text", ["công ty nợ lương", "no luong 2 thang roi", "bị quản đốc chửi", "cơm thiu"])
def test_a_complaint_says_something(text: str) -> None:
    assert words.says_something(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("nợ lương 2 tháng", Category.WAGES),
        ("no luong 2 thang", Category.WAGES),
        ("bắt tăng ca chủ nhật", Category.HOURS),
        ("bị tai nạn, công ty không phát đồ bảo hộ", Category.SAFETY),
        ("cơm có sâu", Category.MEALS),
        ("không đóng BHXH", Category.INSURANCE),
        ("ép nghỉ việc không lý do", Category.DISMISSAL),
        ("sếp sàm sỡ nữ công nhân", Category.HARASSMENT),
        ("chuyện khác thôi", Category.WAGES),
    ],
)
def test_the_likely_category_comes_first(text: str, first: Category) -> None:
    assert words.by_likelihood(text)[0] is first


@given(st.text())
def test_every_category_can_always_be_chosen(text: str) -> None:
    assert sorted(words.by_likelihood(text)) == sorted(Category)


@given(st.text())
def test_composed_and_decomposed_words_are_read_alike(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert words.fold(composed) == words.fold(decomposed)


@given(st.text(), st.text())
def test_joined_words_are_bounded_and_a_quote_is_one_line(first: str, second: str) -> None:
    assert len(words.join(first, second * 3_000)) <= 4_000
    assert len(words.quote(first)) <= 90
    assert "\n" not in words.quote(first)


def test_words_told_later_are_quoted_beside_the_first_ones() -> None:
    first = "hôm qua chuyền trưởng chửi rồi đuổi em về vì em xin nghỉ chăm con ốm"
    later = "chủ công ty còn nợ lương tụi em ba tháng nay"
    assert words.quote(words.join(first, later)) == f"{first[:43]}… {later}"


def test_a_quote_shows_that_its_middle_is_left_out() -> None:
    told = words.join("Công ty nợ lương", f"không phải tháng này mà {'tháng trước ' * 8}", "hai tháng rồi")
    assert words.quote(told) == "Công ty nợ lương … hai tháng rồi"
