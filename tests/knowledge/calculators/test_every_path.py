"""Whatever a worker answers, the questions end and the sum is sound."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.calculators import (
    CALCULATORS,
    Answers,
    Calculator,
    CannotCalculate,
    InputKind,
    Outcome,
    Question,
    Value,
    check,
)
from knowledge.library import Library
from knowledge.parameters import ParametersOn
from tests.knowledge.calculators.conftest import DATA, TODAY

NUMBERS = dict(ParametersOn(Library.load(DATA).parameters, TODAY))
MOST_QUESTIONS = 20
# Why a full set of possible answers may have no result.
REFUSALS = "chưa đóng tháng nào|đã đủ tuổi nghỉ hưu từ năm 2021"

every_calculator = pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=CALCULATORS.keys())


def values(question: Question) -> st.SearchStrategy[Any]:
    """All possible answers of a question; numbers in quarters."""
    least, most = question.minimum or 0, question.maximum or 0
    match question.kind:
        case InputKind.CHOICE:
            return st.sampled_from([choice.value for choice in question.choices])
        case InputKind.DATE:
            return st.dates(date(int(least), 1, 1), date(int(most), 12, 31))
        case InputKind.MONEY | InputKind.DURATION:
            return st.integers(int(least), int(most))
        case InputKind.NUMBER if question.unit == "người":
            return st.integers(int(least), int(most)).map(float)
        case _:
            return st.integers(int(least * 4) + bool(least * 4 % 1), int(most * 4)).map(lambda quarters: quarters / 4)


@st.composite
def answers_of(draw: st.DrawFn, calculator: Calculator) -> dict[str, Value]:
    answers: dict[str, Value] = {}
    for _ in range(MOST_QUESTIONS):
        question = calculator.next_question(answers)
        if question is None:
            return answers
        answers[question.name] = draw(values(question))
        assert check(question, answers[question.name]) is None
    raise AssertionError(f"{calculator.id} asks without end")


def calculated(calculator: Calculator, answers: Answers) -> Outcome | None:
    """None when there is a known reason why it has no result."""
    calculator.check(answers)
    try:
        return calculator.compute(answers, NUMBERS, TODAY)
    except CannotCalculate as refusal:
        if re.search(REFUSALS, str(refusal)):
            return None
        raise


def amounts(headline: str) -> list[int]:
    return [int(number.replace(".", "")) for number in re.findall(r"([\d.]+) đồng", headline)]


@every_calculator
@given(data=st.data())
def test_every_path_ends_in_a_sound_result(calculator: Calculator, data: st.DataObject) -> None:
    answers = data.draw(answers_of(calculator))
    result = calculated(calculator, answers)
    if result is None:
        return
    texts = [result.headline, *result.steps, *result.notes]
    assert all(text and text == unicodedata.normalize("NFC", text) for text in texts)
    assert not re.search(r"-\d", " ".join([result.headline, *result.steps]))
    assert result.steps
    assert result.notes
    assert list(calculator.asked(answers)) == list(calculator.asked({**answers, "unknown": 1}))


@every_calculator
@given(data=st.data())
def test_a_calculator_needs_no_number_that_it_does_not_name(calculator: Calculator, data: st.DataObject) -> None:
    answers = data.draw(answers_of(calculator))
    result = calculated(calculator, answers)
    if result:
        named = {name: NUMBERS[name] for name in calculator.needs}
        assert calculator.compute(answers, named, TODAY).headline == result.headline


# A comparison with the minimum wage does not grow with the wage.
GROWING = [
    calculator
    for calculator in CALCULATORS.values()
    if calculator.id not in {"retirement_age", "retirement_age_hazard", "minimum_wage_hour"}
]


@pytest.mark.parametrize("calculator", GROWING, ids=lambda calculator: calculator.id)
@given(data=st.data(), more=st.integers(1, 5_000_000))
def test_a_higher_wage_is_never_less_money(calculator: Calculator, data: st.DataObject, more: int) -> None:
    answers = data.draw(answers_of(calculator))
    wage = next((question for question in calculator.asked(answers) if question.kind is InputKind.MONEY), None)
    assume(wage is not None)
    assert wage is not None
    higher = {**answers, wage.name: int(str(answers[wage.name])) + more}
    assume(calculator.next_question(higher) is None and check(wage, higher[wage.name]) is None)
    before, after = calculated(calculator, answers), calculated(calculator, higher)
    if before and after:
        pairs = zip(amounts(before.headline), amounts(after.headline), strict=True)
        assert all(0 <= less <= most for less, most in pairs)


@given(data=st.data())
def test_net_pay_is_never_more_than_gross_pay(data: st.DataObject) -> None:
    answers = data.draw(answers_of(CALCULATORS["net_pay_2026"]))
    [net] = amounts(CALCULATORS["net_pay_2026"].compute(answers, NUMBERS, TODAY).headline)
    assert 0 < net <= int(str(answers["gross"]))


@given(data=st.data())
def test_the_parts_of_overtime_add_up(data: st.DataObject) -> None:
    answers = data.draw(answers_of(CALCULATORS["overtime_pay"]))
    result = CALCULATORS["overtime_pay"].compute(answers, NUMBERS, TODAY)
    parts = [step for step in result.steps if step.startswith("Tăng ca")]
    summed = sum(int(re.findall(r"([\d.]+) đ$", step)[0].replace(".", "")) for step in parts)
    assert abs(summed - amounts(result.headline)[0]) < len(parts)
