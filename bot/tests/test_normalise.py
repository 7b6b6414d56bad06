"""However a worker types it, it is the same message."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.abbreviations import table
from bot.nlu.normalise import fold, normalise

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđbcghklmnpqrstvx"
MESSAGES = st.one_of(
    st.text(), st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " 0123456789.,?!\u200b", max_size=80)
)


@given(MESSAGES)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.lists(st.sampled_from([" ".join(typed) for typed in table()] + ["500", "8", "ơ", "ii", "oà"]), max_size=8))
def test_normalising_abbreviations_twice_changes_nothing(words: list[str]) -> None:
    text = " ".join(words)
    assert normalise(normalise(text)) == normalise(text)


@given(MESSAGES)
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


@given(MESSAGES)
def test_folding_twice_changes_nothing_and_leaves_no_diacritics(text: str) -> None:
    folded = fold(normalise(text))
    assert fold(folded) == folded
    assert not set(VIETNAMESE) - set("aeiouybcghklmnpqrstvx") & set(folded)


@pytest.mark.parametrize(
    "money", ["500k", "10tr", "8tr5", "1.500.000đ", "4,96", "500 k", "10 tr", "12/2025", "4.960.000"]
)
def test_amounts_stay_as_they_are(money: str) -> None:
    assert normalise(f"lương {money} một tháng") == f"lương {money} một tháng"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hoà, thuý, khoẻ", "hòa thúy khỏe"),
        ("quý hoàn toàn", "quý hoàn toàn"),
        ("KHÔNGGGG đượcccc", "không được"),
        ("cty ko đóng bhxh", "công ty không đóng bảo hiểm xã hội"),
        ("k dc nghỉ hả a", "không được nghỉ hả anh"),
        ("nld ký hđlđ vs cty", "người lao động ký hợp đồng lao động với công ty"),
        ("lm 8 h, tc mấy h", "làm 8 giờ tăng ca mấy giờ"),
        ("\u200b/restart", "restart"),
        ("vùng III", "vùng iii"),
        ("👍👍", "👍 👍"),
        ("", ""),
        ("… ?!", ""),
    ],
)
def test_the_spellings_of_the_chat_become_one(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


def test_a_story_of_pages_keeps_its_beginning_and_its_question() -> None:
    story = "Em làm ở xưởng may. " + "Chuyện dài lắm. " * 1000 + "Vậy em có được nghỉ không?"
    short = normalise(story)
    assert short.startswith("em làm ở xưởng may")
    assert short.endswith("vậy em có được nghỉ không")
    assert len(short) < 2500
