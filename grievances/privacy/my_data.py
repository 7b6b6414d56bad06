"""What is kept about a chat, as its worker may see it, and how all of it is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import mailboxes
from grievances.model import CATEGORY_NAMES, KIND_NAMES, STATUS_NAMES, CaseKind, Category, Status
from grievances.privacy.consents import Consent, Consents
from grievances.privacy.erasure import Erasure
from grievances.worker import WorkerCases
from storage.clock import Clock, in_vietnam
from storage.erasures import Erased, note
from storage.tables import CaseHold, CaseRecord, InboxItem, MediaItem, OutboxItem
from storage.vault import Vault


@dataclass(frozen=True)
class KeptCase:
    """Its code is stored nowhere in the clear, so it cannot be shown either."""

    kind: CaseKind
    category: Category
    status: Status
    opened_at: datetime
    has_workplace: bool
    has_contact: bool
    erase_on: date | None


@dataclass(frozen=True)
class KeptData:
    """`messages`: of this chat whose words are still kept, both sides; `files`: sent and not put into a case."""

    cases: Sequence[KeptCase]
    messages: int
    files: int
    consents: Sequence[Consent]


@dataclass(frozen=True)
class Deleted:
    """How many cases were cut off; of those erased, and held back because a court needs them."""

    cases: int
    erased: int
    held: int


class MyData:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault, clock: Clock, cases: WorkerCases) -> None:
        self._vault = vault
        self._clock = clock
        self._cases = cases
        self._consents = Consents(vault, clock)
        self._erasure = Erasure(vault, clock)

    async def of_chat(self, tx: AsyncSession, conversation_id: str) -> KeptData:
        records = await self._records(tx, conversation_id)
        heard = InboxItem.conversation_id == conversation_id, InboxItem.event_sealed.is_not(None)
        said = OutboxItem.conversation_id == conversation_id, OutboxItem.reply_sealed.is_not(None)
        mine = MediaItem.owner_hash.in_(mailboxes.address_hashes(self._vault, conversation_id))
        return KeptData(
            cases=[_kept(record) for record in records],
            messages=await _count(tx, *heard) + await _count(tx, *said),
            files=await _count(tx, mine),
            consents=await self._consents.all_of(tx, conversation_id),
        )

    async def delete(self, tx: AsyncSession, conversation_id: str, with_words: bool) -> Deleted:
        """Forget the chat; `with_words`: what its cases tell goes too, and an open case is withdrawn for that."""
        records = await self._records(tx, conversation_id, lock=True)
        erased = held = 0
        for record in records if with_words else ():
            if await tx.get(CaseHold, record.id) is not None:
                held += 1
                record.erase_on = in_vietnam(self._clock()).date()  # as soon as it is let go
                note(tx, Erased.CASE_ONCE_FREE, record.id)
        cut = await self._cases.forget_chat(tx, conversation_id)
        for record in records if with_words else ():
            if await tx.get(CaseHold, record.id) is None:
                await self._erasure.end_and_erase(tx, record, "worker")
                erased += 1
        await self._consents.cut_ties(tx, conversation_id)
        return Deleted(cut, erased, held)

    async def _records(self, tx: AsyncSession, conversation_id: str, lock: bool = False) -> Sequence[CaseRecord]:
        mine = mailboxes.opened_from(self._vault, conversation_id)
        query = select(CaseRecord).where(mine).order_by(CaseRecord.number.desc())
        query = query.execution_options(populate_existing=True)
        return (await tx.scalars(query.with_for_update() if lock else query)).all()


def as_json(kept: KeptData) -> dict[str, Any]:
    """For a worker to take along; no code and no words, which a file would carry to whoever finds the device."""
    return {
        "phan_anh": [
            {
                "loai": KIND_NAMES[case.kind],
                "viec": CATEGORY_NAMES[case.category],
                "trang_thai": STATUS_NAMES[case.status],
                "gui_luc": in_vietnam(case.opened_at).isoformat(timespec="minutes"),
                "ma": "CD-••••-••••-••••",
                "co_noi_lam_viec": case.has_workplace,
                "co_lien_he": case.has_contact,
                "noi_dung_xoa_ngay": case.erase_on.isoformat() if case.erase_on else None,
            }
            for case in kept.cases
        ],
        "tin_nhan_con_giu": kept.messages,
        "tep_chua_gui": kept.files,
        "dong_y": [
            {
                "muc_dich": consent.purpose,
                "dong_y": consent.given,
                "luc": in_vietnam(consent.at).isoformat(timespec="minutes"),
                "phien_ban_loi_hoi": consent.text_version,
            }
            for consent in kept.consents
        ],
    }


def _kept(record: CaseRecord) -> KeptCase:
    return KeptCase(
        kind=CaseKind(record.kind),
        category=Category(record.category),
        status=Status(record.status),
        opened_at=record.opened_at,
        has_workplace=record.workplace_sealed is not None,
        has_contact=record.contact_sealed is not None,
        erase_on=record.erase_on,
    )


async def _count(tx: AsyncSession, *conditions: Any) -> int:
    return await tx.scalar(select(func.count()).where(*conditions)) or 0
