"""Promises to a worker who asks to be forgotten, about what was said in the chat."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.worker import WorkerCases
from storage.database import Database
from storage.tables import ButtonToken, ChannelAccount, Conversation, InboxItem, OutboxItem, WebMessage
from storage.vault import Vault
from tests.support.clock import ManualClock


async def chat(tx: AsyncSession, clock: ManualClock, name: str) -> None:
    """One message that was answered, and one that is on its way, each with a button in its answer."""
    now = clock()
    tx.add(Conversation(id=name, account_id="oa", user_hash=name, user_sealed=b"u", created_at=now))
    await tx.flush()
    tx.add(WebMessage(conversation_id=name, part_sealed=b"shown", created_at=now))
    for heard, sent in (("handled", "sent"), ("pending", "pending")):
        common = {"account_id": "oa", "conversation_id": name, "kind": "text", "received_at": now}
        tx.add(InboxItem(external_id=f"{name}-{heard}", state=heard, event_sealed=b"said", **common))
        answer = OutboxItem(
            conversation_id=name, idem_key=f"{name}-{sent}", state=sent, reply_sealed=b"answer", created_at=now
        )
        tx.add(answer)
        await tx.flush()
        token = ButtonToken(
            token=f"{name}-{sent}",
            conversation_id=name,
            outbox_id=answer.id,
            position=1,
            command_sealed=b"/my_case",
            created_at=now,
        )
        tx.add(token)


async def test_what_was_said_is_emptied_and_what_is_on_its_way_arrives(
    database: Database, vault: Vault, clock: ManualClock
) -> None:
    async with database.transaction() as tx:
        tx.add(ChannelAccount(id="oa", kind="zalo", external_id="1", created_at=clock()))
        await tx.flush()
        await chat(tx, clock, "mine")
        await chat(tx, clock, "other")
    async with database.transaction() as tx:
        await WorkerCases(vault, clock).forget_chat(tx, "mine")
    async with database.transaction() as tx:
        heard = await tx.scalars(select(InboxItem.external_id).where(InboxItem.event_sealed.is_not(None)))
        sent = await tx.scalars(select(OutboxItem.idem_key).where(OutboxItem.reply_sealed.is_not(None)))
        tokens = await tx.scalars(select(ButtonToken.token))
        assert list(await tx.scalars(select(WebMessage.conversation_id))) == ["other"]
        assert set(heard) == {"mine-pending", "other-handled", "other-pending"}
        assert set(sent) == {"mine-pending", "other-sent", "other-pending"}
        assert set(tokens) == {"mine-pending", "other-sent", "other-pending"}
