"""What the tests of the calculators share: workers who answer questions, and what the entity component finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from knowledge.calculators import Calculator, InputKind, Question, Value
from tests.actions.seam import Spotted, Worker

FAQ = {"decision": "answer", "intent": "faq/annual_leave_days", "candidates": [{"name": "faq/annual_leave_days"}]}
DANGER = {"decision": "offer", "intent": "report_emergency", "candidates": [{"name": "report_emergency"}]}


def money(amount: int) -> Spotted:
    return [("money", amount)]


def number(value: float) -> Spotted:
    return [("number", value)]


def duration(years: int = 0, months: int = 0, days: int = 0, hours: float = 0) -> Spotted:
    return [("duration", {"years": years, "months": months, "days": days, "hours": hours})]


def day(iso: str, precision: str = "day") -> Spotted:
    return [("date", {"date": iso, "precision": precision})]


def every_question(calculator: Calculator) -> Iterator[Question]:
    """What the calculator may come to ask, in all ways that its choices lead."""
    ways: list[dict[str, Value]] = [{}]
    while ways:
        answers = ways.pop()
        if question := calculator.next_question(answers):
            yield question
            ways += [{**answers, question.name: value} for value in _samples(question)]


def _samples(question: Question) -> list[Value]:
    if question.choices:
        return [choice.value for choice in question.choices]
    return [date(1966, 3, 15)] if question.kind is InputKind.DATE else [int(question.minimum or 1)]


async def types(worker: Worker, text: str, spotted: Spotted = (), motcham: Any = None) -> str:
    """Type something; without `motcham` the classifier cannot make much of it."""
    sure = motcham and motcham["decision"] == "answer"
    return await worker.says(text, motcham["intent"] if sure else "nlu_offer", motcham, spotted)


async def begin(worker: Worker, calculator: str) -> str:
    return await worker.command(f'/calculate{{"calculator":"{calculator}"}}')


async def severance_up_to_the_wage(worker: Worker) -> None:
    await begin(worker, "severance")
    await worker.tap("Công ty cho nghỉ")
    await types(worker, "5 năm 3 tháng", duration(5, 3))
    await worker.tap("Chưa đóng lần nào")
