"""Calculators in the chat: one question at a time, each answer said back, and a result that can be checked."""

from __future__ import annotations

from dataclasses import replace

from actions import buttons, calculator_texts, choosing, texts, words
from actions.answering import COMMANDS, Answering, wants_something_else
from actions.base import DialogueAction, Event, remember
from actions.calculation import END, FORM, Calculation
from actions.forms import STOP_WORDS, leave
from actions.results import say_result
from actions.services import ActionServices
from actions.share import Share
from actions.turn import Turn
from actions.voice import Voice, choice
from knowledge.calculators import Question

TRIES = 3
LISTED = 7

_MOST_BUTTONS = 5
# Where a choice without a real button is a number to type, a typed number could not be an answer as well.
_WITHOUT_BUTTONS = frozenset({"zalo"})


class ListCalculators(DialogueAction):
    """A few at a time: on Zalo they are lines of a text."""

    name = "action_calculators"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        listed = list(self.services.library.calculators().values())
        page = turn.entities.get("page", "")
        first = int(page) * LISTED if page in map(str, range(len(listed))) else 0
        shown = listed[first : first + LISTED] or listed[:LISTED]
        further = first + LISTED < len(listed)
        voice.say(
            calculator_texts.CHOOSE,
            *(choice(calculator.title, "calculate", calculator=calculator.id) for calculator in shown),
            choice("Xem tiếp", "calculators", page=str(first // LISTED + 1)) if further else buttons.MENU,
        )
        return []


class _InCalculation(DialogueAction):
    """An action that knows the calculators."""

    @property
    def answering(self) -> Answering:
        return Answering(self.services.library.calculators())


class AskForAnswer(_InCalculation):
    """The open question, below what was understood of the answer before."""

    name = f"action_ask_{FORM}_free_text"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        begun = self.answering.begun(turn)
        question = self.answering.open_question(begun) if begun else None
        if begun and question and not turn.more_media:
            _ask(turn, voice, begun, question)
        return []


class TakeAnswer(_InCalculation):
    """Rasa calls it when the form begins, and with everything that the form hears."""

    name = f"validate_{FORM}"

    def __init__(self, services: ActionServices) -> None:
        super().__init__(services)
        self._share = Share(services)

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if turn.command in COMMANDS:
            return _on(self.answering.tapped(turn))
        begun = self.answering.begun(turn)
        question = self.answering.open_question(begun) if begun else None
        if begun is None or question is None or turn.command == "cancel":
            return _on(None)
        if turn.command.startswith("share_"):
            return [*_on(replace(begun, note="")), *await self._share.in_form(turn, voice)]
        return _away() if turn.command else self._typed(turn, voice, begun, question)

    def _typed(self, turn: Turn, voice: Voice, begun: Calculation, question: Question) -> list[Event]:
        """An emergency wins over everything but the very words of a choice."""
        if not choosing.titled(question.choices, turn.text):
            if turn.fears_danger:
                return _away()
            if words.fold(turn.text) in STOP_WORDS:
                return _on(None)
        if wants_something_else(turn, question):
            voice.say(calculator_texts.PAUSED)
            return _away()
        return _on(self.answering.typed(turn, begun, question))


class EndCalculation(_InCalculation):
    """The form is over: with a result, without one after some tries, or because the worker said so."""

    name = END

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        begun = self.answering.begun(turn)
        if begun is None:
            text = texts.STALE_BUTTON if turn.command in COMMANDS else calculator_texts.STOPPED
            voice.say(text, buttons.CALCULATORS, buttons.MENU)
        elif begun.asked:
            again = buttons.resume(begun.calculator, "Thử lại")
            voice.say(calculator_texts.STUCK, again, buttons.ASK_OFFICER, buttons.MENU)
        else:
            say_result(self.services, turn, voice, begun)
        return []


def _ask(turn: Turn, voice: Voice, begun: Calculation, question: Question) -> None:
    """Where a button would be a number to type, words do instead: a number is an answer here."""
    answers = [
        choice(item.title, "calculator_choice", question=question.name, value=item.value) for item in question.choices
    ]
    ways_out = [*([choice("Sửa câu trước", "calculator_back")] if begun.given else []), buttons.CANCEL]
    in_words = len(answers) + len(ways_out) > _MOST_BUTTONS or (turn.channel in _WITHOUT_BUTTONS and not answers)
    hint = calculator_texts.WORDS_TO_CORRECT if begun.given else calculator_texts.WORDS_TO_STOP
    lines = [begun.note, question.text, hint if in_words else ""]
    voice.say(
        "\n\n".join(line for line in lines if line),
        *answers,
        *([] if in_words else ways_out),
        expects_text=not answers,
    )


def _on(begun: Calculation | None) -> list[Event]:
    """Go on with the calculation; the form ends when there is nothing to ask, or no use in asking again."""
    over = begun is None or not begun.asked or begun.failures >= TRIES
    kept = begun.kept() if begun else None
    end = [remember("requested_slot", None)] if over else []
    return [remember("free_text", None), remember("calculation", kept), *end]


def _away() -> list[Event]:
    """What was begun can be gone on with later."""
    return [remember("free_text", None), *leave(FORM)]
