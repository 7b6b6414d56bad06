"""Photos and files: sealed on arrival, forgotten after a day unless the worker puts them into a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.mailboxes import address_hashes
from grievances.model import StoredMedia
from storage.clock import Clock, new_id
from storage.errors import NotFound
from storage.tables import CaseEntry, MediaItem
from storage.vault import Vault

_ORPHAN_LIFE = timedelta(days=1)


async def keep_media(
    tx: AsyncSession, vault: Vault, clock: Clock, conversation_id: str, kind: str, mime: str, body: bytes
) -> str:
    """Seal what a chat sent and return its id. It belongs to nothing yet; only this chat can put it into a case."""
    media_id = new_id()
    tx.add(
        MediaItem(
            id=media_id,
            kind=kind,
            mime=mime,
            size=len(body),
            body_sealed=vault.seal_bytes(body, _context(media_id)),
            owner_hash=address_hashes(vault, conversation_id)[0],
            created_at=clock(),
        )
    )
    await tx.flush()
    return media_id


async def attach_media(tx: AsyncSession, vault: Vault, conversation_id: str, case_id: str, media_id: str) -> bool:
    """Put an orphan of this chat into its case. False when it is there already; NotFound for another's."""
    item = await tx.get(MediaItem, media_id, with_for_update=True)
    if item is not None and item.case_id == case_id:
        return False
    if item is None or item.case_id is not None or not _may_attach(vault, item, conversation_id):
        raise NotFound
    item.case_id = case_id
    item.owner_hash = None  # from here on nothing ties the picture to a chat
    await tx.flush()
    return True


async def open_media(tx: AsyncSession, vault: Vault, case_id: str, media_id: str) -> StoredMedia:
    item = await tx.get(MediaItem, media_id)
    if item is None or item.case_id != case_id:
        raise NotFound
    return StoredMedia(mime=item.mime, kind=item.kind, body=vault.open_bytes(item.body_sealed, _context(media_id)))


async def forget_old_orphans(tx: AsyncSession, clock: Clock) -> int:
    """Delete what no case took within a day; for the regular sweep."""
    done: Any = await tx.execute(
        delete(MediaItem).where(MediaItem.case_id.is_(None), MediaItem.created_at < clock() - _ORPHAN_LIFE)
    )
    return int(done.rowcount)


async def forget_orphans_of(tx: AsyncSession, vault: Vault, conversation_id: str) -> None:
    """Delete what this chat sent and put into no case."""
    owned = MediaItem.owner_hash.in_(address_hashes(vault, conversation_id))
    await tx.execute(delete(MediaItem).where(MediaItem.case_id.is_(None), owned))


async def erase_of(tx: AsyncSession, case_id: str) -> int:
    """Delete everything that was sent into a case. Its timeline still says that something came, and when."""
    await tx.execute(update(CaseEntry).where(CaseEntry.case_id == case_id).values(media_id=None))
    done: Any = await tx.execute(delete(MediaItem).where(MediaItem.case_id == case_id))
    return int(done.rowcount)


def _may_attach(vault: Vault, item: MediaItem, conversation_id: str) -> bool:
    return item.owner_hash is None or item.owner_hash in address_hashes(vault, conversation_id)


def _context(media_id: str) -> str:
    return f"media.body:{media_id}"
