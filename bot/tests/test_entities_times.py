"""However a worker writes how long or when, it is the same time."""

from __future__ import annotations

import pytest

from bot.nlu.entities.found import DurationValue
from bot.nlu.normalise import fold
from bot.tests.entity_finding import dated, found, lasting

DURATIONS: list[tuple[DurationValue, list[str]]] = [
    (lasting(2, 3), ["2 năm 3 tháng", "2 nam 3 thang", "hai năm ba tháng", "2năm 3tháng", "2 năm và 3 tháng"]),
    (lasting(2, 3), ["2 năm, 3 tháng", "2 năm lẻ 3 tháng", "2 NĂM 3 THÁNG", "2 năm 3 thg", "hai nam ba thang"]),
    (lasting(months=18), ["18 tháng", "18 thang", "18 thg", "18th", "mười tám tháng", "muoi tam thang"]),
    (lasting(3, 6), ["3 năm rưỡi", "3 nam ruoi", "ba năm rưỡi", "3,5 năm", "3.5 nam", "3 năm 6 tháng"]),
    (lasting(1, 6), ["năm rưỡi", "nam ruoi", "một năm rưỡi", "1,5 năm"]),
    (
        lasting(hours=2.5),
        ["2 tiếng rưỡi", "2 tieng ruoi", "2h30", "2h30p", "2 giờ 30 phút", "2,5 tiếng", "hai giờ rưỡi"],
    ),
    (lasting(hours=8.0), ["8h", "8 h", "8 tiếng", "8 giờ", "tám tiếng", "8tieng", "8h/ngày", "tam tieng"]),
    (lasting(hours=1.5), ["90 phút", "90p", "90 phut", "1 tiếng rưỡi"]),
    (lasting(months=6), ["nửa năm", "nua nam", "6 tháng", "sáu tháng", "sau thang"]),
    (lasting(days=15), ["nửa tháng", "15 ngày", "mười lăm ngày"]),
    (lasting(days=14), ["2 tuần", "14 ngày", "hai tuần", "14 hôm", "14 bữa"]),
    (lasting(months=1, days=15), ["tháng rưỡi", "1 tháng 15 ngày", "1,5 tháng"]),
    (lasting(5), ["5 năm", "năm năm", "nam nam", "5 năm nay"]),
    (lasting(months=5), ["5 tháng", "năm tháng", "nam thang"]),
    (lasting(20), ["20 năm", "hai mươi năm", "hai chục năm", "2 chục năm"]),
    (lasting(25), ["25 năm", "hai mươi lăm năm", "hai lăm năm", "hai nhăm năm", "hai muoi lam nam"]),
    (lasting(days=2, hours=12.0), ["2 ngày rưỡi", "2,5 ngày"]),
    (lasting(1, 2, 15), ["1 năm 2 tháng 15 ngày"]),
    (lasting(hours=300.0), ["300 giờ", "ba trăm giờ", "300h", "quá 300h"]),
    (lasting(hours=2000.0), ["2000 giờ"]),
]
DATES = {
    "1990-03-15": [
        *["15/3/1990", "15/03/1990", "15-3-90", "15/3/90", "15.3.1990", "15.03.90", "15 / 3 / 1990", "1990-03-15"],
        *["1990/3/15", "15031990", "15/3 năm 1990", "ngày 15/3/1990", "ngày 15 tháng 3 năm 1990", "sinh ngày 15/3/90"],
        *["ngay 15 thang 3 nam 90", "15 tháng 3 1990", "15 tháng 3/1990", "15 tháng 3, 1990", "15 thg 3 năm 1990"],
        *["mười lăm tháng ba năm 1990", "ngày 15 tháng ba năm một nghìn chín trăm chín mươi", "ngày sinh: 15/3/1990"],
        *["ngày 15 tháng ba năm một chín chín mươi"],
    ],
    "2005-01-02": ["2/1/2005", "02/01/05", "02012005", "mùng 2 tháng 1 năm 2005", "2 tháng giêng năm 2005"],
    "2024-02-29": ["29/2/2024", "29-02-24"],
    "1990-03": [
        "3/1990",
        "03/1990",
        "tháng 3 năm 1990",
        "thang 3 nam 1990",
        "tháng 3/1990",
        "T3/1990",
        "3-1990",
        "3.1990",
    ],
    "1972-09": ["tháng chín năm bảy mươi hai", "tháng 9 năm 72", "tháng 9/72", "tháng 9-1972", "thg 9 1972"],
    "2024-12": ["12/2024", "2024/12", "tháng 12 2024", "tháng chạp năm 2024", "tháng mười hai năm hai không hai tư"],
    "1990": [
        "1990",
        "năm 1990",
        "nam 1990",
        "sinh năm 90",
        "sinh nam 90",
        "sn 90",
        "sn90",
        "sinh 90",
        "em sinh năm 1990",
    ],
    "1985": [
        "sinh năm tám mươi lăm",
        "sinh năm tám lăm",
        "năm sinh: 1985",
        "sanh năm 85",
        "năm một chín tám lăm",
        "sn: 85",
    ],
    "2023": [
        "năm 2023",
        "2023",
        "năm hai nghìn không trăm hai mươi ba",
        "năm hai không hai ba",
        "NĂM 2023",
        "2023 k dc",
    ],
    "2009": ["năm 09", "sinh 09", "năm hai ngàn lẻ chín", "năm hai ngàn không trăm lẻ chín", "2009 dong bhxh"],
}


