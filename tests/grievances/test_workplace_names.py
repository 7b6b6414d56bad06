"""A workplace is recognised however a worker spells it, and nothing is taken for one that names none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grievances.collective.workplace_names import folded, workplace_name

FORMS = ("Công ty", "cty", "CT", "TNHH", "cổ phần", "CP", "MTV", "JSC", "Co., Ltd", "Xí nghiệp", "Nhà máy", "Tập đoàn")
INSIDE = ("xưởng 2", "Phân xưởng B", "chuyền 14", "tổ 3", "ca 2", "line 7")
names = st.lists(st.sampled_from(["Hoa", "Sen", "Đại", "Việt", "Thắng", "Minh"]), min_size=2, max_size=4)


@pytest.mark.parametrize(
    "typed",
    [
        "Cty TNHH May An Phú",
        "công ty may an phu",
        "CT May An Phú - xưởng 2",
        "C.ty T.N.H.H May An Phú",
        "Công ty May An Phú, lô C2, chuyền 4",
        "Xưởng 2, Công ty May An Phú",
        "MAY AN PHÚ CO., LTD (KCN Quế Võ)",
        "may an phú xưởng 2",
    ],
)
def test_the_same_place_in_many_spellings(typed: str) -> None:
    assert workplace_name(typed) == "may an phu"


@pytest.mark.parametrize(
    "typed", ["", "công ty", "Công ty TNHH MTV", "Tổ 5", "CP Á", "123456", "...", "Công ty may", "công ty em", "quận 9"]
)
def test_what_names_no_place_matches_nothing(typed: str) -> None:
    assert workplace_name(typed) == ""


def test_different_places_stay_different() -> None:
    typed = ["May An Phú", "An Phú May", "May An Phước", "Xí nghiệp May 10", "Dệt 8/3", "Xưởng gỗ Minh Long"]
    assert len({workplace_name(name) for name in typed}) == len(typed)


@given(names, st.lists(st.sampled_from(FORMS), max_size=3), st.sampled_from(INSIDE))
def test_forms_before_and_shops_behind_tell_nothing(name: list[str], forms: list[str], inside: str) -> None:
    plain = workplace_name(" ".join(name))
    assert plain == folded(" ".join(name))
    for typed in (" ".join([*forms, *name]), " ".join([*name, inside]), f"{' '.join(name)} - {inside}"):
        assert workplace_name(typed) == plain
        assert workplace_name(typed.upper()) == plain
        assert workplace_name(unicodedata.normalize("NFD", typed)) == plain


@given(st.text(max_size=300))
def test_any_text_gives_a_name_that_stays_itself(typed: str) -> None:
    name = workplace_name(typed)
    assert len(name) <= 120
    assert workplace_name(name) in (name, "")
    assert name == folded(name)
