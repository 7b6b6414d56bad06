"""A thumb for an answer: one tap, one row."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions import buttons, texts
from actions.base import DialogueAction, Event
from actions.hearing import keep_rated_bad
from actions.turn import Turn
from actions.voice import Voice
from storage.tables import AnswerRating

_KEY_CONTEXT = "answer_rating"


class RateAnswer(DialogueAction):
    """Whoever taps again changes their mind about the same answer."""

    name = "action_rate_answer"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if turn.topic_id not in self.services.library.topic_ids() or not turn.entities.get("answer"):
            voice.say(texts.STALE_BUTTON, *buttons.MAIN_MENU)
            return []
        helpful = turn.entities.get("helpful") == "yes"
        await self.once(turn, lambda tx: self._count(tx, turn, helpful))
        if helpful:
            voice.say(texts.RATED_HELPFUL, buttons.MENU)
        else:
            voice.say(texts.RATED_WRONG, buttons.ASK_OFFICER, buttons.MENU)
        return []

    async def _count(self, tx: AsyncSession, turn: Turn, helpful: bool) -> None:
        rated = f"{turn.conversation_id}:{turn.entities['answer']}:{turn.topic_id}"
        key = self.services.vault.index(rated, _KEY_CONTEXT)
        row = await tx.scalar(select(AnswerRating).where(AnswerRating.answer_key == key))
        if not helpful and (row is None or row.helpful):
            await keep_rated_bad(self.services, tx, turn)
        if row is not None:
            row.helpful = helpful
            return
        tx.add(
            AnswerRating(
                topic_id=turn.topic_id,
                answer_key=key,
                helpful=helpful,
                channel_kind=turn.channel,
                at=self.services.clock(),
            )
        )
