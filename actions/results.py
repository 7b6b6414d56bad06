"""What a calculation comes to, as a worker can read and check it on a small screen."""

from __future__ import annotations

from actions import buttons, calculator_texts, texts
from actions.calculation import Calculation
from actions.services import ActionServices
from actions.turn import Turn
from actions.voice import Choice, Voice, choice
from knowledge.calculators import CannotCalculate, Result

_CORRECT = choice("Sửa câu cuối", "calculator_back")


def say_result(services: ActionServices, turn: Turn, voice: Voice, begun: Calculation) -> None:
    again = choice("Tính lại", "calculate", calculator=begun.calculator)
    try:
        result = services.library.calculate(begun.calculator, begun.answers, services.today())
    except CannotCalculate as refusal:
        voice.say(f"{begun.note}\n\n{refusal}".strip(), _CORRECT, again, buttons.ASK_OFFICER, buttons.MENU)
        return
    topic_id = services.library.calculators()[begun.calculator].topic_id
    more = choice("Xem thêm", "more", topic=topic_id, answer=turn.message_id)
    voice.say(_text(begun.note, result), again, more, _report(turn), buttons.ASK_OFFICER, _CORRECT)


def _text(understood: str, result: Result) -> str:
    law = [texts.BASIS.format(basis=result.legal_basis)] if result.legal_basis else []
    parts = [
        understood,
        result.headline,
        "\n".join(f"• {step}" for step in result.steps),
        "\n".join(f"– {note}" for note in result.notes),
        "\n".join([*law, calculator_texts.CALCULATED_ON.format(day=f"{result.as_of:%d/%m/%Y}")]),
        texts.IN_REVIEW if result.review_note else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _report(turn: Turn) -> Choice:
    """The words that led here may go along."""
    return buttons.REPORT_THIS if turn.slot("last_words") else buttons.REPORT
