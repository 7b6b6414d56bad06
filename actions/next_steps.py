"""Where to go from an answer: at most five buttons, chosen by what the worker asked and what is known about it."""

from __future__ import annotations

from actions import buttons
from actions.calculation import END, FORM, Calculation
from actions.turn import Turn
from actions.voice import Choice, choice
from knowledge.library import Answer, Library

_FREE = 2  # of five buttons: three are always there
NOTICEABLE = 0.1  # a meaning with this chance deserves a button beside the likeliest one


def after_short(library: Library, turn: Turn, answer: Answer) -> list[Choice]:
    """A complaint in the question comes first; where something is in doubt there is an officer."""
    report = buttons.REPORT_THIS if _asked_in_words(turn) else buttons.REPORT
    urgent, usual = ([report], []) if complains(turn) else ([], [report])
    officer = [buttons.ASK_OFFICER] if answer.review_note else []
    calculate, related = [*resume(turn), *_calculate(turn, answer)], _related(library, answer)
    places = [*urgent, *officer, *calculate, *usual, *related][:_FREE]
    first = [step for step in [*urgent, *calculate] if step in places]
    beside = [step for step in related if step in places]
    last = [step for step in [*officer, *usual] if step in places]
    return [*first, more(answer.topic_id, turn), *beside, *_thumbs(answer.topic_id, turn.message_id), *last]


def after_detail(library: Library, turn: Turn, answer: Answer) -> list[Choice]:
    """The thumbs here rate the same answer as those of its first layer."""
    answered_in = turn.entities.get("answer") or turn.message_id
    steps = [*_calculate(turn, answer), *_related(library, answer)][:_FREE]
    return [*steps, *_thumbs(answer.topic_id, answered_in), buttons.ASK_OFFICER]


def more(topic_id: str, turn: Turn) -> Choice:
    """The second layer of the answer given in this turn."""
    return choice("Xem thêm", "more", topic=topic_id, answer=turn.message_id)


def likely_topic(library: Library, turn: Turn) -> str:
    """The likeliest topic of what was typed that has an answer, empty when none is noticeable."""
    topics = (name.removeprefix("faq/") for name, chance in turn.candidates.items() if chance >= NOTICEABLE)
    return next((topic_id for topic_id in topics if topic_id in library.topics), "")


def resume(turn: Turn) -> list[Choice]:
    """Back to the calculation that what was just typed has interrupted."""
    begun = Calculation.of(turn.slots.get("calculation"))
    interrupted = bool(turn.text) and turn.answers in (FORM, END)
    return [buttons.resume(begun.calculator)] if begun and begun.asked and interrupted else []


def complains(turn: Turn) -> bool:
    """Whether what was typed may well be a complaint, too."""
    return bool(turn.text) and turn.candidates.get("report_grievance", 0) >= NOTICEABLE


def _asked_in_words(turn: Turn) -> bool:
    """Whether the last words are the question: typed now, or just before one of the offered meanings was tapped."""
    return bool(turn.text) or turn.answers == "action_offer"


def _calculate(turn: Turn, answer: Answer) -> list[Choice]:
    keep = "yes" if _asked_in_words(turn) else ""
    return [choice("Tính cho tôi", "calculate", calculator=answer.calculator, keep=keep)] if answer.calculator else []


def _related(library: Library, answer: Answer) -> list[Choice]:
    """Other topics; the one that only explains the calculation of the answer is left out."""
    refs = (ref for ref in answer.related if not _is_calculation(library, ref.topic_id, answer.calculator))
    return [choice(ref.title, "ask_topic", topic=ref.topic_id) for ref in refs]


def _is_calculation(library: Library, topic_id: str, calculator: str) -> bool:
    return bool(calculator) and topic_id == f"calc_{calculator}"


def _thumbs(topic_id: str, answered_in: str) -> tuple[Choice, Choice]:
    return (
        choice("👍 Có ích", "rate_answer", topic=topic_id, answer=answered_in, helpful="yes"),
        choice("👎 Chưa đúng", "rate_answer", topic=topic_id, answer=answered_in, helpful="no"),
    )
