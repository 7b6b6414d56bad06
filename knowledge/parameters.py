"""The law's numbers as of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from knowledge.content import Parameter
from knowledge.quantities import Quantity


class ParametersOn(Mapping[str, Quantity]):
    """All parameters with the value in force on one day; a value not yet in force is missing."""

    def __init__(self, parameters: Mapping[str, Parameter], on: date) -> None:
        self._values = {
            name: Quantity(value, parameter.unit)
            for name, parameter in parameters.items()
            if (value := _in_force(parameter, on)) is not None
        }

    def __getitem__(self, name: str) -> Quantity:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _in_force(parameter: Parameter, on: date) -> float | None:
    started = [dated for dated in parameter.values if dated.starts <= on]
    return max(started, key=lambda dated: dated.starts).value if started else None
