"""The real numbers of `data/law`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge.calculators import Answers, Result
from knowledge.library import Library

TODAY = date(2026, 11, 25)
DATA = Path(__file__).parents[3] / "data"

Calculate = Callable[[str, Answers], Result]


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load(DATA)


@pytest.fixture
def calculate(library: Library) -> Calculate:
    return lambda calculator_id, answers: library.calculate(calculator_id, answers, TODAY)
