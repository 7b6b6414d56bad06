"""What a formula reads: the worker's answers and the law's numbers, both exact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from knowledge.calculators.model import Answers, CannotCalculate
from knowledge.calculators.numbers import exact
from knowledge.quantities import Quantity


class Given:
    """The answers, each read as what its question asked for. Raise KeyError for a question that was not asked."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def __contains__(self, name: str) -> bool:
        return name in self._answers

    def number(self, name: str) -> Fraction:
        """Money in VND, hours, days, people, percent."""
        value = self._answers[name]
        if not isinstance(value, int | float):
            raise TypeError(name)
        return exact(value)

    def months(self, name: str) -> int:
        return int(self.number(name))

    def choice(self, name: str) -> str:
        return str(self._answers[name])

    def day(self, name: str) -> date:
        value = self._answers[name]
        if not isinstance(value, date):
            raise TypeError(name)
        return value


class Law:
    """The law's numbers as of the day `on`; percentages are shares: 150% is 3/2."""

    def __init__(self, values: Mapping[str, Quantity], on: date) -> None:
        self._values = values
        self.on = on

    def __getitem__(self, name: str) -> Fraction:
        """Raise CannotCalculate for a number that was not in force."""
        quantity = self._in_force(name)
        return exact(quantity.value) / (100 if quantity.unit == "percent" else 1)

    def said(self, name: str) -> str:
        """ "150%", "2.530.000 đồng"."""
        return str(self._in_force(name))

    def _in_force(self, name: str) -> Quantity:
        if name not in self._values:
            raise CannotCalculate(
                f"Mình chưa có mức của luật áp dụng vào ngày {self.on:%d/%m/%Y} để tính khoản này. "
                "Bạn nhắn «gặp cán bộ» để được tính giúp nhé."
            )
        return self._values[name]
