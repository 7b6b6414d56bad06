"""However a worker writes an amount, it is the same amount."""

from __future__ import annotations

import pytest

from bot.tests.entity_finding import found

MONEY = {
    0: ["0đ", "0 đồng"],
    500: ["500đ", "500 đồng"],
    1_500: ["một nghìn rưỡi", "1 nghìn rưỡi đồng", "1.500đ"],
    17_000: ["17k", "17K", "mười bảy ngàn", "17 nghin", "17.000", "17.000d"],
    25_500: ["25.500đ", "25500 đồng", "25.500", "25k5"],
    200_000: ["200k", "200 k", "hai trăm nghìn", "2 trăm ngàn", "200.000 vnd", "hai tram ngan", "200,000", "200000"],
    350_000: ["ba trăm năm mươi nghìn", "ba trăm rưỡi ngàn", "350 ngàn đồng", "350.000VNĐ", "350k", "350 k"],
    500_000: ["500k", "năm trăm ngàn", "nửa triệu", "nam tram nghin", "5 trăm k", "500 nghìn"],
    1_200_000: ["triệu hai", "1 triệu 2", "1tr2", "một triệu hai", "1 triệu 200", "1 triệu 200 nghìn", "1tr200k"],
    1_500_000: ["triệu rưỡi", "1,5 triệu", "1.500.000", "trieu ruoi", "1.5tr", "một triệu rưỡi", "1 củ rưỡi"],
    2_100_000: ["hai triệu mốt", "2tr1", "2,1 triệu"],
    2_340_000: ["2tr34", "2.340.000", "2340000", "hai triệu ba trăm bốn mươi nghìn", "2 triệu 340", "2 triệu 34"],
    5_080_000: ["5tr080", "5tr08", "5.080.000đ"],
    8_125_000: ["8,125 triệu", "8.125 triệu", "8.125.000", "8 triệu 125"],
    8_200_000: ["8 củ 2", "8 củ 2 lít", "tám triệu hai", "8 triệu 2 trăm", "8 triệu hai trăm nghìn"],
    8_400_000: ["tám triệu tư", "8tr4"],
    8_500_000: [
        *["8tr5", "8 tr 5", "8TR5", "8 củ 5", "8 cu 5", "8 chai rưỡi", "8,5 triệu", "8.5 trieu", "8,5tr", "8500k"],
        *["8.500k", "8,500k", "8.500.000", "8,500,000", "8 500 000", "8500000", "8.500.000đ", "8.500.000 đồng"],
        *["8.500.000d", "8500000 vnd", "8 triệu 5", "8 triệu rưỡi", "8 triệu 500", "8 triệu 500 nghìn", "8tr500k"],
        *["tám triệu rưỡi", "tam trieu ruoi", "tám triệu năm trăm ngàn", "8 triệu năm trăm nghìn đồng"],
        *["\uff18tr\uff15", "8tr\u200b5", "tám triệu rưởi"],
    ],
    10_000_000: ["10tr", "10 tr", "chục triệu", "mười triệu", "10 triệu đồng", "10.000.000", "10 trieu dong"],
    12_500_000: ["12 trieu ruoi", "mười hai triệu rưỡi", "12tr5", "12,5tr"],
    30_000_000: ["3 chục triệu", "ba chục triệu", "ba mươi triệu", "30 củ"],
    150_000_000: ["trăm rưỡi triệu", "150tr", "một trăm năm mươi triệu", "150.000.000đ", "150000000"],
    1_200_000_000: ["1 tỷ 2", "1,2 tỷ", "1 tỉ 200 triệu", "một tỷ hai trăm triệu", "1.200.000.000", "1 tỷ 200"],
}
NUMBERS = {
    0.0: ["0"],
    1.5: ["1,5", "1.5", "một rưỡi", "1 rưỡi"],
    2.34: ["2,34", "2.34", "hệ số 2,34"],
    3.0: ["3", "ba", "dạ 3 ạ", "3 đứa", "ba con", "thứ ba", "con thứ 3", "em có ba bé", "03"],
    7.0: ["7", "bảy", "bay", "7 người", "bay con", "bẩy"],
    8.5: ["8.5", "8,5", "8 rưỡi", "tám rưỡi", "tám phẩy năm", "8 phẩy 5"],
    12.0: ["12", "mười hai", "muoi hai", "12 nguoi", "12nguoi"],
    15.0: ["mười lăm", "muoi lam", "mười nhăm", "15 lần"],
    21.0: ["hai mươi mốt", "hai mốt", "hai muoi mot", "21"],
    24.0: ["hai mươi tư", "hai tư", "24"],
    30.0: ["ba chục", "3 chục", "ba mươi người"],
    105.0: ["một trăm lẻ năm", "một trăm linh năm", "105"],
    150.0: ["một trăm năm mươi", "một trăm rưỡi", "150"],
    220.0: ["hai trăm hai", "hai trăm hai mươi", "220"],
    2000.0: ["2.000 người", "2000 người", "hai nghìn công nhân"],
    8500.0: ["8.500", "8,500", "8500"],
    1234.56: ["1.234,56", "1,234.56"],
}
PERCENTS = {
    0.5: ["0,5%", "0.5 phần trăm"],
    2.0: ["2%", "2 %", "hai phần trăm", "2 phan tram"],
    10.5: ["10,5%", "10.5%", "10,5 phần trăm", "mười rưỡi phần trăm"],
    50.0: ["50%", "năm mươi phần trăm", "nam muoi phan tram", "\uff15\uff10\uff05"],
    150.0: ["150%", "một trăm rưỡi phần trăm", "một trăm năm mươi phần trăm"],
    210.0: ["hai trăm mười phần trăm", "210 phần trăm"],
}


# In the middle of a sentence these words are mostly others: tám triệu năm ngoái, hai trieu mot thang.
MONEY_AT_THE_END = {
    2_100_000: ["hai trieu mot"],
    8_500_000: ["tám triệu năm", "8 trieu nam"],
    3_600_000: ["ba trieu sau"],
    5_700_000: ["5 trieu bay"],
}


def typed(table: dict[float, list[str]]) -> list[tuple[str, float]]:
    return [(text, value) for value, texts in table.items() for text in texts]


@pytest.mark.parametrize(("text", "value"), typed(MONEY))
@pytest.mark.parametrize("around", ["{}", "lương {}", "lương tháng {} thì sao ạ", "({})"])
def test_an_amount_of_money_is_understood(text: str, value: int, around: str) -> None:
    assert found(around.format(text)) == [("money", value)]


@pytest.mark.parametrize(("text", "value"), typed(MONEY_AT_THE_END))
def test_words_that_may_be_others_are_money_at_the_end_of_a_sentence(text: str, value: int) -> None:
    assert found(f"luong {text}") == [("money", value)]
    assert found(f"luong {text}. em cam on") == [("money", value)]


@pytest.mark.parametrize(("text", "value"), typed(NUMBERS))
def test_a_bare_number_is_understood(text: str, value: float) -> None:
    assert found(text) == [("number", value)]


@pytest.mark.parametrize(("text", "value"), typed(PERCENTS))
@pytest.mark.parametrize("around", ["{}", "trả {} lương"])
def test_a_percentage_is_understood(text: str, value: float, around: str) -> None:
    assert found(around.format(text)) == [("percent", value)]


def test_values_have_the_types_that_the_forms_expect() -> None:
    [(_, money)], [(_, number)], [(_, percent)] = found("8tr5"), found("3"), found("5%")
    assert (type(money), type(number), type(percent)) == (int, float, float)
