from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.masking import MARK, mask

LONG_RUN = re.compile(r"\d{8}")

PEOPLE = [
    ("Tôi tên là Nguyễn Văn An, làm may", "Tôi tên là [tên], làm may"),
    ("em ten lan lam o xuong 3", "em ten [tên] lam o xuong 3"),
    ("họ tên: lê thị hoa sn 15/3/1990", "họ tên: [tên] sn [ngày]"),
    ("bố em là Trần Minh mất thì được gì", "bố em là [tên] mất thì được gì"),
    ("quản lý người Hàn tên Kim Min Su đánh công nhân", "quản lý người Hàn tên [tên] đánh công nhân"),
    ("cty ko trả lương, tổ trưởng Hùng chửi em", "cty ko trả lương, tổ trưởng [tên] chửi em"),
    ("to truong Hung chui em", "to truong [tên] chui em"),
    ("sếp hùng bắt tăng ca, chị hoa kế toán trừ tiền", "sếp [tên] bắt tăng ca, chị [tên] kế toán trừ tiền"),
    ("chị Nguyễn Thị Hồng Nhung nghỉ sinh", "chị [tên] nghỉ sinh"),
    ("nguyen thi hoa bi duoi viec", "[tên] bi duoi viec"),
    ("NGUYỄN VĂN AN bị đuổi việc", "[tên] bị đuổi việc"),
    ("ông phạm văn tám quản đốc", "ông [tên] quản đốc"),
    ("@Lan Anh ơi cho hỏi", "[tài khoản] [tên] ơi cho hỏi"),
    ("Em Lan đây ạ", "Em [tên] đây ạ"),
    ("tổng giám đốc Park đi vắng", "tổng giám đốc [tên] đi vắng"),
]

NUMBERS = [
    ("gọi em 0912345678 nhé", "gọi em [số điện thoại] nhé"),
    ("sđt 0912.345.678", "sđt [số điện thoại]"),
    ("sđt 09 12 34 56 78", "sđt [số điện thoại]"),
    ("+84 912 345 678 là số em", "[số điện thoại] là số em"),
    ("số em ０９１２３４５６７８", "số em [số điện thoại]"),
    ("số em 0912\u200b345\u200b678", "số em [số điện thoại]"),
    ("bàn 024-3825-1234", "bàn [số điện thoại]"),
    ("cccd 079090012345", "cccd [mã số]"),
    ("079 090 012 345 là căn cước", "[dãy số] là căn cước"),
    ("sổ bhxh 7912345678", "sổ bhxh [dãy số]"),
    ("tài khoản vietcombank 0071000123456", "tài khoản vietcombank [dãy số]"),
    ("mã số thuế 8123456789-001", "mã số thuế [mã số]"),
    ("mã nhân viên A1234 bị trừ lương", "mã nhân viên [mã số] bị trừ lương"),
    ("hộ chiếu của em B1234567", "hộ chiếu của em [mã số]"),
    ("CD-T4QM-8XRK-P7WH tra giúp", "[mã phản ánh] tra giúp"),
    ("cd t4qm 8xrk p7wh", "[mã phản ánh]"),
    ("xe 59X1-234.56 mất ở bãi xe", "xe [biển số] mất ở bãi xe"),
    ("biển số 29A-12345", "biển số [mã số]"),
    ("mail lan.nguyen@gmail.com, fb.com/lannguyen", "mail [email], [đường dẫn]"),
    ("nhắn zalo.me/0912345678 hoặc https://t.me/abc?x=1", "nhắn [đường dẫn] hoặc [đường dẫn]"),
]

DAYS_AND_PLACES = [
    ("sinh ngày 15/3/1990 khi nào nghỉ hưu", "sinh ngày [ngày] khi nào nghỉ hưu"),
    ("em sinh 15-3-90", "em sinh [ngày]"),
    ("ngày sinh: 15.03.1990", "ngày sinh: [ngày]"),
    ("em 15/03/1990 nữ", "em [ngày] nữ"),
    ("tôi sinh ngày 15 tháng 3 năm 1970", "tôi sinh ngày [ngày]"),
    ("nhà em ở số 12 đường Lê Lợi", "nhà em ở [địa chỉ] đường [tên]"),
    ("nha o so 12 duong le loi", "nha o [địa chỉ] duong le loi"),
    ("ở 123/45 Nguyễn Trãi quận 1", "ở [địa chỉ] quận 1"),
    ("hẻm 45/6 phường Linh Trung", "[địa chỉ] phường Linh Trung"),
]

COMPANIES = [
    ("công ty TNHH Pou Yuen Việt Nam nợ lương", "[công ty] nợ lương"),
    ("cong ty tnhh thanh vinh no luong", "[công ty] no luong"),
    ("cty samsung bac ninh chậm lương", "[công ty] bac ninh chậm lương"),
    ("làm ở foxconn được 2 năm", "làm ở [công ty] được 2 năm"),
    ("Công ty Cổ phần Dệt may Thành Phát ép nghỉ", "[công ty] ép nghỉ"),
    ("công ty may An Phú chậm lương", "[công ty] chậm lương"),
    ("nhà máy Z đóng cửa", "[công ty] đóng cửa"),
]


