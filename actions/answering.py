"""What a message does to a calculation: it begins one, answers the open question, corrects an answer, or goes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions import calculating, calculator_texts, choosing, words
from actions.calculation import Calculation, spotted_of
from actions.reading import read
from actions.turn import Turn
from knowledge.calculators import Calculator, InputKind, Question, Value, check

COMMANDS = frozenset({"calculate", "calculator_choice", "calculator_back"})

_BACK_WORDS = frozenset({"sua", "sua lai", "quay lai", "lui lai", "nham", "nham roi", "sai roi", "go nham"})
# However sure the classifier is of them, these are no reason to leave a calculation.
_SMALL_TALK = frozenset({"greet", "thanks", "affirm", "deny", "menu", "out_of_scope", "abuse"})
_MENU_WORDS = frozenset({"menu", "ve menu", "xem menu", "muc chinh", "ve muc chinh"})
_SHORT = 4  # so few words with a number in them are rather an answer than a question


class Answering:
    """Knows the calculators of the day. None instead of a calculation: there is none to go on with."""

    def __init__(self, calculators: Mapping[str, Calculator]) -> None:
        self._calculators = calculators

    def begun(self, turn: Turn) -> Calculation | None:
        """The calculation that the chat remembers."""
        begun = Calculation.of(turn.slots.get("calculation"))
        return begun if begun and begun.calculator in self._calculators else None

    def open_question(self, begun: Calculation) -> Question | None:
        return self._calculators[begun.calculator].next_question(begun.answers)

    def tapped(self, turn: Turn) -> Calculation | None:
        """After one of COMMANDS."""
        begun = self.begun(turn)
        if turn.command == "calculate":
            return self._begin(turn, begun)
        if begun is None:
            return None
        return self._choose(turn, begun) if turn.command == "calculator_choice" else self._back(begun)

    def typed(self, turn: Turn, begun: Calculation, question: Question) -> Calculation:
        """After words that are an answer, try to be one, or take the last one back."""
        if words.fold(turn.text) in _BACK_WORDS and not choosing.titled(question.choices, turn.text):
            return self._back(begun)
        calculator = self._calculators[begun.calculator]
        value = _value(turn, question)
        if value is None:
            value = calculating.leads_to(calculator, begun, question, turn.spotted)
        fault = calculator_texts.NOT_AN_ANSWER[question.kind] if value is None else check(question, value)
        if value is None or fault:
            return begun.failed(fault or "")
        return calculating.answer(calculator, begun, question, value, turn.spotted)

    def _begin(self, turn: Turn, begun: Calculation | None) -> Calculation | None:
        calculator = self._calculators.get(turn.entities.get("calculator", ""))
        if calculator is None:
            return None
        if turn.entities.get("resume") and begun and begun.calculator == calculator.id:
            return calculating.advance(calculator, replace(begun, failures=0, note=""))
        said = spotted_of(turn.slots.get("last_values")) if turn.entities.get("keep") else ()
        return calculating.begin(calculator, said)

    def _choose(self, turn: Turn, begun: Calculation) -> Calculation:
        """A tap answers the open question, or an earlier one anew."""
        calculator, name = self._calculators[begun.calculator], turn.entities.get("question", "")
        known = [*calculator.asked(begun.answers), self.open_question(begun)]
        question = next((question for question in known if question and question.name == name), None)
        value = turn.entities.get("value", "")
        if question is None or question.kind is not InputKind.CHOICE or check(question, value) is not None:
            return replace(begun, note=calculator_texts.OLD_CHOICE if begun.asked else "")
        if name in begun.answers:
            return calculating.change(calculator, begun, question, value)
        return calculating.answer(calculator, begun, question, value)

    def _back(self, begun: Calculation) -> Calculation:
        return calculating.back(self._calculators[begun.calculator], begun)


def wants_something_else(turn: Turn, question: Question) -> bool:
    """Whether the words are no answer to the question, but surely, or at some length, about something else."""
    if words.fold(turn.text) in _BACK_WORDS or _value(turn, question) is not None:
        return False
    may_be_a_topic = turn.nlu.get("decision") == "offer" and turn.nlu.get("intent") not in _SMALL_TALK
    return _is_sure(turn) or (may_be_a_topic and not _is_short(turn))


def _is_sure(turn: Turn) -> bool:
    """An unsure "quay lại" may be taken for a wish to see the menu; only the word itself is."""
    return (bool(turn.sure_intent) and turn.sure_intent not in _SMALL_TALK) or words.fold(turn.text) in _MENU_WORDS


def _is_short(turn: Turn) -> bool:
    return len(turn.text.split()) <= _SHORT


def _value(turn: Turn, question: Question) -> Value | None:
    """What the words answer. A long text that is surely a question needs more than a number or a word in it."""
    vague = not _is_sure(turn) or _is_short(turn)
    if question.kind is not InputKind.CHOICE:
        return read(question, turn.spotted, bare=vague)
    meant = choosing.named(question.choices, turn.text) or (choosing.implied(question.choices, turn) if vague else None)
    return meant.value if meant else None
