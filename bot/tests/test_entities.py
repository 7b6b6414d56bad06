"""Whole messages: everything is found once and in its place, and what only looks like a figure is left alone."""

from __future__ import annotations

import unicodedata

import pytest

from bot.tests.entity_finding import FINDER, dated, found, lasting, only, said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Lương 8tr5, làm 2 năm 3 tháng, sinh 15/3/1990",
            [("money", "8tr5"), ("duration", "2 năm 3 tháng"), ("date", "15/3/1990")],
        ),
        ("luong 8 trieu 1 thang lam 5 nam", [("money", "8 trieu"), ("duration", "1 thang"), ("duration", "5 nam")]),
        ("lương 8 triệu 5 năm", [("money", "8 triệu"), ("duration", "5 năm")]),
        (
            "8 triệu 26 công, 8 triệu 2 con",
            [("money", "8 triệu"), ("number", "26"), ("money", "8 triệu"), ("number", "2")],
        ),
        ("4 triệu một đợt", [("money", "4 triệu")]),
        ("8 triệu 9 triệu", [("money", "8 triệu"), ("money", "9 triệu")]),
        ("từ 5-7 triệu", [("number", "5"), ("money", "7 triệu")]),
        ("hưởng 75% lương 7 triệu", [("percent", "75%"), ("money", "7 triệu")]),
        ("tăng ca 150 200 300", [("number", "150"), ("number", "200"), ("number", "300")]),
        ("1.500.000 ngày 1.5.2020", [("money", "1.500.000"), ("date", "ngày 1.5.2020")]),
        ("phạt 200k mà lương có 20k/h", [("money", "200k"), ("money", "20k")]),
        ("lương ngày 250.000 ngày 8 tiếng", [("money", "250.000"), ("duration", "8 tiếng")]),
        ("vùng 1", [("number", "1")]),
        ("5 triệu người, 500 nghìn công nhân", [("number", "5 triệu"), ("number", "500 nghìn")]),
    ],
)
def test_everything_in_a_message_is_found_where_it_stands(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *["điều 98", "Điều 98 khoản 2", "nghị định 293/2025/NĐ-CP", "nđ 293", "nghị định 12/2022", "luật 45/2019/QH14"],
        *["quyết định 595/QĐ-BHXH", "thông tư số 10/2020/TT-BLĐTBXH", "nghi dinh 145", "mẫu 01"],
        *["0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "84912345678", "09 12 34 56 78"],
        *["CCCD 079123456789", "cmnd 285123456", "số tài khoản 1234 5678 9012", "stk: 190345678", "mã số 12345"],
        *["t7", "cn t7", "thứ 7 tuần này", "thu 7 chu nhat", "sáng thứ hai em nghỉ", "tháng trước", "đêm thứ bảy"],
        *["3 ca 4 kíp", "3 ca 4 kip", "ba ca bốn kíp", "làm ca 3", "tổ 5", "quận 12", "q12", "x2 lương", "c70", "12a1"],
        *["8h sáng", "8 giờ tối", "từ 17h đến 22h", "22h30", "17:30", "lúc 2 giờ rưỡi", "sáu giờ chiều", "từ 22 giờ"],
        *["bây giờ", "bay gio", "bay h lam sao", "sau ngày nghỉ", "sau ngay nghi", "độc hại", "doc hai nguoi"],
        *["công ty tư nhân", "cùng tỷ lệ", "mấy triệu", "vài trăm nghìn", "ngân hàng", "không"],
        *["năm nay", "sang năm công nhân", "miền nam hôm nay", "phép năm thành tiền", "nam nu binh dang", "năm ngoái"],
        *["100 usd", "100$", "200 đô", "1.2.3", "8.500.00", "1.234.56.7", "00000", "999999999999999999999", "1/2/3/4"],
        *[
            "rút một lần",
            "một mình",
            "em",
            "",
            " ",
            "…",
            "👍",
            "ba em là công nhân",
            "anh hai",
            "cu",
            "tr",
            "k",
            "đ",
            "%",
        ],
    ],
)
def test_what_only_looks_like_a_figure_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["2 chai nước", "2 ngan hang", "1 tỷ lệ", "8 cũ", "1 dòng", "đợi 1 tí", "2 cty", "3 k"]
)
def test_words_that_resemble_money_are_none(text: str) -> None:
    assert [entity for entity, _ in found(text) if entity == "money"] == []


