"""What a calculator is: a script of questions and a formula over the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.calculators.form import check
from knowledge.calculators.given import Given, Law
from knowledge.calculators.model import Answers, CannotCalculate, Outcome, Question
from knowledge.quantities import Quantity

Script = Callable[[Given], Iterator[Question]]
"""All questions in their order. It may read an answer only after it has yielded the question."""


@dataclass(frozen=True)
class Calculator:
    """`formula` gets all answers, each within its bounds, and the law's numbers, whose names are in `needs`. `title`:
    at most 24 characters."""

    id: str
    title: str
    script: Script
    formula: Callable[[Given, Law], Outcome]
    needs: tuple[str, ...] = ()

    @property
    def topic_id(self) -> str:
        """The topic that explains the formula and holds its legal basis."""
        return f"calc_{self.id}"

    def next_question(self, answers: Answers) -> Question | None:
        """The first open question, None when all are answered."""
        return next((question for question in self.script(Given(answers)) if question.name not in answers), None)

    def asked(self, answers: Answers) -> Iterator[Question]:
        """The questions that were answered, in order."""
        for question in self.script(Given(answers)):
            if question.name not in answers:
                return
            yield question

    def check(self, answers: Answers) -> None:
        """Raise CannotCalculate for an answer out of its bounds, ValueError when a question is still open."""
        for question in self.asked(answers):
            fault = check(question, answers[question.name])
            if fault:
                raise CannotCalculate(fault)
        open_question = self.next_question(answers)
        if open_question:
            raise ValueError(f"{self.id}: {open_question.name} is not answered")

    def compute(self, answers: Answers, values: Mapping[str, Quantity], on: date) -> Outcome:
        """`values`: the law's numbers as of the day `on`. Raise CannotCalculate."""
        return self.formula(Given(answers), Law(values, on))
