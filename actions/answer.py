"""Answering a question: the short answer first, everything else one tap away."""

from __future__ import annotations

from actions import buttons, next_steps, texts
from actions.base import DialogueAction, Event, remember
from actions.calculation import kept_of
from actions.turn import MAX_KEPT, Turn
from actions.typed import TypedText
from actions.unknown import not_understood
from actions.voice import Voice
from knowledge.calculators import InputKind
from knowledge.library import Answer


class AnswerQuestion(TypedText):
    """The first layer, for a question or for a topic chosen from a button."""

    name = "action_answer"

    async def respond(self, turn: Turn, voice: Voice) -> list[Event]:
        kept = keep_words(turn)
        if turn.topic_id not in self.services.library.topic_ids():
            await not_understood(self.services, turn, voice)
            return kept
        answer = self.services.library.answer(turn.topic_id, self.services.today())
        voice.say(first_layer(answer), *next_steps.after_short(self.services.library, turn, answer))
        return kept


class ShowMore(DialogueAction):
    """The second layer: the detail, the law behind it, the day it holds for, and where to go next."""

    name = "action_more"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if turn.topic_id not in self.services.library.topic_ids():
            voice.say(texts.STALE_BUTTON, *buttons.MAIN_MENU)
            return []
        answer = self.services.library.answer(turn.topic_id, self.services.today())
        voice.say(_second_layer(answer), *next_steps.after_detail(self.services.library, turn, answer))
        return []


def first_layer(answer: Answer) -> str:
    return f"{answer.short}\n\n{texts.IN_REVIEW}" if answer.review_note else answer.short


def keep_words(turn: Turn) -> list[Event]:
    """What was typed may go along with a tap: the words to an officer, what was counted in them to a calculator."""
    if not turn.text:
        return []
    counted = kept_of([item for item in turn.spotted if item.kind in set(InputKind)])
    return [remember("last_words", turn.text[:MAX_KEPT]), remember("last_values", counted or None)]


def _second_layer(answer: Answer) -> str:
    lines = [texts.AS_OF.format(day=f"{answer.as_of:%d/%m/%Y}")]
    if answer.legal_basis:
        lines.insert(0, texts.BASIS.format(basis=answer.legal_basis))
    if answer.review_note:
        lines.append(texts.IN_REVIEW)
    return answer.detail + "\n\n" + "\n".join(lines)
