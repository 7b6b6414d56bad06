"""Questions that a worker on the line understands, and bounds that catch a slip of the finger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from knowledge.calculators import CALCULATORS, Answers, Calculator, Choice, InputKind, Question, check
from knowledge.library import Library
from knowledge.parameters import ParametersOn
from tests.knowledge.calculators.conftest import TODAY, Calculate

IDS = {
    "hourly_wage",
    "overtime_pay",
    "night_overtime",
    "severance",
    "job_loss",
    "unlawful_termination",
    "annual_leave",
    "net_pay_2026",
    "unemployment",
    "maternity",
    "sick_leave",
    "retirement_age",
    "retirement_age_hazard",
    "pension",
    "lump_sum_si",
    "union_dues",
    "accident_comp",
    "late_wage_interest",
    "minimum_wage_hour",
}
MONEY = Question("wage", InputKind.MONEY, "Lương? Ví dụ: 8tr5.", minimum=500_000, maximum=1_000_000_000)
HOURS = Question("hours", InputKind.NUMBER, "Mấy giờ? Ví dụ: 2.", minimum=0.25, maximum=300, unit="giờ")
PEOPLE = Question("people", InputKind.NUMBER, "Mấy người? Ví dụ: 2.", minimum=0, maximum=20, unit="người")
RATE = Question("rate", InputKind.PERCENT, "Lãi? Ví dụ: 4%.", minimum=0.1, maximum=30)
SPAN = Question("worked", InputKind.DURATION, "Bao lâu? Ví dụ: 2 năm.", minimum=1, maximum=27)
BORN = Question("born", InputKind.DATE, "Sinh khi nào? Ví dụ: 3/1966.", minimum=1940, maximum=2020)
SEX = Question("sex", InputKind.CHOICE, "Nam hay nữ?", (Choice("men", "Nam"), Choice("women", "Nữ")))


def every_question(calculator: Calculator) -> Iterator[Question]:
    """All that can be asked: each choice leads on, of the rest both ends of the bounds."""
    open_ends: list[Answers] = [{}]
    while open_ends:
        answers = open_ends.pop()
        question = calculator.next_question(answers)
        if question is None:
            continue
        yield question
        open_ends += [{**answers, question.name: value} for value in _ends(question)]


def _ends(question: Question) -> list[Any]:
    bounds = [question.minimum or 0, question.maximum or 0]
    match question.kind:
        case InputKind.CHOICE:
            return [choice.value for choice in question.choices]
        case InputKind.DATE:
            return [date(int(year), 1, 1) for year in bounds]
        case InputKind.MONEY | InputKind.DURATION:
            return [int(bound) for bound in bounds]
        case _:
            return [bounds[0]]


def test_there_is_a_calculator_for_every_topic_that_calculates(library: Library) -> None:
    assert set(CALCULATORS) == IDS
    assert list(library.calculators()) == list(CALCULATORS)
    assert {topic.calculator for topic in library.topics.values()} - {""} == IDS


@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=CALCULATORS.keys())
def test_every_question_is_short_and_shows_how_to_answer(calculator: Calculator, library: Library) -> None:
    assert calculator.title == library.title(calculator.topic_id)
    for question in every_question(calculator):
        assert len(question.text) <= 160
        assert bool(question.choices) == (question.kind is InputKind.CHOICE)
        assert question.choices or "Ví dụ: " in question.text
        assert question.choices or (question.minimum is not None and question.maximum is not None)
        assert question.kind is not InputKind.NUMBER or question.unit
        titles = [choice.title for choice in question.choices]
        assert all(len(title) <= 20 for title in titles)
        assert len({title.casefold() for title in titles}) == len(titles)


def test_later_questions_follow_from_the_answers_so_far() -> None:
    overtime = CALCULATORS["overtime_pay"]
    first = overtime.next_question({})
    assert first is not None
    assert [choice.title for choice in first.choices] == ["Theo tháng", "Theo ngày", "Theo giờ"]
    by_hour = overtime.next_question({"pay": "hour"})
    by_month = overtime.next_question({"pay": "month"})
    assert by_hour is not None
    assert by_month is not None
    assert (by_hour.name, by_month.name) == ("hour_wage", "wage")


def test_a_kind_of_overtime_is_offered_once_and_the_last_one_by_name() -> None:
    overtime = CALCULATORS["overtime_pay"]
    answers: dict[str, Any] = {"pay": "hour", "hour_wage": 40_000, "kind_1": "weekday", "hours_weekday": 2.0}
    answers |= {"more_1": "yes"}
    second = overtime.next_question(answers)
    assert second is not None
    assert [choice.value for choice in second.choices] == ["rest_day", "holiday"]
    last = overtime.next_question({**answers, "kind_2": "rest_day", "hours_rest_day": 8.0})
    assert last is not None
    assert last.text == "Còn tăng ca ngày lễ, Tết không?"


def test_insurance_cannot_have_been_paid_for_longer_than_the_work() -> None:
    answers: dict[str, Any] = {"reason": "expired", "worked": 27, "cover": "part"}
    question = CALCULATORS["severance"].next_question(answers)
    assert question is not None
    assert check(question, 27) is None
    assert check(question, 28) == "Con số này hơi lớn: nhiều nhất là 2 năm 3 tháng. Bạn xem lại giúp mình nhé."


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        (MONEY, 0, "ít nhất là 500.000 đồng"),
        (MONEY, -1, "không thể nhỏ hơn 0"),
        (MONEY, 2_000_000_000, "nhiều nhất là 1.000.000.000 đồng"),
        (MONEY, 8_500_000.5, "một số tiền"),
        (MONEY, True, "một số tiền"),
        (MONEY, "8tr5", "một số tiền"),
        (HOURS, 0.0, "ít nhất là 0,25 giờ"),
        (PEOPLE, 1.5, "một con số"),
        (PEOPLE, float("nan"), "một con số"),
        (PEOPLE, float("inf"), "một con số"),
        (HOURS, float("nan"), "một con số"),
        (HOURS, float("inf"), "một con số"),
        (HOURS, 301.0, "nhiều nhất là 300 giờ"),
        (RATE, 31.0, "nhiều nhất là 30%"),
        (RATE, "4", "phần trăm"),
        (SPAN, 28, "nhiều nhất là 2 năm 3 tháng"),
        (SPAN, 0, "ít nhất là 1 tháng"),
        (SPAN, 2.5, "số năm, số tháng"),
        (BORN, date(1066, 1, 1), "Năm này"),
        (BORN, date(2166, 1, 1), "Năm này"),
        (BORN, "1990", "ngày, tháng, năm"),
        (SEX, "other", "một mục trong danh sách"),
        (SEX, 1, "một mục trong danh sách"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_in_plain_words(question: Question, value: Any, said: str) -> None:
    sentence = check(question, value)
    assert sentence is not None
    assert said in sentence


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (MONEY, 500_000),
        (MONEY, 1_000_000_000),
        (HOURS, 2),
        (HOURS, 0.25),
        (RATE, 0.1),
        (SPAN, 27),
        (BORN, date(1940, 1, 1)),
        (BORN, datetime(1990, 3, 15)),  # noqa: DTZ001
        (SEX, "men"),
    ],
)
def test_what_can_be_an_answer_is_taken(question: Question, value: Any) -> None:
    assert check(question, value) is None


def test_the_years_of_hard_work_that_are_asked_for_are_the_laws(library: Library) -> None:
    [*_, hazard] = every_question(CALCULATORS["retirement_age_hazard"])
    assert f"đủ {ParametersOn(library.parameters, TODAY)['retirement_hazard_years']}" in hazard.text


def test_a_calculation_is_not_begun_before_all_is_answered(calculate: Calculate) -> None:
    with pytest.raises(ValueError, match="days is not answered"):
        calculate("hourly_wage", {"wage": 8_000_000})
    with pytest.raises(KeyError):
        calculate("no_such", {})


def test_a_result_names_its_law_its_day_and_its_doubt(calculate: Calculate) -> None:
    sure = calculate("hourly_wage", {"wage": 8_000_000, "days": "26"})
    assert sure.legal_basis == "Điều 54, Điều 55 Nghị định 145/2020/NĐ-CP"
    assert (sure.as_of, sure.review_note) == (TODAY, "")
    assert "Công đoàn cơ sở có thể thu" in calculate("union_dues", {"what": "dues", "wage": 8_000_000}).review_note
