"""Files that officers hand to workers: cleaned like evidence, held for an answer that is being written, given with it.

A held file belongs to one officer and one case, and is forgotten after a day like every file that no case took.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.evidence.kinds import MEGABYTE, Clean
from grievances.identifiers import is_id
from grievances.media import sealed_media
from grievances.model import StaffMember
from grievances.notices import NoticeFile
from storage.clock import Clock
from storage.errors import RuleViolation
from storage.tables import MediaItem
from storage.throttle import Allowance, allow
from storage.vault import Vault

AT_ONCE = 5
_DAY = timedelta(days=1)
_FILES_A_DAY = Allowance(100, _DAY)
_MEGABYTES_A_DAY = Allowance(300, _DAY)
_DAY_FULL = "Hôm nay bạn đã đính kèm quá nhiều tệp. Mai bạn gửi tiếp, hoặc nhờ đồng nghiệp gửi giúp nhé."
_FULL = f"Mỗi lần gửi nhiều nhất {AT_ONCE} tệp. Bạn gửi trước rồi đính kèm tiếp nhé."
_GONE = "Tệp đính kèm không còn được giữ nên chưa có gì được gửi. Bạn đính kèm lại giúp nhé."


class Handouts:
    """Each method joins the caller's transaction; that the officer may handle the case was checked before."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def hold(self, tx: AsyncSession, staff: StaffMember, case_id: str, clean: Clean) -> NoticeFile:
        """Seal a file for the draft of an answer. RuleViolation for too many in a day."""
        if not await self._may_hold(tx, staff, len(clean.body)):
            raise RuleViolation(_DAY_FULL)
        item = sealed_media(self._vault, self._clock, clean)
        item.owner_hash = self._owners(staff, case_id)[0]
        tx.add(item)
        await tx.flush()
        return NoticeFile(item.id, item.mime, item.size)

    async def held(self, tx: AsyncSession, staff: StaffMember, case_id: str, ids: Sequence[str]) -> list[NoticeFile]:
        """Those of `ids` that still wait for this answer, in that order."""
        wanted = [media_id for media_id in dict.fromkeys(ids) if is_id(media_id)]
        query = select(MediaItem.id, MediaItem.mime, MediaItem.size)
        rows = await tx.execute(query.where(MediaItem.id.in_(wanted), self._mine(staff, case_id)))
        found = {media_id: NoticeFile(media_id, mime, size) for media_id, mime, size in rows}
        return [found[media_id] for media_id in wanted if media_id in found]

    async def drop(self, tx: AsyncSession, staff: StaffMember, case_id: str, media_id: str) -> None:
        """Delete what the officer does not want to send after all."""
        await tx.execute(delete(MediaItem).where(MediaItem.id == media_id, self._mine(staff, case_id)))

    async def give(self, tx: AsyncSession, staff: StaffMember, case_id: str, ids: Sequence[str]) -> list[NoticeFile]:
        """Make the held files the case's own. RuleViolation when one is gone or they are too many."""
        if not ids:
            return []
        if len(set(ids)) > AT_ONCE:
            raise RuleViolation(_FULL)
        files = await self.held(tx, staff, case_id, ids)
        if len(files) != len(set(ids)):
            raise RuleViolation(_GONE)
        mine = MediaItem.id.in_([file.media_id for file in files]) & self._mine(staff, case_id)
        await tx.execute(update(MediaItem).where(mine).values(case_id=case_id, owner_hash=None))
        return files

    async def _may_hold(self, tx: AsyncSession, staff: StaffMember, size: int) -> bool:
        files, bytes_ = (self._vault.index(staff.id, f"handout.day.{what}") for what in ("files", "bytes"))
        return await allow(tx, self._clock, files, _FILES_A_DAY) and await allow(
            tx, self._clock, bytes_, _MEGABYTES_A_DAY, size / MEGABYTE
        )

    def _mine(self, staff: StaffMember, case_id: str) -> ColumnElement[bool]:
        return MediaItem.case_id.is_(None) & MediaItem.owner_hash.in_(self._owners(staff, case_id))

    def _owners(self, staff: StaffMember, case_id: str) -> list[str]:
        return self._vault.index_candidates(f"{staff.id}:{case_id}", "media.handout")