@pytest.mark.parametrize(("typed", "kept"), PEOPLE + NUMBERS + DAYS_AND_PLACES + COMPANIES)
def test_what_tells_who_it_is_is_hidden(typed: str, kept: str) -> None:
    assert mask(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), PEOPLE + NUMBERS + DAYS_AND_PLACES + COMPANIES)
def test_it_is_hidden_in_decomposed_letters_too(typed: str, kept: str) -> None:
    assert mask(unicodedata.normalize("NFD", typed)) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "lương 8.500.000đ tăng lên 12.000.000 đồng thì đóng thuế bao nhiêu",
        "lương 8tr5, thưởng 500k, trừ 1,5 triệu",
        "tôi sinh năm 1965 đóng bhxh 20 năm khi nào nghỉ hưu",
        "nghỉ sinh từ 15/03/2026 đến 15/09/2026",
        "nghi dinh 293/2025/nd-cp luong toi thieu vung 1",
        "Luật 45/2019/QH14 điều 36 khoản 1",
        "năm 2024-2025 có tăng lương không",
        "làm từ 7h30-16h30, ca 8 tiếng, tháng 10 11 12",
        "trả lương ngày 5, 10, 15, 20, 25 được ko",
        "nghi le thi luong tinh sao, vi pham thi bi phat bao nhieu",
        "lương thị trường lao động, công đoàn văn hóa, dang thi cong",
        "anh chị em công nhân muốn hỏi, bà con cô bác",
        "CÔNG TY NỢ LƯƠNG ANH EM 3 THÁNG RỒI",
        "Lương Tối Thiểu Vùng Năm 2026, Đoàn phí, Hồ sơ thất nghiệp",
        "TP Hồ Chí Minh lương bao nhiêu, Thái Bình, Hà Nội vùng mấy",
        "Công ty em có 200 người, công ty nào cũng phải đóng, cty ko trả",
        "em là Công nhân may, tôi là Đoàn viên",
        "tên công ty trên sổ bhxh bị sai, đổi tên trong sổ bhxh, em tên gì",
        "bác sĩ bảo nghỉ 3 ngày, gọi 113 hoặc 115",
        "cd giup minh viec nay",
    ],
)
def test_what_the_trainers_need_stays(typed: str) -> None:
    assert mask(typed) == typed


def test_a_long_number_is_hidden_even_when_it_is_a_sum() -> None:
    assert mask("lương 12000000 đồng") == "lương [số tiền] đồng"
    assert mask("lương 15000000") == "lương [số tiền]"
    assert mask("mất 12345678") == "mất [dãy số]"


_PIECES = " ".join(
    [
        "0912345678 079090012345 12.345.678 15/3/1990 15.03.2024 2024-2025 12/34 59X1-234.56 a@b.vn @lan x.com/y",
        "Nguyễn Trần Văn Thị Lan Anh Hùng Hồ Chí Minh Công ty cty TNHH Samsung samsung may Pou ABC 3M",
        "tên là em tôi chị anh Chị ANH sếp tổ trưởng họ nguyễn thị văn lan nguyen van số nhà đường ngõ hẻm",
        "sinh ngày cccd stk mã lương nợ đồng 500k 8tr5 CD-T4QM-8XRK-P7WH làm ở [tên] [công ty] [số [ ] 1 23 4567",
    ]
).split()
_messages = st.lists(
    st.tuples(st.sampled_from(_PIECES), st.sampled_from([" ", "", ", ", ".", "\n", ": ", "-", "/", "  ", "\u200b"])),
    max_size=12,
).map(lambda pairs: "".join(piece + gap for piece, gap in pairs))


@settings(max_examples=400)
@given(st.one_of(_messages, st.text(max_size=80)))
@example("A" * 3 + "ͅ")
def test_masking_twice_is_as_masking_once(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@settings(max_examples=400)
@given(st.one_of(_messages, st.text(st.sampled_from("0123456789.- ()+٣９đab\u200b"), max_size=60)))
def test_no_long_row_of_digits_is_left(text: str) -> None:
    assert not LONG_RUN.search(mask(text))


@given(st.lists(st.integers(0, 9), min_size=9, max_size=20), st.sampled_from([" ", ".", "-", " - ", ")", "\u00a0"]))
def test_a_number_of_papers_is_hidden_however_it_is_grouped(digits: list[int], gap: str) -> None:
    typed = gap.join(map(str, [0, *digits]))
    assert not any(mark.isdigit() for mark in mask(f"số {typed} của em"))


@given(st.text(max_size=200))
def test_nothing_is_too_strange(text: str) -> None:
    mask(text).encode()


@pytest.mark.parametrize(
    "hostile",
    [
        "1/" * 20_000, "12/3/" * 8_000, "a." * 20_000, "a@" * 20_000, "1 " * 20_000, "Nguyễn " * 8_000,
        "công ty may " + "may " * 9_000, "tên là " * 8_000, "[tên" * 10_000, "stk " + "a" * 40_000, " " * 40_000,
        "\ud800" * 10_000, "cd----" * 8_000, "[" * 40_000, "sinh ngày " * 8_000, "1" * 40_000,
    ],
    ids=lambda hostile: hostile[:8].encode("ascii", "backslashreplace").decode(),
)  # fmt: skip
def test_a_flood_is_worked_through(hostile: str) -> None:
    assert len(MARK.sub("", mask(hostile))) <= len(hostile)
