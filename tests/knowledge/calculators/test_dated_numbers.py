"""A new number of the law is a new dated row: results change from that day, and nothing else has to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from knowledge.audit import content_faults
from knowledge.calculators import CALCULATORS, CannotCalculate, Value
from knowledge.content import DatedValue, Parameter
from knowledge.library import Library
from tests.knowledge.calculators.conftest import TODAY

M = 1_000_000
NEW_YEAR = date(2027, 1, 1)
MOTHER: Mapping[str, Value] = {"who": "mother", "average": 10 * M, "children": "1", "birth": "first"}
DUES: Mapping[str, Value] = {"what": "dues", "wage": 90 * M}
JOBLESS: Mapping[str, Value] = {"insured": 12, "average": 90 * M, "region": "1"}
MONTHLY: Mapping[str, Value] = {"pay": "month", "wage": 5_400_000, "days": "26", "region": "1"}
NET: Mapping[str, Value] = {"gross": 15 * M, "same": "yes", "dependants": 0.0, "member": "no"}
RICH: Mapping[str, Value] = {**NET, "gross": 60 * M, "region": "1"}
KILLED: Mapping[str, Value] = {"harm": "dead", "fault": "other", "wage": 10 * M}
RETIRED: Mapping[str, Value] = {"sex": "men", "insured": 240, "average": 10 * M, "early": "no"}


def amended(library: Library, name: str, value: float) -> Library:
    """The library with one row more."""
    row = DatedValue.model_validate({"from": NEW_YEAR, "value": value, "source": "nghị định mới"})
    parameter = library.parameters[name]
    changed = parameter.model_copy(update={"values": (*parameter.values, row)})
    return Library(library.topics, {**library.parameters, name: changed}, library.documents)


@pytest.mark.parametrize(
    ("name", "value", "calculator", "answers", "before", "after"),
    [
        ("base_salary", 3 * M, "maternity", MOTHER, "65.060.000 đồng", "66.000.000 đồng"),
        ("base_salary", 3 * M, "union_dues", DUES, "253.000 đồng", "300.000 đồng"),
        ("min_wage_1", 5.7 * M, "unemployment", JOBLESS, "26.550.000 đồng", "28.500.000 đồng"),
        ("min_wage_1", 5.7 * M, "minimum_wage_hour", MONTHLY, "không thấp hơn", "thiếu khoảng 300.000 đồng"),
        ("si_rate_worker", 9, "net_pay_2026", NET, "13.425.000 đồng", "13.275.000 đồng"),
        ("pension_base_rate", 46, "pension", RETIRED, "4.500.000 đồng", "4.600.000 đồng"),
    ],
)
def test_a_new_row_changes_results_from_its_day(
    library: Library,
    name: str,
    value: float,
    calculator: str,
    answers: Mapping[str, Value],
    before: str,
    after: str,
) -> None:
    new = amended(library, name, value)
    assert before in new.calculate(calculator, answers, NEW_YEAR - timedelta(days=1)).headline
    assert after in new.calculate(calculator, answers, NEW_YEAR).headline


@pytest.mark.parametrize(
    ("calculator", "answers", "changed"),
    [
        ("maternity", MOTHER, True),  # 41/2024/QH15 Điều 58: mức tham chiếu
        ("net_pay_2026", RICH, True),  # Điều 31: 20 times
        ("union_dues", DUES, False),  # 61/QĐ-TLĐ: lương cơ sở
        ("accident_comp", KILLED, True),  # the funeral
    ],
)
def test_the_reference_level_is_the_base_salary_until_the_government_says_otherwise(
    library: Library, calculator: str, answers: Mapping[str, Value], changed: bool
) -> None:
    higher_base = amended(library, "base_salary", 3 * M)
    both = library.calculate(calculator, answers, NEW_YEAR), higher_base.calculate(calculator, answers, NEW_YEAR)
    assert both[0].headline != both[1].headline
    own = amended(library, "reference_level", 3 * M)
    assert (own.calculate(calculator, answers, NEW_YEAR).headline != both[0].headline) is changed
    assert own.calculate(calculator, answers, TODAY) == library.calculate(calculator, answers, TODAY)


def test_answers_take_the_reference_level_where_the_law_says_so(library: Library) -> None:
    own = amended(library, "reference_level", 3 * M)
    assert "2.530.000 đồng" in library.answer("si_reference_level", NEW_YEAR).detail
    assert "3.000.000 đồng" in own.answer("si_reference_level", NEW_YEAR).detail
    salary = own.answer("base_salary_2026", NEW_YEAR).detail
    assert "lương cơ sở là 2.530.000 đồng" in own.answer("base_salary_2026", NEW_YEAR).short
    assert "60.000.000 đồng" in salary  # 20 times, the ceiling of insurance
    assert "253.000 đồng" in salary  # a tenth, the ceiling of dues
    death = own.answer("accident_death", NEW_YEAR).detail
    assert "91.080.000 đồng" in death  # 84/2015/QH13 Điều 53: 36 times the base salary
    assert "30.000.000 đồng" in death


def test_a_second_child_has_a_month_more_only_from_the_new_law(library: Library) -> None:
    answers = {**MOTHER, "birth": "second"}
    assert "× 6 tháng" in library.calculate("maternity", answers, date(2026, 6, 30)).steps[0]
    assert "× 7 tháng" in library.calculate("maternity", answers, date(2026, 7, 1)).steps[0]


def test_before_the_law_began_the_worker_is_told_and_sent_to_an_officer(library: Library) -> None:
    with pytest.raises(CannotCalculate) as refused:
        library.calculate("net_pay_2026", NET, date(2025, 12, 31))
    assert "31/12/2025" in str(refused.value)
    assert "gặp cán bộ" in str(refused.value)


def test_a_number_that_a_calculator_lacks_is_found_before_anybody_asks(library: Library) -> None:
    missing = without(library, "leave_seniority_days")
    assert [str(fault) for fault in content_faults(missing, TODAY) if "tham số leave" in str(fault)] == [
        "calc_annual_leave: phép tính thiếu tham số leave_seniority_days"
    ]


def test_a_calculator_that_does_not_exist_is_found(library: Library) -> None:
    topic = library.topics["severance_pay"].model_copy(update={"calculator": "no_such"})
    wrong = Library({**library.topics, "severance_pay": topic}, library.parameters, library.documents)
    assert "severance_pay: không có phép tính «no_such»" in [str(fault) for fault in content_faults(wrong, TODAY)]


def test_a_calculator_without_its_topic_is_found_and_not_offered(library: Library) -> None:
    topics = {name: topic for name, topic in library.topics.items() if name != "calc_severance"}
    wrong = Library(topics, library.parameters, library.documents)
    assert any("thiếu chủ đề calc_severance" in str(fault) for fault in content_faults(wrong, TODAY))
    assert "severance" not in wrong.calculators()


def test_the_content_has_every_number_that_a_calculator_needs(library: Library) -> None:
    assert [fault for fault in content_faults(library, TODAY) if "phép tính" in str(fault)] == []
    assert all(calculator.needs for calculator in CALCULATORS.values())


def without(library: Library, name: str) -> Library:
    parameters: dict[str, Parameter] = {other: value for other, value in library.parameters.items() if other != name}
    return Library(library.topics, parameters, library.documents)
