"""Every province, old or new, by its name and by what people call it."""

from __future__ import annotations

import unicodedata

import pytest
from underthesea import convert_address

from bot.nlu.normalise import fold
from bot.tests.entity_finding import found

TODAY = """An Giang, Bắc Ninh, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Điện Biên, Đồng Nai, Đồng Tháp, Gia
Lai, Hà Nội, Hà Tĩnh, Hải Phòng, Huế, Hưng Yên, Khánh Hòa, Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng,
Nghệ An, Ninh Bình, Phú Thọ, Quảng Ngãi, Quảng Ninh, Quảng Trị, Sơn La, Tây Ninh, Thái Nguyên, Thanh
Hóa, TP Hồ Chí Minh, Tuyên Quang, Vĩnh Long"""
UNTIL_2025 = """Bà Rịa - Vũng Tàu, Bạc Liêu, Bắc Giang, Bắc Kạn, Bến Tre, Bình Dương, Bình Định, Bình Phước, Bình
Thuận, Đắk Nông, Hà Giang, Hà Nam, Hải Dương, Hậu Giang, Hòa Bình, Kiên Giang, Kon Tum, Long An, Nam
Định, Ninh Thuận, Phú Yên, Quảng Bình, Quảng Nam, Sóc Trăng, Thái Bình, Tiền Giang, Trà Vinh, Vĩnh
Phúc, Yên Bái"""
PRESENT, PAST = ([" ".join(name.split()) for name in names.split(",")] for names in (TODAY, UNTIL_2025))


def province(name: str, said: str) -> list[tuple[str, object]]:
    return [("province", {"name": name, "said": said})]


def today(name: str) -> str:
    """What another table says: the province of today, written as we write it."""
    converted = convert_address(name.removeprefix("TP ")).converted
    short = converted.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    return "TP Hồ Chí Minh" if short == "Hồ Chí Minh" else short


def test_there_are_34_provinces_and_there_were_63() -> None:
    assert len(PRESENT) == 34
    assert len(PAST) == 29


@pytest.mark.parametrize("name", PRESENT + PAST)
def test_every_province_old_or_new_is_known_and_where_it_belongs_today(name: str) -> None:
    assert found(name) == province(today(name), name)
    assert found(f"em ở {name.lower()} ạ") == province(today(name), name)
    assert found(f"em o {fold(name.lower())} a") == province(today(name), name)
    assert found(f"Tỉnh {name.upper()}") == province(today(name), name)
    assert found(unicodedata.normalize("NFD", name)) == province(today(name), name)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *[
            (typed, "TP Hồ Chí Minh")
            for typed in ("sg", "SG", "hcm", "tphcm", "TP.HCM", "tp hcm", "sài gòn", "sai gon", "em ở sg")
        ],
        *[
            ("hn", "Hà Nội"),
            ("ở hn", "Hà Nội"),
            ("bd", "Bình Dương"),
            ("kcn bd", "Bình Dương"),
            ("dĩ an", "Bình Dương"),
        ],
        *[("brvt", "Bà Rịa - Vũng Tàu"), ("vũng tàu", "Bà Rịa - Vũng Tàu"), ("ba ria vung tau", "Bà Rịa - Vũng Tàu")],
        *[
            ("biên hoà", "Đồng Nai"),
            ("Bien Hoa", "Đồng Nai"),
            ("tt huế", "Thừa Thiên Huế"),
            ("Thừa Thiên - Huế", "Thừa Thiên Huế"),
        ],
        *[
            ("daklak", "Đắk Lắk"),
            ("đắc lắc", "Đắk Lắk"),
            ("thanh hoá", "Thanh Hóa"),
            ("hoà bình", "Hòa Bình"),
            ("kontum", "Kon Tum"),
        ],
    ],
)
def test_provinces_are_known_by_what_people_call_them(typed: str, said: str) -> None:
    assert found(typed) == province(today(said) if said != "Thừa Thiên Huế" else "Huế", said)


@pytest.mark.parametrize(
    "text",
    [
        *["di lam dong bhxh day du", "cty dong thap hon luong", "cong ty da nang luong chua", "cong ty can tho may"],
        *[
            "lương không cao bằng người ta",
            "sống hòa bình",
            "lam phu tho ho",
            "nghe an toan",
            "di an trua",
            "gia lai tang",
        ],
        *["bd lam tu 2020", "sg bao nhieu phan tram", "hn e di lam", "hai phong ngu", "may nam dinh nghi"],
    ],
)
def test_words_that_resemble_a_province_are_none(text: str) -> None:
    assert [entity for entity, _ in found(text) if entity == "province"] == []


def test_two_provinces_are_both_found() -> None:
    assert found("từ Nghệ An vô Bình Dương") == province("Nghệ An", "Nghệ An") + province(
        "TP Hồ Chí Minh", "Bình Dương"
    )
