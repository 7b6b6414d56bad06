"""The steps of a calculation: taking an answer, going back, and using what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions.calculation import Calculation
from actions.calculator_texts import BEGINS, FIRST_QUESTION, NAMES, NOTED, NOTED_AS, SAID_BEFORE, UNDERSTOOD_AS
from actions.reading import explicit, guessed, say_back
from actions.turn import Spotted
from knowledge.calculators import Answers, Calculator, InputKind, Question, Value, check

_A_YEAR = 1990


def begin(calculator: Calculator, said: Sequence[Spotted]) -> Calculation:
    """What was said already need not be asked again."""
    begun = advance(calculator, Calculation(calculator.id, pool=tuple(said)))
    opening = BEGINS.format(title=calculator.title) if begun.asked else ""
    return replace(begun, note=f"{opening}\n{begun.note}".strip())


def answer(
    calculator: Calculator, begun: Calculation, question: Question, value: Value, said: Sequence[Spotted] = ()
) -> Calculation:
    """Take the value and say it back; what else was `said` may answer a later question."""
    unused = tuple(item for item in said if item.kind != "number" and explicit(question, item) is None)
    taken = begun.answered(question.name, value)
    note = _understood(question, value) if guessed(question, value, said) else _noted(question, value)
    if question.kind is InputKind.CHOICE and not calculator.next_question(taken.answers):
        note = ""  # above the result "✓ Không, tính luôn" would only puzzle
    return advance(calculator, replace(taken, pool=(*begun.pool, *unused), note=note))


def leads_to(calculator: Calculator, begun: Calculation, question: Question, said: Sequence[Spotted]) -> Value | None:
    """The first choice after which the sum of money that was typed is an answer: "8tr5" for "by the month, the day or
    the hour?" is a wage of a month, "40k" one of an hour."""
    sums = [item for item in said if item.kind == "money"]
    for choice in question.choices if len(sums) == 1 else ():
        following = calculator.next_question({**begun.answers, question.name: choice.value})
        if following and _answers(following, sums[0]):
            return choice.value
    return None


def change(calculator: Calculator, begun: Calculation, question: Question, value: Value) -> Calculation:
    """Answer an earlier question anew. Later answers stay where they are still asked for and possible."""
    answers = {**begun.answers, question.name: value}
    kept = begun.back_to(question.name)
    while (following := calculator.next_question(kept.answers)) and following.name in answers:
        given = answers[following.name]
        if check(following, given) is not None:
            break
        kept = kept.answered(following.name, given)
    return advance(calculator, replace(kept, note=_noted(question, value)))


def back(calculator: Calculator, begun: Calculation) -> Calculation:
    """One question back; at the first one there is nothing to go back to."""
    if not begun.given:
        return replace(begun, note=FIRST_QUESTION)
    return advance(calculator, begun.back_to(begun.given[-1].question))


def advance(calculator: Calculator, begun: Calculation) -> Calculation:
    """Answer from the pool what can only be meant so, and open the first question that is left."""
    while question := calculator.next_question(begun.answers):
        meant = _meant(calculator, begun, question)
        if meant is None:
            return replace(begun, asked=question.name)
        item, value = meant
        line = SAID_BEFORE.format(value=_noted(question, value))
        left = tuple(other for other in begun.pool if other != item)
        taken = begun.answered(question.name, value)
        begun = replace(taken, pool=left, note=f"{begun.note}\n{line}".strip())
    return replace(begun, asked="")


def _noted(question: Question, value: Value) -> str:
    name, said = NAMES.get((question.kind, question.name), ""), say_back(question, value)
    return NOTED_AS.format(name=name, value=said) if name else NOTED.format(value=said)


def _understood(question: Question, value: Value) -> str:
    return UNDERSTOOD_AS.format(value=say_back(question, value))


def _meant(calculator: Calculator, begun: Calculation, question: Question) -> tuple[Spotted, Value] | None:
    """What answers the question and can mean nothing else: no other such thing was said or need be asked for."""
    fitting = [item for item in begun.pool if _answers(question, item)]
    value = explicit(question, fitting[0]) if len(fitting) == 1 else None
    if value is None or any(_answers(asked, fitting[0]) for asked in calculator.asked(begun.answers)):
        return None
    once = _asks_once(calculator, {**begun.answers, question.name: value}, fitting[0])
    return (fitting[0], value) if once else None


def _answers(question: Question, item: Spotted) -> bool:
    value = explicit(question, item)
    return value is not None and check(question, value) is None


def _asks_once(calculator: Calculator, answers: Answers, item: Spotted) -> bool:
    """Whether the calculation may end without another question that the item would answer."""
    ways = [answers]
    while ways:
        way = ways.pop()
        question = calculator.next_question(way)
        if question is None:
            return True
        if not _answers(question, item):
            ways += [{**way, question.name: value} for value in _samples(question)]
    return False


def _samples(question: Question) -> Sequence[Value]:
    """Each choice leads elsewhere; of numbers and dates one stands for all."""
    match question.kind:
        case InputKind.CHOICE:
            return [choice.value for choice in question.choices]
        case InputKind.DATE:
            return [date(int(question.minimum or _A_YEAR), 1, 1)]
        case _:
            return [int(question.minimum or 1)]
