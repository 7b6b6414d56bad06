"""The law's numbers as of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from knowledge.content import DatedValue, Parameter
from knowledge.quantities import Quantity


class ParametersOn(Mapping[str, Quantity]):
    """All parameters with the value in force on one day; a value not yet in force is missing."""

    def __init__(self, parameters: Mapping[str, Parameter], on: date) -> None:
        self._values = {
            name: Quantity(value, parameter.unit)
            for name, parameter in parameters.items()
            if (value := _number(parameters, parameter, on)) is not None
        }

    def __getitem__(self, name: str) -> Quantity:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _number(parameters: Mapping[str, Parameter], parameter: Parameter, on: date) -> float | None:
    dated = _in_force(parameter, on)
    if dated is not None and dated.same_as:
        dated = _in_force(parameters[dated.same_as], on)
    return dated.value if dated is not None else None


def _in_force(parameter: Parameter, on: date) -> DatedValue | None:
    started = [dated for dated in parameter.values if dated.starts <= on]
    return max(started, key=lambda dated: dated.starts, default=None)
