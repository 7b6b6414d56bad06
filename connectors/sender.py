"""The sender: brings what stands in the outbox to the platforms, each conversation in order, replies before bulk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.accounts import clear_alarm, pause_account
from connectors.base import Channel
from connectors.budget import RateBudget
from connectors.deliveries import Outcome, SendPolicy, account_pause, answer_lost, finish, record
from connectors.errors import AccountBroken, ChannelError, ContactGone, SendPermanent, SendUnknown
from connectors.leases import SENDS, Lease, LeaseLost, claim_sends, hold, release, sends_due
from connectors.menus import tokens_of
from connectors.messages import Part, Reply, SendReceipt, SharedFile
from connectors.render import command_buttons, render, shows_numbers
from connectors.sealing import Unreadable, open_reply
from connectors.states import OutboxState
from connectors.upsert import insert_new
from grievances.media import media_to_send
from storage.clock import Clock
from storage.database import Database
from storage.errors import NotFound, SealBroken
from storage.tables import Conversation, OutboxItem, SentMessage
from storage.vault import Vault

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Sending:
    """One part on its way; `parts` is how many its item has."""

    item_id: int
    conversation_id: str
    account_id: str
    user_id: str = field(repr=False)
    in_reply_to: str | None
    part: Part = field(repr=False)
    parts: int


class Sender:
    """Holds no state between calls: one instance serves any number of loops."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        channels: Mapping[str, Channel],
        budget: RateBudget,
        policy: SendPolicy = SendPolicy(),
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._channels = channels
        self._budget = budget
        self._policy = policy

    async def is_due(self) -> bool:
        """Whether `run_once` would find something to do."""
        async with self._database.reading() as tx:
            return await sends_due(tx, self._clock(), self._channels)

    async def run_once(self, owner: str) -> bool:
        """Claim one conversation and send what waits there. False when nothing is due."""
        async with self._database.transaction() as tx:
            now = self._clock()
            lease = await claim_sends(tx, owner, now, self._policy.lease, self._channels)
            if lease is None:
                return False
            conversation = await hold(tx, lease, now)
            await self._recover(tx, conversation, now)
            sending = await self._next(tx, conversation, now)
        try:
            await self._drain(lease, sending)
        except LeaseLost:
            logger.warning("send.lease_lost conversation=%s", lease.conversation_id)
        return True

    async def _drain(self, lease: Lease, sending: _Sending | None) -> None:
        done = 0
        while sending is not None:
            done += 1
            outcome = await self._send(sending)
            sending = await self._finish(lease, sending, outcome, done)

    async def _recover(self, tx: AsyncSession, conversation: Conversation, now: datetime) -> None:
        """A process died between asking the platform and writing down its answer."""
        for item in await tx.scalars(_in_state(conversation, OutboxState.SENDING)):
            logger.warning("send.interrupted outbox=%d", item.id)
            item.last_error = "interrupted"
            answer_lost(item, len(await self._parts(tx, conversation, item)), now, again_at=now)

    async def _next(self, tx: AsyncSession, conversation: Conversation, now: datetime) -> _Sending | None:
        """Mark the next part as `sending`; without one, or with one that must wait, give the lease back."""
        order = (OutboxItem.priority.desc(), OutboxItem.id)
        first = _in_state(conversation, OutboxState.PENDING).order_by(*order).limit(1)
        while conversation.gone_at is None and (item := (await tx.scalars(first)).first()) is not None:
            if item.next_attempt_at is not None and item.next_attempt_at > now:
                conversation.send_priority = item.priority
                release(conversation, SENDS, item.next_attempt_at)
                return None
            parts = await self._parts(tx, conversation, item)
            if item.parts_sent < len(parts):
                return self._mark(conversation, item, parts)
            if item.state == OutboxState.PENDING.value:
                finish(item, now)
        conversation.send_priority = 0
        release(conversation, SENDS, None)
        return None

    async def _parts(self, tx: AsyncSession, conversation: Conversation, item: OutboxItem) -> Sequence[Part]:
        """The item as this channel shows it; an item that cannot be read has no parts and has failed."""
        try:
            reply = open_reply(self._vault, item.reply_sealed)
            self._vault.open(conversation.user_sealed, "conversation.user")
        except (Unreadable, SealBroken):
            logger.error("send.unreadable outbox=%d", item.id)
            item.state, item.last_error = OutboxState.FAILED.value, "unreadable"
            return ()
        capabilities = self._channels[conversation.account_id].capabilities
        tokens = await tokens_of(tx, item.id) if command_buttons(reply) else []
        return render(reply, capabilities, tokens)

    def _mark(self, conversation: Conversation, item: OutboxItem, parts: Sequence[Part]) -> _Sending:
        if item.parts_sent == 0:
            self._remember_menu(conversation, item, open_reply(self._vault, item.reply_sealed))
        item.state = OutboxState.SENDING.value
        return _Sending(
            item.id,
            conversation.id,
            conversation.account_id,
            self._vault.open(conversation.user_sealed, "conversation.user"),
            item.in_reply_to,
            replace(parts[item.parts_sent], key=f"{item.id}:{item.parts_sent}"),
            len(parts),
        )

    def _remember_menu(self, conversation: Conversation, item: OutboxItem, reply: Reply) -> None:
        """From now on a typed number means a button of this reply, or nothing while a free answer is awaited."""
        numbered = shows_numbers(reply, self._channels[conversation.account_id].capabilities)
        if command_buttons(reply) and (numbered or not reply.expects_text):
            conversation.menu_outbox_id = item.id
        elif reply.expects_text:
            conversation.menu_outbox_id = None

    async def _send(self, sending: _Sending) -> Outcome:
        """The only place that talks to a platform. A fault of our own may have struck before or after the request
        left: it counts as a lost answer. This is the boundary of a job."""
        channel, part = self._channels[sending.account_id], sending.part
        await self._budget.spend(channel.kind, sending.account_id)
        try:
            if part.file is not None and channel.capabilities.uploads:
                part = replace(part, file=await self._with_body(part.file))
            async with asyncio.timeout(self._policy.call.total_seconds()):
                receipt = await channel.send(sending.user_id, sending.conversation_id, part, sending.in_reply_to)
            return replace(receipt, stood_in=True) if part.stands_in else receipt
        except ChannelError as error:
            return error
        except TimeoutError:
            return SendUnknown("timeout")
        except Exception as error:
            logger.error("send.crashed outbox=%d error=%s", sending.item_id, type(error).__name__)
            return SendUnknown(f"crash_{type(error).__name__}"[:80])

    async def _with_body(self, file: SharedFile) -> SharedFile:
        """Raise SendPermanent for one that was erased in the meantime."""
        try:
            async with self._database.reading() as tx:
                return replace(file, body=(await media_to_send(tx, self._vault, file.media_id)).body)
        except NotFound:
            raise SendPermanent("file_gone") from None

    async def _finish(self, lease: Lease, sending: _Sending, outcome: Outcome, done: int) -> _Sending | None:
        """Write down what happened, behind the fence; then the next part, unless `done` says it is time to stop."""
        async with self._database.transaction() as tx:
            now = self._clock()
            conversation = await hold(tx, lease, now)
            item = await tx.get_one(OutboxItem, sending.item_id)
            record(item, outcome, sending.parts, now, self._policy)
            pause = account_pause(outcome, self._policy)
            if isinstance(outcome, SendReceipt):
                await self._keep_receipt(tx, sending, outcome, first=done == 1)
            else:
                logger.warning("send.failed outbox=%d kind=%s code=%s", item.id, type(outcome).__name__, outcome.code)
            if isinstance(outcome, ContactGone):
                conversation.gone_at, conversation.gone_reason = now, outcome.code[:40]
            if pause is not None:
                alarm = outcome.code if isinstance(outcome, AccountBroken) else ""
                await pause_account(tx, sending.account_id, self._clock, pause, alarm)
            if done >= self._policy.sends_per_lease or pause is not None:
                release(conversation, SENDS, now + (pause or timedelta()))
                return None
            return await self._next(tx, conversation, now)

    async def _keep_receipt(self, tx: AsyncSession, sending: _Sending, receipt: SendReceipt, first: bool) -> None:
        if first:
            await clear_alarm(tx, sending.account_id)
        for platform_id in receipt.platform_ids:
            await insert_new(
                tx, SentMessage, account_id=sending.account_id, platform_id=platform_id, outbox_id=sending.item_id
            )


def _in_state(conversation: Conversation, state: OutboxState) -> Select[OutboxItem]:
    return select(OutboxItem).where(OutboxItem.conversation_id == conversation.id, OutboxItem.state == state.value)