@pytest.mark.parametrize(("value", "text"), [(value, text) for value, texts in DURATIONS for text in texts])
@pytest.mark.parametrize("around", ["{}", "em làm được {} rồi"])
def test_a_duration_is_what_was_said(text: str, value: DurationValue, around: str) -> None:
    sentence = around if fold(text) != text else fold(around)  # nobody leaves out only some of the diacritics
    assert found(sentence.format(text)) == [("duration", value)]


@pytest.mark.parametrize(("date", "text"), [(date, text) for date, texts in DATES.items() for text in texts])
def test_a_date_is_understood_as_exactly_as_it_was_said(text: str, date: str) -> None:
    assert found(text) == [("date", dated(date))]


@pytest.mark.parametrize(
    "text",
    [
        *["31/2/1990", "15/13/1990", "0/0/0000", "30/2/24", "99/99/9999", "24/24", "24/7", "24/11", "nghỉ 30/4 và 1/5"],
        *["tháng 7", "từ t9", "tháng 3 năm ngoái", "từ 15 tháng ba năm nay", "ngày 15", "mùng mười", "lương tháng 13"],
        *["8 tháng 3", "24 tháng 11 là lễ gì", "hai bốn tháng mười một", "ngay 24 thang 11", "2/9"],
    ],
)
def test_a_day_without_a_year_or_no_day_at_all_is_neither_a_date_nor_a_number(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("lần 2 năm 2023", [("number", 2.0), ("date", dated("2023"))]),
        ("tết 2027 ngày nào", [("date", dated("2027"))]),
        ("tháng 3 năm 2002 tới nay 2 năm 3 tháng", [("date", dated("2002-03")), ("duration", lasting(2, 3))]),
        ("mỗi năm mười hai ngày", [("duration", lasting(days=12))]),
        ("moi nam 12 ngay phep", [("duration", lasting(days=12))]),
        ("một tháng 8 tiếng", [("duration", lasting(months=1, hours=8.0))]),
        ("8 tháng 3 lần", [("duration", lasting(months=8)), ("number", 3.0)]),
        ("1 năm nữa", [("duration", lasting(1))]),
        ("hai ba ngày", [("duration", lasting(days=3))]),
        ("2 nam, 3 nu", [("number", 2.0), ("number", 3.0)]),
        ("từ 2014 đến 2024", [("date", dated("2014")), ("date", dated("2024"))]),
        ("phép năm 12 hay 14 ngày", [("number", 12.0), ("duration", lasting(days=14))]),
    ],
)
def test_years_months_and_days_are_told_from_durations(text: str, value: list[tuple[str, object]]) -> None:
    assert found(text) == value
