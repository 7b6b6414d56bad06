"""What the tests of the calculators share: workers who answer questions, and what the entity component finds."""

from __future__ import annotations

from typing import Any

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
