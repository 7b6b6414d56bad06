"""Two systems beside each other: a line for each thing measured, with the ratio."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """`points`: shares, whose difference in percentage points is told instead of a ratio."""

    title: str
    default: float
    ours: float
    unit: str = ""
    points: bool = False

    def compared(self) -> str:
        if self.points:
            return f"{100 * (self.ours - self.default):+.1f} điểm"
        return f"{self.ours / self.default:.3f}×" if self.default else "–"


def table(lines: Sequence[Line]) -> str:
    rows = [("", "Rasa mặc định", "Một Chạm", "so sánh")]
    rows += [(line.title, _number(line.default, line), _number(line.ours, line), line.compared()) for line in lines]
    first = max(len(row[0]) for row in rows)
    return "\n".join(f"{title:{first}}{one:>18}{other:>18}{ratio:>14}" for title, one, other, ratio in rows)


def _number(value: float, line: Line) -> str:
    return f"{100 * value:.1f} %" if line.points else f"{value:.1f} {line.unit}"


def machine() -> dict[str, object]:
    """What else was going on: absolute times mean nothing without it."""
    return {"cores": os.cpu_count(), "load_average": [round(load, 2) for load in os.getloadavg()]}
