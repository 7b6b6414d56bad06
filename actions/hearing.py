"""What the trainers are to hear of: words that were not understood, and answers that did not help."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions.privacy_texts import CONSENT
from actions.services import ActionServices
from actions.turn import Said, Turn
from grievances.privacy.consents import Consents, Purpose, version_of
from grievances.units import intake_unit_id
from knowledge.heard import Heard, HeardMessages, Reason
from storage.errors import ConfigError


async def keep_unknown(services: ActionServices, turn: Turn) -> None:
    """What was typed; after "Không phải" what the offer was for."""
    if turn.command == "none_of_these":
        offered_for = next((said for said in turn.earlier if said.text), None)
        await _keep_once(services, turn, offered_for, Reason.NONE_OF_THESE)
    else:
        await _keep_once(services, turn, turn.said, Reason.UNKNOWN)


async def keep_out_of_scope(services: ActionServices, turn: Turn) -> None:
    await _keep_once(services, turn, turn.said, Reason.OUT_OF_SCOPE)


async def keep_rated_bad(services: ActionServices, tx: AsyncSession, turn: Turn) -> None:
    """The question of the rated answer, as long as the chat remembers it: a later one would be the wrong one."""
    answered = turn.entities.get("answer", "")
    place = next((place for place, said in enumerate(turn.earlier) if said.message_id == answered), None)
    if place is None:
        return
    question = next((said for said in turn.earlier[place:] if said.text), None)
    await _keep(services, tx, turn, question, Reason.RATED_BAD, f"faq/{turn.topic_id}")


async def learning_question(services: ActionServices, turn: Turn) -> bool:
    """Whether this chat was never asked if its words may be kept, or the question has changed since."""
    text = CONSENT[Purpose.LEARNING]
    async with services.database.reading() as tx:
        newest = await _consents(services).newest(tx, turn.conversation_id, Purpose.LEARNING)
    return newest is None or newest.text_version != version_of(text)


async def answer_learning(services: ActionServices, turn: Turn, given: bool) -> None:
    """Write the answer down; after a yes keep what was not understood just before."""
    async with services.database.transaction() as tx:
        text = CONSENT[Purpose.LEARNING]
        await _consents(services).record(tx, turn.conversation_id, Purpose.LEARNING, text, given, turn.channel)
    if given:
        before = next((said for said in turn.earlier if said.text), None)
        await _keep_once(services, turn, before, Reason.UNKNOWN)


async def _may_keep(services: ActionServices, tx: AsyncSession, turn: Turn) -> bool:
    return await _consents(services).given(tx, turn.conversation_id, Purpose.LEARNING, CONSENT[Purpose.LEARNING])


def _consents(services: ActionServices) -> Consents:
    return Consents(services.vault, services.clock)


async def _keep_once(services: ActionServices, turn: Turn, said: Said | None, reason: Reason) -> None:
    await services.once(turn.message_id, "heard", lambda tx: _keep(services, tx, turn, said, reason))


async def _keep(
    services: ActionServices, tx: AsyncSession, turn: Turn, said: Said | None, reason: Reason, intent: str = ""
) -> None:
    """Without a union there is nobody who could read it, and nowhere to keep it."""
    if said is None or not said.text or not await _may_keep(services, tx, turn):
        return
    try:
        unit_id = turn.unit_id or await intake_unit_id(tx)
    except ConfigError:
        return
    meant = intent or said.intent
    heard = Heard(said.text, reason, unit_id, turn.channel, meant, said.confidence, list(said.candidates))
    await HeardMessages(services.vault, services.clock).keep(tx, heard)
