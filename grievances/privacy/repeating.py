"""Erasing once more what was erased after a backup was made: the backup does not know of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances import media
from grievances.audit import record as audit
from grievances.model import Role
from grievances.privacy.consents import Consents
from grievances.privacy.erasure import Erasure
from grievances.queue.search import WordIndex
from grievances.worker import WorkerCases
from storage.clock import Clock, in_vietnam
from storage.erasures import Erased, Line, chat_keys
from storage.retention import forget_all_said
from storage.tables import CaseHold, CaseRecord, Conversation, MediaItem, Staff
from storage.vault import Vault

_HELD_AGAIN = (
    "Hệ thống giữ lại khi khôi phục bản sao lưu: lúc người lao động xóa dữ liệu, vụ việc đang được giữ. "
    "Hãy xem còn cần giữ không; thôi giữ thì nội dung được xóa."
)


@dataclass(frozen=True)
class Repeated:
    """How much of it the backup had brought back. `cases`: whose words, contact or workplace were erased. `held`: those
    that were held for a court when their worker had everything erased; the backup may be older than the hold."""

    cases: int
    chats: int
    files: int
    held: tuple[str, ...] = ()

    def __add__(self, later: Repeated) -> Repeated:
        counts = (self.cases + later.cases, self.chats + later.chats, self.files + later.files)
        return Repeated(*counts, held=(*self.held, *later.held))


class Repeating:
    """Each method joins the caller's transaction; what is erased already is left alone."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._erasure = Erasure(vault, clock)
        self._cases = WorkerCases(vault, clock)
        self._consents = Consents(vault, clock)
        self._words = WordIndex(vault)

    async def repeat(self, tx: AsyncSession, lines: Sequence[Line]) -> Repeated:
        """Audited: each case, and the whole."""
        chats = await self._chats(tx, lines)
        cases, forgotten, held, files = set(), set(), set(), 0
        for line in lines:
            if line.what in (Erased.CHAT, Erased.SAID):
                for chat in chats.get(line.of, ()):
                    await self._forget(tx, chat, line.what)
                    forgotten.add(chat)
            elif line.what is Erased.MEDIA:
                files += await self._erase_file(tx, line.of)
            elif line.what is Erased.CASE_ONCE_FREE:
                held |= await self._hold(tx, line.of)
            elif await self._erase_case(tx, line):
                cases.add(line.of)
                held.discard(line.of)
        done = Repeated(len(cases), len(forgotten), files, tuple(sorted(held)))
        counts = {"cases": done.cases, "chats": done.chats, "files": done.files}
        await audit(tx, self._clock, None, "erasures.repeated", "backup", "", counts)
        return done

    async def _chats(self, tx: AsyncSession, lines: Iterable[Line]) -> dict[str, list[str]]:
        """The chats that the lines name. Their keys can only be reckoned, chat by chat."""
        wanted = {line.of for line in lines if line.what in (Erased.CHAT, Erased.SAID)}
        found: dict[str, list[str]] = {}
        for conversation_id in await tx.scalars(select(Conversation.id)) if wanted else ():
            for key in wanted.intersection(chat_keys(self._vault, conversation_id)):
                found.setdefault(key, []).append(conversation_id)
        return found

    async def _forget(self, tx: AsyncSession, conversation_id: str, what: Erased) -> None:
        if what is Erased.CHAT:
            await self._cases.forget_chat(tx, conversation_id)
            await self._consents.cut_ties(tx, conversation_id)
        else:
            await media.forget_orphans_of(tx, self._vault, conversation_id)
        await forget_all_said(tx, conversation_id)

    async def _erase_file(self, tx: AsyncSession, media_id: str) -> bool:
        there = await tx.scalar(select(MediaItem.id).where(MediaItem.id == media_id)) is not None
        await media.erase_one(tx, media_id)
        return there

    async def _erase_case(self, tx: AsyncSession, line: Line) -> bool:
        case = await tx.get(CaseRecord, line.of, with_for_update=True)
        if case is None or case.erased_at is not None:
            return False
        if line.what is Erased.PERSON:
            return await self._erase_person(tx, case)
        await self._erasure.end_and_erase(tx, case, "restore")
        return True

    async def _hold(self, tx: AsyncSession, case_id: str) -> set[str]:
        """It was held when its worker had everything erased. A backup that is older than the hold must not cost a court
        its evidence: the case is held again, until somebody looks at it and lets it go. Returns its id when it is."""
        case = await tx.get(CaseRecord, case_id, with_for_update=True)
        if case is None or case.erased_at is not None:
            return set()
        case.erase_on = in_vietnam(self._clock()).date()
        if await tx.get(CaseHold, case_id) is not None:
            return set()
        earliest = select(Staff.id).order_by(Staff.role != Role.ADMIN, Staff.created_at).limit(1)
        reason = self._vault.seal(_HELD_AGAIN, f"case.hold:{case_id}")
        who = (await tx.scalars(earliest)).one()
        tx.add(CaseHold(case_id=case_id, reason_sealed=reason, placed_by=who, placed_at=self._clock()))
        await audit(tx, self._clock, None, "case.held", "case", case_id, {"why": "restore"})
        return {case_id}

    async def _erase_person(self, tx: AsyncSession, case: CaseRecord) -> bool:
        """Whoever withdrew the case; that it is open again, as in the backup, is for officers to see."""
        there = case.contact_sealed is not None or case.workplace_sealed is not None
        case.contact_sealed = case.workplace_sealed = case.workplace_key = None
        case.version += 1
        await self._words.rebuild(tx, case)
        return there
