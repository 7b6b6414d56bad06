"""Photos, voice notes and files: sealed on arrival, forgotten after a day unless the worker puts them into a case."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.evidence.kinds import MEGABYTE, Clean
from grievances.mailboxes import address_hashes
from grievances.merges import duplicates_of
from grievances.model import StoredMedia
from storage.clock import Clock, new_id
from storage.erasures import Erased, note
from storage.errors import NotFound, RuleViolation
from storage.tables import CaseEntry, CaseRecord, MediaItem
from storage.throttle import Allowance, allow
from storage.vault import Vault

_ORPHAN_LIFE = timedelta(days=1)
_DAY = timedelta(days=1)
_FILES_A_DAY = Allowance(40, _DAY)
_MEGABYTES_A_DAY = Allowance(100, _DAY)
_FILES_IN_A_CASE = 60
_CASE_FULL = (
    f"Phản ánh này đã có đủ {_FILES_IN_A_CASE} ảnh, tệp nên mình không thêm được nữa. Bạn viết thành lời, "
    "hoặc gặp cán bộ nhé."
)
_SEEN = "Cán bộ đã mở tệp này rồi nên mình không tự xóa được nữa. Bạn nhắn cho cán bộ nếu muốn xóa nhé."


async def may_send(tx: AsyncSession, vault: Vault, clock: Clock, conversation_id: str, size: int) -> bool:
    """Whether this chat may send one file more today."""
    files, bytes_ = (vault.index(conversation_id, f"media.day.{what}") for what in ("files", "bytes"))
    return await allow(tx, clock, files, _FILES_A_DAY) and await allow(
        tx, clock, bytes_, _MEGABYTES_A_DAY, size / MEGABYTE
    )


async def keep_clean(tx: AsyncSession, vault: Vault, clock: Clock, conversation_id: str, clean: Clean) -> str:
    """Seal what a chat sent, once it is clean."""
    return await keep_media(
        tx,
        vault,
        clock,
        conversation_id,
        clean.kind.value,
        clean.mime,
        clean.body,
        preview=clean.preview,
        seconds=clean.seconds,
    )


async def keep_media(
    tx: AsyncSession,
    vault: Vault,
    clock: Clock,
    conversation_id: str,
    kind: str,
    mime: str,
    body: bytes,
    *,
    preview: bytes | None = None,
    seconds: int | None = None,
) -> str:
    """Seal what a chat sent and return its id. It belongs to nothing yet; only this chat can put it into a case. What
    already waits there is not kept twice."""
    owner = address_hashes(vault, conversation_id)[0]
    key = _content_key(vault, body, owner)
    waiting = (MediaItem.owner_hash == owner) & MediaItem.case_id.is_(None) & (MediaItem.content_key == key)
    known = await tx.scalar(select(MediaItem).where(waiting).limit(1))
    if known is not None:
        known.created_at = clock()
        return known.id
    media_id = new_id()
    tx.add(
        MediaItem(
            id=media_id,
            kind=kind,
            mime=mime,
            size=len(body),
            seconds=seconds,
            body_sealed=vault.seal_bytes(body, _context(media_id)),
            preview_sealed=vault.seal_bytes(preview, _preview_context(media_id)) if preview else None,
            content_key=key,
            owner_hash=owner,
            created_at=clock(),
        )
    )
    await tx.flush()
    return media_id


def sealed_media(vault: Vault, clock: Clock, clean: Clean) -> MediaItem:
    """A row for a file that is clean; whose it is, the caller says."""
    media_id = new_id()
    return MediaItem(
        id=media_id,
        kind=clean.kind.value,
        mime=clean.mime,
        size=len(clean.body),
        seconds=clean.seconds,
        body_sealed=vault.seal_bytes(clean.body, _context(media_id)),
        preview_sealed=vault.seal_bytes(clean.preview, _preview_context(media_id)) if clean.preview else None,
        created_at=clock(),
    )


async def is_waiting(tx: AsyncSession, vault: Vault, conversation_id: str, media_id: str) -> bool:
    """Whether it is kept for this chat, in no case yet."""
    owned = MediaItem.owner_hash.in_(address_hashes(vault, conversation_id))
    return await tx.scalar(select(MediaItem.id).where(MediaItem.id == media_id, owned)) is not None


async def attach_media(tx: AsyncSession, vault: Vault, conversation_id: str, case_id: str, media_id: str) -> bool:
    """Put an orphan of this chat into its case. False when the case has it already; NotFound for another's,
    RuleViolation when the case is full."""
    item = await tx.get(MediaItem, media_id, with_for_update=True)
    if item is not None and item.case_id == case_id:
        return False
    if item is None or item.case_id is not None or not _may_attach(vault, item, conversation_id):
        raise NotFound
    key = _content_key(vault, vault.open_bytes(item.body_sealed, _context(media_id)), case_id)
    of_case = MediaItem.case_id == case_id
    if await tx.scalar(select(MediaItem.id).where(of_case, MediaItem.content_key == key).limit(1)) is not None:
        await tx.delete(item)
        return False
    by_staff = exists().where(CaseEntry.media_id == MediaItem.id, CaseEntry.actor == "staff")
    sent = select(func.count()).select_from(MediaItem).where(of_case, ~by_staff)
    if (await tx.execute(sent)).scalar_one() >= _FILES_IN_A_CASE:
        raise RuleViolation(_CASE_FULL)
    item.case_id = case_id
    item.content_key = key
    item.owner_hash = None  # from here on nothing ties the picture to a chat
    await tx.flush()
    return True


async def open_media(
    tx: AsyncSession, vault: Vault, clock: Clock, case_id: str, media_id: str, preview: bool = False
) -> StoredMedia:
    """For an officer: from here on the worker cannot take it back. `preview`: the small picture of a photo."""
    item = await tx.scalar(select(MediaItem).where(MediaItem.id == media_id, shown_in(case_id)))
    if item is None or (preview and item.preview_sealed is None):
        raise NotFound
    item.opened_at = item.opened_at or clock()
    if preview and item.preview_sealed is not None:
        small = vault.open_bytes(item.preview_sealed, _preview_context(media_id))
        return StoredMedia(mime=item.mime, kind=item.kind, body=small)
    return StoredMedia(mime=item.mime, kind=item.kind, body=vault.open_bytes(item.body_sealed, _context(media_id)))


async def media_to_send(tx: AsyncSession, vault: Vault, media_id: str, preview: bool = False) -> StoredMedia:
    """What an officer handed to a worker, for that worker's chat. Raise NotFound once it is erased."""
    item = await tx.scalar(select(MediaItem).where(MediaItem.id == media_id, MediaItem.case_id.is_not(None)))
    if item is None:
        raise NotFound
    if preview and item.preview_sealed is not None:
        return StoredMedia(item.mime, item.kind, vault.open_bytes(item.preview_sealed, _preview_context(media_id)))
    return StoredMedia(item.mime, item.kind, vault.open_bytes(item.body_sealed, _context(media_id)))