CODES = [
    "CD-T4QM-8XRK-P7WH",
    "cd t4qm 8xrk p7wh",
    "cdt4qm8xrkp7wh",
    "T4QM-8XRK-P7WH",
    "t4qm8xrkp7wh",
    "CD:T4QM-8XRK.P7WH",
]


@pytest.mark.parametrize("typed", [*CODES, "CD – T4QM – 8XRK – P7WH", "CĐ-T4QM-8XRK-P7ưH"])
@pytest.mark.parametrize("around", ["{}", "mã của em là {} ạ", "xem giúp {}, 3 tháng rồi", "em hỏi {} tới đâu rồi"])
def test_a_receipt_is_found_however_it_is_typed(typed: str, around: str) -> None:
    assert found(around.format(typed))[0] == ("receipt", "CD-T4QM-8XRK-P7WH")


def test_a_receipt_with_a_gap_after_each_symbol_is_found_when_nothing_else_is_said() -> None:
    assert only("t 4 q m 8 x r k p 7 w h").value == "CD-T4QM-8XRK-P7WH"


def test_letters_that_look_alike_in_a_receipt_are_read_as_meant() -> None:
    assert only("CD-OI4K-8SRK-ZUBH").value == "CD-014K-85RK-2V8H"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thợ lò sinh 1975 tính tuổi hưu", [("date", dated("1975"))]),
        ("sn 1971 tính tuổi hưu", [("date", dated("1971"))]),
        ("60 phút con nhỏ", [("duration", lasting(hours=1.0))]),
        ("079123456789", []),
    ],
)
def test_words_and_numbers_of_the_length_of_a_receipt_are_none(text: str, expected: list[tuple[str, object]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_places_count_in_the_message_as_it_was_received(form: str) -> None:
    text = unicodedata.normalize(
        form, "Đã đóng được hai mươi lăm năm rưỡi ở Bà Rịa – Vũng Tàu, lương tám triệu rưỡi đồng ạ"
    )
    assert [unicodedata.normalize("NFC", part) for _, part in said(text)] == [
        "hai mươi lăm năm rưỡi",
        "Bà Rịa – Vũng Tàu",
        "tám triệu rưỡi đồng",
    ]


@pytest.mark.parametrize(
    "text", ["😀 lương 8tr5", "\u200blương\u200b 8tr5", "İİ lương 8tr5", "lương\u00ad 8tr5", "a\u0301 8tr5"]
)
def test_unusual_characters_before_an_amount_do_not_move_it(text: str) -> None:
    (entity,) = FINDER.find(text)
    assert text[entity.start : entity.end] == "8tr5"


@pytest.mark.parametrize("text", ['/my_case{"case":"CD-T4QM-8XRK-P7WH"}', "/calculate 8tr5", " /menu 5", "/"])
def test_a_command_carries_its_own_entities_only(text: str) -> None:
    assert found(text) == []


def test_a_story_of_pages_is_read_at_its_beginning_and_its_end() -> None:
    text = f"Lương em 8tr5. {'Chuyện dài lắm 3 năm. ' * 1000}Em sinh năm 1990 ạ"
    first, *_, last = FINDER.find(text)
    assert (first.value, last.value) == (8_500_000, dated("1990"))
    assert text[last.start : last.end] == "năm 1990"
    assert len(FINDER.find(text)) < 100


def test_a_number_is_never_cut_in_two_where_the_reading_ends() -> None:
    for length in range(980, 1000):
        assert 8_500 not in [value for _, value in found("a" * length + " 8.500.000 " + "b " * 1000)]


FLOODS = [
    "1",
    "1.",
    "1/",
    "1,",
    "0 ",
    "hai ",
    "năm ",
    "triệu ",
    "8tr5",
    "\n8tr5",
    "cd-7k4m ",
    "k 4 p ",
    "a\u0300",
    "(",
    " ",
]


@pytest.mark.parametrize("piece", FLOODS)
def test_a_flood_of_anything_is_read_to_its_bounds_only(piece: str) -> None:
    assert len(FINDER.find(piece * 100_000)) <= 900
