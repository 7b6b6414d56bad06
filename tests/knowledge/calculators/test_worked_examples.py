"""The examples that the union's lawyers worked out by hand: the same answers give the same numbers, to the dong."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.calculators import Value
from tests.knowledge.calculators.conftest import Calculate

M = 1_000_000
MONTH = {"pay": "month", "wage": 8 * M, "days": "26"}
WORKED: dict[str, Value] = {"reason": "agreed", "cover": "part"}
MOTHER: dict[str, Value] = {"who": "mother", "average": 18 * M, "children": "1"}


@pytest.mark.parametrize(
    ("calculator", "answers", "numbers"),
    [
        ("hourly_wage", {"wage": 8 * M, "days": "26"}, ["giờ của bạn: khoảng 38.462 đồng"]),
        ("hourly_wage", {"wage": 8 * M, "days": "24"}, ["giờ của bạn: khoảng 41.667 đồng"]),
        (
            "overtime_pay",
            {**MONTH, "kind_1": "weekday", "hours_weekday": 2.0, "more_1": "no"},
            ["Tiền tăng ca của bạn: khoảng 115.385 đồng", "38.462 đ × 150% × 2 giờ = 115.385 đ"],
        ),
        (
            "overtime_pay",
            {**MONTH, "kind_1": "rest_day", "hours_rest_day": 8.0, "more_1": "no"},
            ["khoảng 615.385 đồng", "38.462 đ × 200% × 8 giờ"],
        ),
        (
            "overtime_pay",
            {**MONTH, "kind_1": "holiday", "hours_holiday": 8.0, "more_1": "no"},
            ["khoảng 923.077 đồng", "38.462 đ × 300% × 8 giờ"],
        ),
        (
            "overtime_pay",
            {**MONTH, "wage": 20 * M, "kind_1": "weekday", "hours_weekday": 10.0, "more_1": "no"},
            ["khoảng 1.442.308 đồng"],
        ),
        (
            "night_overtime",
            {**MONTH, "kind_1": "shift", "hours_shift": 8.0, "more_1": "no"},
            ["khoảng 400.000 đồng", "38.462 đ × 130% × 8 giờ"],
        ),
        (
            "night_overtime",
            {**MONTH, "kind_1": "weekday", "hours_weekday": 2.0, "by_day": "yes", "more_1": "no"},
            ["khoảng 161.538 đồng", "× 210% ×"],
        ),
        (
            "night_overtime",
            {**MONTH, "kind_1": "weekday", "hours_weekday": 2.0, "by_day": "no", "more_1": "no"},
            ["khoảng 153.846 đồng", "× 200% ×"],
        ),
        (
            "night_overtime",
            {**MONTH, "kind_1": "rest_day", "hours_rest_day": 2.0, "more_1": "no"},
            ["khoảng 207.692 đồng", "× 270% ×"],
        ),
        (
            "night_overtime",
            {**MONTH, "kind_1": "holiday", "hours_holiday": 2.0, "more_1": "no"},
            ["khoảng 300.000 đồng", "× 390% ×"],
        ),
        (
            "severance",
            {**WORKED, "worked": 7 * 12, "insured": 5 * 12, "average": 20 * M},
            ["khoảng 20.000.000 đồng", "tính tròn 2 năm"],
        ),
        (
            "severance",
            {"reason": "expired", "worked": 60, "cover": "after_trial", "trial": 2, "average": 10 * M},
            ["khoảng 2.500.000 đồng", "tính tròn 0,5 năm"],
        ),
        ("severance", {"reason": "expired", "worked": 60, "cover": "full"}, ["công ty phải trả: 0 đồng"]),
        ("job_loss", {"worked": 72, "cover": "full", "average": 12 * M}, ["khoảng 24.000.000 đồng"]),
        (
            "job_loss",
            {"worked": 120, "cover": "part", "insured": 72, "average": 12 * M},
            ["khoảng 48.000.000 đồng", "× 4 năm = 48.000.000 đ"],
        ),
        (
            "unlawful_termination",
            {"wage": 10 * M, "waiting": 3, "contract": "open", "noticed": 0.0, "return": "refused"},
            [
                "ít nhất khoảng 85.000.000 đồng",
                "3 tháng = 30.000.000 đ",
                "đền ít nhất: 10.000.000 đ × 2 tháng = 20.000.000 đ",
                "45 ngày = 15.000.000 đ",
                "bạn đồng ý: 10.000.000 đ × 2 tháng = 20.000.000 đ",
            ],
        ),
        ("annual_leave", {"job": "normal", "worked": 7, "payout": "no"}, ["có khoảng 7 ngày phép"]),
        ("annual_leave", {"job": "normal", "worked": 72, "full": "yes", "payout": "no"}, ["có khoảng 13 ngày phép"]),
        ("annual_leave", {"job": "hard", "worked": 132, "full": "yes", "payout": "no"}, ["có khoảng 16 ngày phép"]),
        (
            "annual_leave",
            {"job": "normal", "worked": 24, "full": "yes", "payout": "yes", "left": 5.0, "wage": 9 * M, "days": "26"},
            ["Tiền phép chưa nghỉ: khoảng 1.730.769 đồng"],
        ),
        (
            "net_pay_2026",
            {"gross": 30 * M, "same": "yes", "dependants": 0.0, "member": "no"},
            ["khoảng 26.215.000 đồng", "10,5% = 3.150.000 đ", "= 11.350.000 đ", "− 635.000 đ"],
        ),
        (
            "net_pay_2026",
            {"gross": 30 * M, "same": "yes", "dependants": 0.0, "member": "yes"},
            ["khoảng 26.065.000 đồng", "0,5% = 150.000 đ"],
        ),
        (
            "net_pay_2026",
            {"gross": 15 * M, "same": "yes", "dependants": 0.0, "member": "no"},
            ["khoảng 13.425.000 đồng", "1.575.000 đ", "thuế 0 đ"],
        ),
        (
            "net_pay_2026",
            {"gross": 20 * M, "same": "yes", "dependants": 1.0, "member": "no"},
            ["khoảng 17.900.000 đồng", "2.100.000 đ", "thuế 0 đ"],
        ),
        (
            "unemployment",
            {"insured": 72, "average": 15 * M},
            ["9.000.000 đồng một tháng, trong 6 tháng", "= 54.000.000 đ"],
        ),
        (
            "unemployment",
            {"insured": 50, "average": 8 * M},
            ["4.800.000 đồng một tháng, trong 4 tháng", "= 19.200.000 đ"],
        ),
        (
            "unemployment",
            {"insured": 36, "average": 50 * M, "region": "1"},
            ["khoảng 26.550.000 đồng một tháng", "= 30.000.000 đ"],
        ),
        ("unemployment", {"insured": 11, "average": 8 * M}, ["chưa đủ thời gian đóng"]),
        ("maternity", {**MOTHER, "birth": "first"}, ["khoảng 113.060.000 đồng", "= 5.060.000 đ"]),
        ("maternity", {**MOTHER, "birth": "second"}, ["khoảng 131.060.000 đồng"]),
        ("maternity", {**MOTHER, "children": "2", "birth": "first"}, ["khoảng 136.120.000 đồng", "= 10.120.000 đ"]),
        ("maternity", {**MOTHER, "average": 7 * M, "birth": "first"}, ["khoảng 47.060.000 đồng", "= 42.000.000 đ"]),
        (
            "maternity",
            {"who": "father", "average": 18 * M, "case": "usual"},
            ["nghỉ 5 ngày, tiền khoảng 3.750.000 đồng"],
        ),
        ("sick_leave", {"who": "self", "years": "short", "wage": 12 * M, "days": 5.0}, ["khoảng 1.875.000 đồng"]),
        ("sick_leave", {"who": "self", "years": "short", "wage": 8 * M, "days": 3.0}, ["khoảng 750.000 đồng"]),
        ("sick_leave", {"who": "child", "age": "under_3", "wage": 8 * M, "days": 3.0}, ["khoảng 750.000 đồng"]),
        ("sick_leave", {"who": "long", "years": "middle", "wage": 24 * M, "days": 1.0}, ["× 55% : 24 × 1 ngày"]),
        (
            "retirement_age_hazard",
            {"sex": "men", "born": date(1970, 1, 1), "hazard": "yes"},
            ["56 tuổi 6 tháng", "tháng 8/2026"],
        ),
        ("pension", {"sex": "women", "insured": 300, "average": 8 * M, "early": "no"}, ["5.200.000 đồng", "= 65%"]),
        ("pension", {"sex": "women", "insured": 360, "average": 8 * M, "early": "no"}, ["8.000.000 đ × 75%"]),
        ("pension", {"sex": "men", "insured": 17 * 12, "average": 8 * M, "early": "no"}, ["+ 2 năm × 1% = 42%"]),
        ("pension", {"sex": "men", "insured": 25 * 12, "average": 8 * M, "early": "no"}, ["+ 5 năm × 2% = 55%"]),
        ("pension", {"sex": "men", "insured": 35 * 12, "average": 8 * M, "early": "no"}, ["8.000.000 đ × 75%"]),
        (
            "pension",
            {"sex": "women", "insured": 300, "average": 8 * M, "early": "yes", "earlier": 12},
            ["trừ 2%, còn 63%"],
        ),
        (
            "lump_sum_si",
            {"old": "yes", "before": 48, "since": 120, "average": 12 * M},
            ["khoảng 312.000.000 đồng", "Cộng lại: 26 tháng"],
        ),
        ("lump_sum_si", {"old": "no", "since": 44, "average": 7 * M}, ["khoảng 56.000.000 đồng", "tròn 4 năm"]),
        ("lump_sum_si", {"old": "no", "since": 40, "average": 7 * M}, ["khoảng 49.000.000 đồng", "tròn 3,5 năm"]),
        ("lump_sum_si", {"old": "no", "since": 8, "average": 7 * M}, ["nhiều nhất 14.000.000 đồng", "× 2 tháng"]),
        ("union_dues", {"what": "dues", "wage": 7 * M}, ["của bạn: 35.000 đồng một tháng"]),
        ("union_dues", {"what": "dues", "wage": 15 * M}, ["của bạn: 75.000 đồng một tháng"]),
        ("union_dues", {"what": "dues", "wage": 50_600_000}, ["của bạn: 253.000 đồng một tháng"]),
        ("union_dues", {"what": "dues", "wage": 90 * M}, ["của bạn: 253.000 đồng một tháng"]),
        ("union_dues", {"what": "fund", "people": 100.0, "average": 8 * M}, ["16.000.000 đồng một tháng"]),
        (
            "accident_comp",
            {"harm": "hurt", "fault": "other", "decline": 15.0, "wage": 10 * M, "insured": 6},
            ["Công ty trả ít nhất 35.000.000 đồng", "3,5 tháng", "= 25.300.000 đ", "0,5 tháng × 10.000.000 đ"],
        ),
        (
            "accident_comp",
            {"harm": "hurt", "fault": "own", "decline": 15.0, "wage": 10 * M, "insured": 6},
            ["Công ty trả ít nhất 14.000.000 đồng", "= 25.300.000 đ"],
        ),
        (
            "accident_comp",
            {"harm": "hurt", "fault": "other", "decline": 40.0, "wage": 10 * M, "insured": 36},
            ["(30% + 9 × 2%) × 2.530.000 đ = 1.214.400 đ", "1,1% × 10.000.000 đ"],
        ),
        (
            "accident_comp",
            {"harm": "dead", "fault": "other", "wage": 10 * M},
            ["10.000.000 đ × 30 tháng", "91.080.000 đồng", "mai táng 25.300.000 đồng"],
        ),
        ("accident_comp", {"harm": "dead", "fault": "own", "wage": 10 * M}, ["ít nhất 120.000.000 đồng"]),
        (
            "late_wage_interest",
            {"amount": 10 * M, "days": 20.0, "known": "yes", "rate": 4.0},
            ["ít nhất khoảng 21.918 đồng"],
        ),
        (
            "minimum_wage_hour",
            {"pay": "month", "wage": 5_310_000, "days": "26", "region": "1"},
            ["không thấp hơn mức tối thiểu vùng I", "5.310.000 đ : 26 ngày : 8 giờ = 25.529 đ"],
        ),
        (
            "minimum_wage_hour",
            {"pay": "hour", "hour_wage": 10_000, "region": "any"},
            ["cả bốn vùng", "I: ít nhất 25.500 đ", "II: ít nhất 22.700 đ", "III: ít nhất 20.000", "IV: ít nhất 17.800"],
        ),
    ],
)
def test_the_examples_of_the_law_come_out_to_the_dong(
    calculate: Calculate, calculator: str, answers: dict[str, Value], numbers: list[str]
) -> None:
    result = calculate(calculator, answers)
    said = "\n".join([result.headline, *result.steps])
    assert [number for number in numbers if number not in said] == []


@pytest.mark.parametrize(
    ("sex", "first", "last", "age", "starts", "ends"),
    [
        ("men", (1964, 1), (1964, 9), "61 tuổi 3 tháng", "5/2025", "1/2026"),
        ("men", (1963, 4), (1963, 12), "61 tuổi", "5/2024", "1/2025"),
        ("men", (1964, 10), (1965, 6), "61 tuổi 6 tháng", "5/2026", "1/2027"),
        ("men", (1965, 7), (1966, 3), "61 tuổi 9 tháng", "5/2027", "1/2028"),
        ("men", (1966, 4), (1999, 12), "62 tuổi", "5/2028", "1/2062"),
        ("women", (1969, 5), (1969, 12), "57 tuổi", "6/2026", "1/2027"),
        ("women", (1970, 1), (1970, 8), "57 tuổi 4 tháng", "6/2027", "1/2028"),
        ("women", (1970, 9), (1971, 4), "57 tuổi 8 tháng", "6/2028", "1/2029"),
        ("women", (1971, 5), (1971, 12), "58 tuổi", "6/2029", "1/2030"),
        ("women", (1972, 1), (1972, 8), "58 tuổi 4 tháng", "6/2030", "1/2031"),
        ("women", (1972, 9), (1973, 4), "58 tuổi 8 tháng", "6/2031", "1/2032"),
        ("women", (1973, 5), (1973, 12), "59 tuổi", "6/2032", "1/2033"),
        ("women", (1974, 1), (1974, 8), "59 tuổi 4 tháng", "6/2033", "1/2034"),
        ("women", (1974, 9), (1975, 4), "59 tuổi 8 tháng", "6/2034", "1/2035"),
        ("women", (1975, 5), (1999, 12), "60 tuổi", "6/2035", "1/2060"),
    ],
)
def test_the_table_of_retirement_ages_is_the_decrees(
    calculate: Calculate, sex: str, first: tuple[int, int], last: tuple[int, int], age: str, starts: str, ends: str
) -> None:
    for born, month in ((date(*first, 1), starts), (date(*last, 28), ends)):
        steps = "\n".join(calculate("retirement_age", {"sex": sex, "born": born}).steps)
        assert f"+ {age} = đủ tuổi" in steps
        assert steps.endswith(f"tháng liền sau: tháng {month}")


@pytest.mark.parametrize(
    ("sex", "born", "age"),
    [
        ("men", date(1969, 10, 1), "56 tuổi 6 tháng"),
        ("men", date(1970, 6, 30), "56 tuổi 6 tháng"),
        ("men", date(1971, 4, 1), "57 tuổi"),
        ("women", date(1974, 5, 1), "52 tuổi"),
        ("women", date(1980, 5, 1), "55 tuổi"),
    ],
)
def test_hard_work_of_fifteen_years_means_five_years_earlier(
    calculate: Calculate, sex: str, born: date, age: str
) -> None:
    result = calculate("retirement_age_hazard", {"sex": sex, "born": born, "hazard": "yes"})
    assert f"+ {age} = đủ tuổi" in "\n".join(result.steps)
