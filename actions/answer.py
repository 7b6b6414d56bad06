"""Answering a question: the short answer first, everything else one tap away."""

from __future__ import annotations

from actions import buttons, texts
from actions.base import DialogueAction, Event, remember
from actions.turn import MAX_KEPT, Turn
from actions.typed import TypedText
from actions.unknown import say_unknown
from actions.voice import Choice, Voice, choice
from knowledge.library import Answer

_RELATED = 2


class AnswerQuestion(TypedText):
    """The first layer, for a question or for a topic chosen from a button."""

    name = "action_answer"

    async def respond(self, turn: Turn, voice: Voice) -> list[Event]:
        kept = [remember("last_words", turn.text[:MAX_KEPT])] if turn.text else []
        if turn.topic_id not in self.services.library.topic_ids():
            say_unknown(turn, voice)
            return kept
        answer = self.services.library.answer(turn.topic_id, self.services.today())
        voice.say(
            answer.short,
            choice("Xem thêm", "more", topic=answer.topic_id, answer=turn.message_id),
            *_thumbs(answer.topic_id, turn.message_id),
            buttons.REPORT_THIS if _asked_in_words(turn) else buttons.REPORT,
        )
        return kept


class ShowMore(DialogueAction):
    """The second layer: the detail, the law behind it, the day it holds for, and where to go next."""

    name = "action_more"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if turn.topic_id not in self.services.library.topic_ids():
            voice.say(texts.STALE_BUTTON, *buttons.MAIN_MENU)
            return []
        answer = self.services.library.answer(turn.topic_id, self.services.today())
        related = [choice(topic.title, "ask_topic", topic=topic.topic_id) for topic in answer.related[:_RELATED]]
        answered_in = turn.entities.get("answer") or turn.message_id
        voice.say(_second_layer(answer), *related, *_thumbs(answer.topic_id, answered_in), buttons.ASK_OFFICER)
        return []


def _asked_in_words(turn: Turn) -> bool:
    """Whether the last words are the question: typed now, or just before one of the offered meanings was tapped."""
    return bool(turn.text) or turn.answers == "action_offer"


def _second_layer(answer: Answer) -> str:
    lines = [texts.AS_OF.format(day=f"{answer.as_of:%d/%m/%Y}")]
    if answer.legal_basis:
        lines.insert(0, texts.BASIS.format(basis=answer.legal_basis))
    if answer.review_note:
        lines.append(texts.IN_REVIEW)
    return answer.detail + "\n\n" + "\n".join(lines)


def _thumbs(topic_id: str, answered_in: str) -> tuple[Choice, Choice]:
    return (
        choice("👍 Có ích", "rate_answer", topic=topic_id, answer=answered_in, helpful="yes"),
        choice("👎 Chưa đúng", "rate_answer", topic=topic_id, answer=answered_in, helpful="no"),
    )
