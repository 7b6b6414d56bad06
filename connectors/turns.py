"""The turn worker: takes what workers wrote, in order, to the dialogue and puts the answers in the outbox."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.backoff import backoff
from connectors.base import Channel
from connectors.engine import DialogueEngine, TurnMetadata, TurnRequest
from connectors.errors import ChannelError, EngineError
from connectors.gathering import Row, row_of
from connectors.inputs import MAX_TEXT, MEDIA_KINDS, dialogue_text, is_cut
from connectors.leases import TURNS, Lease, LeaseLost, claim_turns, hold, release, turns_due
from connectors.live import LiveTurn, LiveTurns
from connectors.media import Kept, MediaKeeper
from connectors.messages import InboundEvent, Reply
from connectors.outbox import queue_reply
from connectors.phrases import APOLOGY, NOT_UNDERSTOOD, TEXT_CUT
from connectors.sealing import Unreadable, mend_text, open_event
from connectors.split import shorten
from connectors.states import InboxState
from connectors.wakeups import Wakeup, Work
from grievances.evidence.workshop import Cleaner, Workshop
from storage.clock import Clock
from storage.database import Database
from storage.tables import Conversation, InboxItem
from storage.vault import Vault

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TurnPolicy:
    """`work` bounds fetching and the engine together; it must end well before the lease does."""

    lease: timedelta = timedelta(seconds=60)
    work: timedelta = timedelta(seconds=45)
    tries: int = 6
    first_backoff: timedelta = timedelta(seconds=2)
    longest_backoff: timedelta = timedelta(minutes=1)
    turns_per_lease: int = 10  # then others get their chance
    pause: timedelta = timedelta(seconds=1.5)  # without a further photo a row of photos has ended


@dataclass(frozen=True)
class _Turn:
    """One event, ready to be worked on outside of any transaction. `attempts` is how often it was tried before, `skip`
    a code when no turn is to be taken."""

    item_id: int
    conversation_id: str
    account_id: str
    attempts: int
    unit_id: str | None
    event: InboundEvent | None = field(repr=False)
    text: str = field(repr=False)
    skip: str = ""
    live: LiveTurn | None = None  # an officer talks, or talked: the dialogue does not get it
    row: Row = field(default_factory=Row)


@dataclass(frozen=True)
class _Outcome:
    """The replies, or the code of the failure."""

    replies: Sequence[Reply] = field(repr=False, default=())
    error: str = ""


class TurnWorker:
    """Holds no state between calls: one instance serves any number of loops."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        wake: Wakeup,
        engine: DialogueEngine,
        channels: Mapping[str, Channel],
        policy: TurnPolicy = TurnPolicy(),
        cleaner: Cleaner | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._wake = wake
        self._engine = engine
        self._channels = channels
        self._policy = policy
        self._media = MediaKeeper(database, vault, clock, cleaner or Workshop())
        self._live = LiveTurns(database, vault, clock, engine)

    async def is_due(self) -> bool:
        """Whether `run_once` would find something to do."""
        async with self._database.reading() as tx:
            return await turns_due(tx, self._clock(), self._channels)

    async def run_once(self, owner: str) -> bool:
        """Claim one conversation and work through its inbox. False when none is due."""
        async with self._database.transaction() as tx:
            now = self._clock()
            lease = await claim_turns(tx, owner, now, self._policy.lease, self._channels)
            if lease is None:
                return False
            turn = await self._next(tx, await hold(tx, lease, now))
        try:
            await self._drain(lease, turn)
        except LeaseLost:
            logger.warning("turn.lease_lost conversation=%s", lease.conversation_id)
        return True

    async def _drain(self, lease: Lease, turn: _Turn | None) -> None:
        done = 0
        while turn is not None:
            done += 1
            outcome = await self._perform(turn)
            turn = await self._finish(lease, turn, outcome, last=done >= self._policy.turns_per_lease)
            await self._wake.announce(Work.SENDS)

    async def _next(self, tx: AsyncSession, conversation: Conversation) -> _Turn | None:
        """The oldest event that waits; without one the lease is given back."""
        waiting = (InboxItem.conversation_id == conversation.id) & (InboxItem.state == InboxState.PENDING.value)
        item = (await tx.scalars(select(InboxItem).where(waiting).order_by(InboxItem.id).limit(1))).first()
        if item is None:
            release(conversation, TURNS, None)
            return None
        row = await row_of(tx, item, self._clock(), self._policy.pause)
        if row.wait_until is not None:
            release(conversation, TURNS, row.wait_until)
            return None
        event, text, skip, before, live = None, "", "", item.attempts, None
        try:
            event = open_event(self._vault, item.event_sealed)
            text = await dialogue_text(tx, self._vault, conversation, event)
            live = await self._live.route(tx, conversation.id, event, text, item.received_at)
        except Unreadable:
            skip = "unreadable"
        if live is None and event is not None and _is_paused(conversation, self._clock()):
            skip = "human"
        if before >= self._policy.tries:
            skip = skip or "crashed"
        else:
            item.attempts += 1  # counted beforehand: a message that kills the process must not come back for ever
        unit_id = conversation.unit_id
        return _Turn(item.id, conversation.id, conversation.account_id, before, unit_id, event, text, skip, live, row)

    async def _perform(self, turn: _Turn) -> _Outcome:
        """Everything that talks to the outside. A fault of our own counts as a failed try, or it would block
        the conversation for ever: this is the boundary of a job."""
        try:
            async with asyncio.timeout(self._policy.work.total_seconds()):
                return await self._talk(turn)
        except EngineError as error:
            return _Outcome(error=error.code)
        except TimeoutError:
            return _Outcome(error="timeout")
        except Exception as error:
            logger.error("turn.crashed inbox=%d error=%s", turn.item_id, type(error).__name__)
            return _Outcome(error=f"crash_{type(error).__name__}"[:80])

    async def _talk(self, turn: _Turn) -> _Outcome:
        event, channel = turn.event, self._channels[turn.account_id]
        if event is None:
            return _Outcome()
        if event.callback_id and turn.attempts == 0:
            await _acknowledge(channel, event.callback_id)
        if turn.skip:
            return _Outcome()
        kept = Kept()
        if event.kind in MEDIA_KINDS and event.attachment is not None:
            kept = await self._media.keep(channel, turn.conversation_id, turn.item_id, event.attachment)
        if turn.live is not None:
            key = f"inbox:{turn.item_id}:live"
            return _Outcome(await self._live.take(key, turn.conversation_id, turn.live, event, kept.media_id or None))
        metadata = TurnMetadata(
            channel=channel.kind.value,
            unit_id=turn.unit_id,
            media_id=kept.media_id or None,
            media_kind=kept.kind,
            media_problem=kept.problem,
            media_count=turn.row.count,
            media_kinds=turn.row.kind,
            more_media=turn.row.more,
            caption=shorten(mend_text(event.text), MAX_TEXT, len) if event.kind in MEDIA_KINDS else "",
            start=mend_text(event.text)[:64] if turn.text == "/start_chat" else "",
        )
        request = TurnRequest(turn.conversation_id, f"inbox:{turn.item_id}", turn.text, metadata)
        replies = list(await self._engine.turn(request))
        if not replies and not turn.row.more:
            replies = [NOT_UNDERSTOOD]
        return _Outcome([TEXT_CUT, *replies] if is_cut(event) else replies)

    async def _finish(self, lease: Lease, turn: _Turn, outcome: _Outcome, last: bool) -> _Turn | None:
        """Answers and "handled" in one transaction behind the fence; then the next turn, unless it is time to stop."""
        async with self._database.transaction() as tx:
            now = self._clock()
            conversation = await hold(tx, lease, now)
            item = await tx.get_one(InboxItem, turn.item_id)
            if outcome.error and item.attempts < self._policy.tries:
                item.last_error = outcome.error
                wait = backoff(item.attempts, self._policy.first_backoff, self._policy.longest_backoff)
                release(conversation, TURNS, now + wait)
                logger.warning("turn.failed inbox=%d attempt=%d code=%s", item.id, item.attempts, outcome.error)
                return None
            await self._settle(tx, item, turn, outcome)
            if last:
                release(conversation, TURNS, now)
                return None
            await tx.flush()
            return await self._next(tx, conversation)

    async def _settle(self, tx: AsyncSession, item: InboxItem, turn: _Turn, outcome: _Outcome) -> None:
        replies, state, code = outcome.replies, InboxState.HANDLED, ""
        if turn.skip == "human":
            replies, state, code = (), InboxState.SKIPPED, turn.skip
        elif outcome.error or turn.skip:
            replies, state, code = (APOLOGY,), InboxState.FAILED, outcome.error or turn.skip
            logger.error("turn.given_up inbox=%d code=%s", item.id, code)
        item.state, item.last_error, item.handled_at = state.value, code or None, self._clock()
        about = mend_text(turn.event.platform_message_id)[:160] if turn.event is not None else ""
        for number, reply in enumerate(replies):
            key = f"inbox:{item.id}:{number}"
            await queue_reply(tx, self._vault, self._clock, turn.conversation_id, reply, key, in_reply_to=about or None)


def _is_paused(conversation: Conversation, now: datetime) -> bool:
    """A person answers in the platform's own tool."""
    return conversation.paused_until is not None and conversation.paused_until > now


async def _acknowledge(channel: Channel, callback_id: str) -> None:
    """A courtesy to the worker's screen: the answer does not depend on it."""
    try:
        await channel.acknowledge(callback_id)
    except ChannelError as error:
        logger.info("turn.acknowledge_failed code=%s", error.code)
