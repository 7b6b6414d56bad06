from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grievances.texts import clean_line, clean_optional, clean_text
from storage.errors import RuleViolation

ANY_TEXT = st.text(alphabet=st.characters(), max_size=200)


@given(ANY_TEXT)
def test_whatever_is_written_can_be_kept_and_is_kept_in_one_form(text: str) -> None:
    kept = clean_optional(text, 1_000)
    assert kept.encode().decode() == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert clean_optional(kept, 1_000) == kept
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in kept)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (unicodedata.normalize("NFD", "Chưa trả lương tháng Mười"), "Chưa trả lương tháng Mười"),
        ("nợ\x00 lương\x07\x1b[31m", "nợ lương[31m"),
        ("\u202eđảo\u202c \u200fchữ\u2066", "đảo chữ"),
        ("\u200b/restart", "/restart"),
        ("một\r\nhai\u2028ba", "một\nhai\nba"),
        ("một\n\n\n \n\nhai", "một\n\nhai"),
        ("👨\u200d👩\u200d👧 nghỉ lễ", "👨\u200d👩\u200d👧 nghỉ lễ"),
        ("a\ud800b", "ab"),
        ("  <script>alert(1)</script> ", "<script>alert(1)</script>"),
    ],
)
def test_hidden_characters_go_and_words_stay(typed: str, kept: str) -> None:
    assert clean_text(typed, 1_000) == kept


@pytest.mark.parametrize("empty", ["", "  \n\t ", "\x00\x01", "\u200b\u202e\u200d"])
def test_an_empty_text_is_refused_where_one_is_needed(empty: str) -> None:
    assert clean_optional(empty, 10) == ""
    with pytest.raises(RuleViolation, match="trống"):
        clean_text(empty, 10)


def test_the_limit_counts_what_is_left_and_says_how_much_is_allowed() -> None:
    assert clean_text("ấ" * 8_000 + "\x00", 8_000) == "ấ" * 8_000
    with pytest.raises(RuleViolation, match=r"8\.000"):
        clean_text("ấ" * 8_001, 8_000)


def test_a_place_is_one_line() -> None:
    assert clean_line(" Công ty\n  ABC,\tKCN Sóng Thần ", 100) == "Công ty ABC, KCN Sóng Thần"
