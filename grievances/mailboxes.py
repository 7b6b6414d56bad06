"""The mailbox: the only tie between a case and a chat, kept apart from the case so that it can be cut."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.tables import CaseRecord, Mailbox
from storage.vault import Vault

_ADDRESS = "mailbox.address"


def address_hashes(vault: Vault, conversation_id: str) -> list[str]:
    """The look-up hashes of a chat, the newest key's first."""
    return vault.index_candidates(conversation_id, _ADDRESS)


def add_mailbox(tx: AsyncSession, vault: Vault, clock: Clock, receipt_hash: str, conversation_id: str) -> None:
    tx.add(
        Mailbox(
            receipt_hash=receipt_hash,
            address_hash=address_hashes(vault, conversation_id)[0],
            address_sealed=vault.seal(conversation_id, _ADDRESS),
            created_at=clock(),
        )
    )


async def chat_of(tx: AsyncSession, vault: Vault, record: CaseRecord) -> str | None:
    """The conversation to push news to; None when the worker asked to be forgotten."""
    sealed = await tx.scalar(select(Mailbox.address_sealed).where(Mailbox.receipt_hash == record.receipt_hash))
    return vault.open(sealed, _ADDRESS) if sealed is not None else None


async def lock_chat_of(tx: AsyncSession, vault: Vault, record: CaseRecord) -> str | None:
    """As `chat_of`, and nobody else does the same for any case of this chat until the transaction ends."""
    chat = await chat_of(tx, vault, record)
    if chat is not None:
        mine = Mailbox.address_hash.in_(address_hashes(vault, chat))
        await tx.execute(select(Mailbox.receipt_hash).where(mine).order_by(Mailbox.receipt_hash).with_for_update())
    return chat


def open_address(vault: Vault, sealed: bytes) -> str:
    """The conversation id that a mailbox holds."""
    return vault.open(sealed, _ADDRESS)


def opened_from(vault: Vault, conversation_id: str) -> ColumnElement[bool]:
    """The condition "this case's mailbox is that chat's"."""
    return exists().where(
        Mailbox.receipt_hash == CaseRecord.receipt_hash,
        Mailbox.address_hash.in_(address_hashes(vault, conversation_id)),
    )


async def delete_mailboxes(tx: AsyncSession, receipt_hashes: Sequence[str]) -> None:
    await tx.execute(delete(Mailbox).where(Mailbox.receipt_hash.in_(receipt_hashes)))