async def drop_orphan(tx: AsyncSession, vault: Vault, conversation_id: str, media_id: str) -> bool:
    """Delete what this chat sent and put into no case. False when there is no such thing."""
    owned = MediaItem.owner_hash.in_(address_hashes(vault, conversation_id))
    done: Any = await tx.execute(delete(MediaItem).where(MediaItem.id == media_id, MediaItem.case_id.is_(None), owned))
    if done.rowcount:
        note(tx, Erased.MEDIA, media_id)
    return bool(done.rowcount)


async def take_back_newest(tx: AsyncSession, case_id: str) -> bool:
    """Delete what was sent last into a case; its entry stays. False when nothing is there, RuleViolation when it was
    opened."""
    query = (
        select(CaseEntry, MediaItem)
        .join(MediaItem, CaseEntry.media_id == MediaItem.id)
        .where(CaseEntry.case_id == case_id, CaseEntry.actor == "worker")
        .order_by(CaseEntry.id.desc())
        .limit(1)
    )
    found = (await tx.execute(query)).first()
    if found is None:
        return False
    entry, item = found
    if item.opened_at is not None:
        raise RuleViolation(_SEEN)
    note(tx, Erased.MEDIA, item.id)
    entry.media_id = None
    await tx.flush()
    await tx.delete(item)
    return True


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
    its = select(MediaItem.id).where(MediaItem.case_id == case_id)  # steps of other cases may tell of them, too
    gone = (CaseEntry.case_id == case_id) | CaseEntry.media_id.in_(its)
    await tx.execute(update(CaseEntry).where(gone).values(media_id=None))
    done: Any = await tx.execute(delete(MediaItem).where(MediaItem.case_id == case_id))
    return int(done.rowcount)


async def erase_one(tx: AsyncSession, media_id: str) -> None:
    """Delete a file wherever it is; the timeline still says that something came."""
    await tx.execute(update(CaseEntry).where(CaseEntry.media_id == media_id).values(media_id=None))
    await tx.execute(delete(MediaItem).where(MediaItem.id == media_id))


def shown_in(case_id: str) -> ColumnElement[bool]:
    """The condition on MediaItem for what a case shows: its own, those of its duplicates, of its members when it is
    collective, and what its worker got with an answer to all of them."""
    members = select(CaseRecord.id).where(CaseRecord.collective_id == case_id)
    others = MediaItem.case_id.in_(members) | MediaItem.case_id.in_(duplicates_of(case_id))
    others |= MediaItem.id.in_(select(CaseEntry.media_id).where(CaseEntry.case_id == case_id))
    return or_(MediaItem.case_id == case_id, others)


def _may_attach(vault: Vault, item: MediaItem, conversation_id: str) -> bool:
    return item.owner_hash is None or item.owner_hash in address_hashes(vault, conversation_id)


def _content_key(vault: Vault, body: bytes, belongs_to: str) -> str:
    return vault.index(hashlib.sha256(body).hexdigest(), f"media.content:{belongs_to}")


def _context(media_id: str) -> str:
    return f"media.body:{media_id}"


def _preview_context(media_id: str) -> str:
    return f"media.preview:{media_id}"
