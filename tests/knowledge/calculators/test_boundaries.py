"""A month more or less, a percent more or less: where the law draws a line, the result changes there and only there."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.calculators import CannotCalculate, Value
from tests.knowledge.calculators.conftest import Calculate

M = 1_000_000
LEFT: dict[str, Value] = {"reason": "expired", "worked": 120, "cover": "part", "average": 10 * M}
HURT: dict[str, Value] = {"harm": "hurt", "fault": "other", "wage": 10 * M, "insured": 12}
PENSION: dict[str, Value] = {"average": 10 * M, "early": "no"}


@pytest.mark.parametrize(
    ("insured", "months"), [(12, 3), (36, 3), (47, 3), (48, 4), (59, 4), (60, 5), (143, 11), (144, 12), (500, 12)]
)
def test_months_of_unemployment_benefit(calculate: Calculate, insured: int, months: int) -> None:
    assert f"trong {months} tháng" in calculate("unemployment", {"insured": insured, "average": 8 * M}).headline


def test_eleven_months_of_unemployment_insurance_are_not_enough(calculate: Calculate) -> None:
    answers: dict[str, Value] = {"insured": 11, "average": 40 * M, "region": "1"}
    result = calculate("unemployment", answers)
    assert result.headline == "Bạn chưa đủ thời gian đóng để có trợ cấp thất nghiệp"
    assert "bạn đã đóng 11 tháng" in result.steps[0]


@pytest.mark.parametrize(("region", "most"), [("1", "26.550"), ("2", "23.650"), ("3", "20.700"), ("4", "18.500")])
def test_unemployment_benefit_has_a_ceiling_in_every_region(calculate: Calculate, region: str, most: str) -> None:
    result = calculate("unemployment", {"insured": 12, "average": 90 * M, "region": region})
    assert f"khoảng {most}.000 đồng một tháng" in result.headline


@pytest.mark.parametrize(
    ("uncovered", "allowance"),
    [(1, "2.500.000"), (6, "2.500.000"), (7, "5.000.000"), (12, "5.000.000"), (13, "7.500.000"), (19, "10.000.000")],
)
def test_odd_months_of_severance(calculate: Calculate, uncovered: int, allowance: str) -> None:
    assert f"khoảng {allowance} đồng" in calculate("severance", {**LEFT, "insured": 120 - uncovered}).headline


@pytest.mark.parametrize("calculator", ["severance", "job_loss"])
def test_no_allowance_before_twelve_months(calculate: Calculate, calculator: str) -> None:
    answers: dict[str, Value] = {"reason": "expired", "worked": 11, "cover": "none", "average": 10 * M}
    assert "chưa đủ thời gian" in calculate(calculator, answers).headline
    assert "khoảng" in calculate(calculator, {**answers, "worked": 12}).headline


def test_one_month_uncovered_is_not_less_than_two_months_of_job_loss_allowance(calculate: Calculate) -> None:
    result = calculate("job_loss", {"worked": 60, "cover": "after_trial", "trial": 1, "average": 12 * M})
    assert "khoảng 24.000.000 đồng" in result.headline


@pytest.mark.parametrize("reason", ["cut", "broken", "retired"])
def test_who_has_no_severance_is_told_at_once_and_why(calculate: Calculate, reason: str) -> None:
    result = calculate("severance", {"reason": reason})
    assert "trợ cấp thôi việc" in result.headline
    assert result.steps


@pytest.mark.parametrize(("noticed", "missing"), [(0.0, "45 ngày"), (44.0, "1 ngày"), (45.0, None), (60.0, None)])
def test_notice_given_is_not_paid_again(calculate: Calculate, noticed: float, missing: str | None) -> None:
    answers: dict[str, Value] = {"wage": 10 * M, "waiting": 0, "contract": "open", "noticed": noticed, "return": "back"}
    steps = "\n".join(calculate("unlawful_termination", answers).steps)
    assert (f"30 ngày × {missing}" in steps) if missing else ("Báo trước thiếu" not in steps)


@pytest.mark.parametrize(("worked", "days"), [(59, 12), (60, 13), (119, 13), (120, 14)])
def test_a_day_of_leave_more_every_five_full_years(calculate: Calculate, worked: int, days: int) -> None:
    answers: dict[str, Value] = {"job": "normal", "worked": worked, "full": "yes", "payout": "no"}
    assert f"khoảng {days} ngày phép" in calculate("annual_leave", answers).headline


def test_part_of_a_year_has_part_of_the_leave(calculate: Calculate) -> None:
    answers: dict[str, Value] = {"job": "normal", "worked": 72, "full": "no", "months": 7, "payout": "no"}
    assert "khoảng 7,58 ngày phép" in calculate("annual_leave", answers).headline


def test_months_of_a_first_year_are_not_called_this_years(calculate: Calculate) -> None:
    """Who began in October and asks in March has worked six months, three of them last year."""
    outcome = calculate("annual_leave", {"job": "normal", "worked": 6, "payout": "no"})
    assert outcome.headline == "Cho 6 tháng đã làm bạn có khoảng 6 ngày phép"


@pytest.mark.parametrize(
    ("decline", "months"),
    [(5.0, "1,5"), (10.0, "1,5"), (10.9, "1,5"), (11.0, "1,9"), (80.0, "29,5"), (81.0, "30"), (100.0, "30")],
)
def test_months_that_the_company_pays_after_an_accident(calculate: Calculate, decline: float, months: str) -> None:
    steps = "\n".join(calculate("accident_comp", {**HURT, "decline": decline}).steps)
    assert f"Công ty trả ít nhất: 10.000.000 đ × {months} tháng" in steps


def test_the_fund_pays_once_up_to_thirty_percent_and_monthly_from_thirty_one(calculate: Calculate) -> None:
    assert calculate("accident_comp", {**HURT, "decline": 30.0}).headline.endswith("một lần")
    assert calculate("accident_comp", {**HURT, "decline": 31.0}).headline.endswith("một tháng")
    assert "dưới 5%" in calculate("accident_comp", {**HURT, "decline": 4.9}).headline


@pytest.mark.parametrize(("insured", "months"), [(1, "0,5"), (12, "0,5"), (23, "0,5"), (24, "0,8"), (36, "1,1")])
def test_years_in_the_fund_count(calculate: Calculate, insured: int, months: str) -> None:
    steps = "\n".join(calculate("accident_comp", {**HURT, "decline": 20.0, "insured": insured}).steps)
    assert f"theo năm đóng: {months} tháng" in steps


@pytest.mark.parametrize(
    ("sex", "insured", "rate"),
    [
        ("women", 180, "45%"),
        ("women", 187, "47%"),
        ("women", 186, "46%"),
        ("women", 480, "75%"),
        ("men", 180, "40%"),
        ("men", 234, "44,5%"),
        ("men", 235, "45%"),
        ("men", 240, "45%"),
        ("men", 480, "75%"),
    ],
)
def test_the_rate_of_a_pension(calculate: Calculate, sex: str, insured: int, rate: str) -> None:
    steps = "\n".join(calculate("pension", {**PENSION, "sex": sex, "insured": insured}).steps)
    assert f"Lương hưu: 10.000.000 đ × {rate} =" in steps


@pytest.mark.parametrize(("earlier", "cut"), [(1, "0%"), (5, "0%"), (6, "1%"), (11, "1%"), (12, "2%"), (18, "3%")])
def test_months_of_early_retirement(calculate: Calculate, earlier: int, cut: str) -> None:
    answers: dict[str, Value] = {"sex": "men", "insured": 300, "average": 10 * M, "early": "yes", "earlier": earlier}
    assert f"trừ {cut}" in "\n".join(calculate("pension", answers).steps)


def test_too_few_years_for_a_pension_say_how_many_are_missing(calculate: Calculate) -> None:
    usual = calculate("pension", {**PENSION, "sex": "men", "insured": 179})
    early: dict[str, Value] = {"sex": "men", "insured": 239, "average": M, "early": "yes", "earlier": 12}
    assert usual.steps == ("Cần đóng đủ 15 năm; bạn có 14 năm 11 tháng, còn thiếu 1 tháng.",)
    assert "còn thiếu 1 tháng" in calculate("pension", early).steps[0]


def test_years_beyond_the_highest_pension_are_paid_once(calculate: Calculate) -> None:
    steps = "\n".join(calculate("pension", {**PENSION, "sex": "men", "insured": 37 * 12}).steps)
    assert "10.000.000 đ × 0,5 tháng × 2 năm = 10.000.000 đ" in steps


def test_odd_months_before_2014_count_with_those_after(calculate: Calculate) -> None:
    answers: dict[str, Value] = {"old": "yes", "before": 5, "since": 14, "average": 10 * M}
    assert "khoảng 40.000.000 đồng" in calculate("lump_sum_si", answers).headline


def test_nothing_paid_is_nothing_to_draw(calculate: Calculate) -> None:
    with pytest.raises(CannotCalculate, match="chưa đóng tháng nào"):
        calculate("lump_sum_si", {"old": "no", "since": 0, "average": 10 * M})


def test_a_late_wage_bears_interest_from_the_fifteenth_day(calculate: Calculate) -> None:
    answers: dict[str, Value] = {"amount": 10 * M, "known": "no"}
    assert "chưa có tiền lãi" in calculate("late_wage_interest", {**answers, "days": 14.0}).headline
    assert "khoảng 16.438 đồng" in calculate("late_wage_interest", {**answers, "days": 15.0}).headline


@pytest.mark.parametrize(
    ("wage", "said"),
    [(4_729_999, "thiếu khoảng 1 đồng một tháng"), (4_730_000, "không thấp hơn mức tối thiểu vùng II")],
)
def test_one_dong_below_the_minimum_wage_is_below_it(calculate: Calculate, wage: int, said: str) -> None:
    answers: dict[str, Value] = {"pay": "month", "wage": wage, "days": "26", "region": "2"}
    assert said in calculate("minimum_wage_hour", answers).headline


def test_piece_pay_is_compared_by_the_hour(calculate: Calculate) -> None:
    answers: dict[str, Value] = {"pay": "piece", "pieces": 4 * M, "hours": 208.0, "region": "3"}
    result = calculate("minimum_wage_hour", answers)
    assert result.steps[0] == "Lương giờ: 4.000.000 đ : 208 giờ = 19.231 đ"
    assert result.headline == "Lương của bạn thấp hơn luật: thiếu khoảng 769 đồng một giờ"


def test_who_does_not_know_the_region_sees_all_four(calculate: Calculate) -> None:
    result = calculate("minimum_wage_hour", {"pay": "day", "day_wage": 176_000, "region": "any"})
    assert result.headline == "Lương của bạn thấp hơn luật nếu nơi làm thuộc vùng I, vùng II"
    assert [step.rpartition(", ")[2] for step in result.steps[1:]] == ["thiếu 3.500 đ", "thiếu 700 đ", "đạt", "đạt"]


@pytest.mark.parametrize(
    ("who", "days", "paid"),
    [
        ({"who": "child", "age": "under_3"}, 21.0, "20 ngày"),
        ({"who": "child", "age": "under_7"}, 16.0, "15 ngày"),
        ({"who": "self", "years": "short"}, 31.0, "30 ngày"),
        ({"who": "self", "years": "middle"}, 41.0, "40 ngày"),
        ({"who": "self", "years": "full"}, 61.0, "60 ngày"),
        ({"who": "long", "years": "full"}, 61.0, "61 ngày"),
        ({"who": "self", "years": "short"}, 0.5, "0,5 ngày"),
    ],
)
def test_sick_days_beyond_the_years_limit_are_not_paid(
    calculate: Calculate, who: dict[str, Value], days: float, paid: str
) -> None:
    assert f": 24 × {paid} =" in calculate("sick_leave", {**who, "wage": 12 * M, "days": days}).steps[-1]


def test_a_child_of_seven_has_no_sick_days_and_nothing_more_is_asked(calculate: Calculate) -> None:
    assert "từ 7 tuổi" in calculate("sick_leave", {"who": "child", "age": "older"}).headline


@pytest.mark.parametrize(
    ("case", "days"),
    [("usual", 5), ("surgery", 7), ("second", 10), ("twins", 10), ("triplets", 13), ("twins_surgery", 14)],
)
def test_days_of_a_father(calculate: Calculate, case: str, days: int) -> None:
    assert f"nghỉ {days} ngày" in calculate("maternity", {"who": "father", "average": 12 * M, "case": case}).headline


def test_insurance_stops_at_its_ceilings(calculate: Calculate) -> None:
    answers: dict[str, Value] = {
        "gross": 150 * M,
        "same": "yes",
        "region": "1",
        "dependants": 0.0,
        "member": "yes",
    }
    steps = calculate("net_pay_2026", answers).steps
    assert steps[:2] == (
        "BHXH, BHYT: 50.600.000 đ × 9,5% = 4.807.000 đ",
        "BHTN: 106.200.000 đ × 1% = 1.062.000 đ",
    )
    assert "Đoàn phí, mức tối đa: 253.000 đ" in steps


def test_all_five_brackets_of_the_tax(calculate: Calculate) -> None:
    answers: dict[str, Value] = {
        "gross": 200 * M,
        "same": "no",
        "insured": 10 * M,
        "dependants": 2.0,
        "member": "no",
    }
    rates = [step for step in calculate("net_pay_2026", answers).steps if step.startswith("Thuế bậc")]
    assert rates == [
        "Thuế bậc 1: 10.000.000 đ × 5% = 500.000 đ",
        "Thuế bậc 2: 20.000.000 đ × 10% = 2.000.000 đ",
        "Thuế bậc 3: 30.000.000 đ × 20% = 6.000.000 đ",
        "Thuế bậc 4: 40.000.000 đ × 30% = 12.000.000 đ",
        "Thuế bậc 5: 71.050.000 đ × 35% = 24.867.500 đ",
    ]


def test_several_kinds_of_overtime_are_added_up(calculate: Calculate) -> None:
    answers: dict[str, Value] = {
        "pay": "hour",
        "hour_wage": 40_000,
        "kind_1": "holiday",
        "hours_holiday": 8.0,
        "more_1": "yes",
        "kind_2": "weekday",
        "hours_weekday": 2.5,
        "more_2": "yes",
        "hours_rest_day": 4.0,
    }
    result = calculate("overtime_pay", answers)
    assert result.headline == "Tiền tăng ca của bạn: khoảng 1.430.000 đồng"
    assert result.steps[1:] == (
        "Tăng ca ngày thường: 40.000 đ × 150% × 2,5 giờ = 150.000 đ",
        "Tăng ca ngày nghỉ hằng tuần: 40.000 đ × 200% × 4 giờ = 320.000 đ",
        "Tăng ca ngày lễ, Tết: 40.000 đ × 300% × 8 giờ = 960.000 đ",
        "Cộng lại: 1.430.000 đ",
    )


def test_more_than_forty_hours_of_overtime_are_remarked(calculate: Calculate) -> None:
    answers: dict[str, Value] = {"pay": "day", "day_wage": 320_000, "kind_1": "weekday", "more_1": "no"}
    assert "40 giờ" not in "".join(calculate("overtime_pay", {**answers, "hours_weekday": 40.0}).notes)
    assert "40 giờ" in "".join(calculate("overtime_pay", {**answers, "hours_weekday": 40.5}).notes)


def test_a_part_of_a_night_shift_is_on_top_of_the_wage(calculate: Calculate) -> None:
    answers: dict[str, Value] = {
        "pay": "hour",
        "hour_wage": 40_000,
        "kind_1": "shift",
        "hours_shift": 1.0,
        "more_1": "no",
    }
    result = calculate("night_overtime", answers)
    assert "khoảng 52.000 đồng" in result.headline
    assert any("40.000 đ × 30% × 1 giờ = 12.000 đ" in note for note in result.notes)


@pytest.mark.parametrize("calculator", ["retirement_age", "retirement_age_hazard"])
def test_who_retired_before_the_table_began_is_sent_to_an_officer(calculate: Calculate, calculator: str) -> None:
    with pytest.raises(CannotCalculate, match="gặp cán bộ"):
        calculate(calculator, {"sex": "women", "born": date(1950, 1, 1), "hazard": "yes"})


def test_who_may_retire_already_is_told_so(calculate: Calculate) -> None:
    result = calculate("retirement_age", {"sex": "men", "born": date(1964, 1, 1)})
    assert result.headline.startswith("Bạn đã đủ tuổi nghỉ hưu (61 tuổi 3 tháng)")


def test_less_than_fifteen_years_of_hard_work_give_the_usual_age(calculate: Calculate) -> None:
    result = calculate("retirement_age_hazard", {"sex": "men", "born": date(1970, 1, 1), "hazard": "no"})
    assert "khi 62 tuổi" in result.headline
