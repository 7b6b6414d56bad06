"""What officers search for: kept sealed, so that the address of a result holds no word of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.identifiers import is_id
from grievances.model import StaffMember
from storage.clock import Clock
from storage.tables import CaseSearch
from storage.vault import Vault

SEARCH_MAX = 100
_CONTEXT = "case.search"
_KEPT = timedelta(days=30)


class Searches:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def keep(self, tx: AsyncSession, staff: StaffMember, words: str) -> str:
        """An id for these words of this person, always the same. Forgets what nobody asked for in a month."""
        now = self._clock()
        await tx.execute(delete(CaseSearch).where(CaseSearch.used_at < now - _KEPT))
        search_id = self._vault.index(f"{staff.id}:{words}", _CONTEXT)[:32]
        found = await tx.get(CaseSearch, search_id)
        if found is None:
            sealed = self._vault.seal(words, f"case_search:{search_id}")
            tx.add(CaseSearch(id=search_id, staff_id=staff.id, words_sealed=sealed, used_at=now))
        else:
            found.used_at = now
        return search_id

    async def words(self, tx: AsyncSession, staff: StaffMember, search_id: str) -> str | None:
        """None for what this person never searched for, or long ago."""
        found = await tx.get(CaseSearch, search_id) if is_id(search_id) else None
        if found is None or found.staff_id != staff.id:
            return None
        return self._vault.open(found.words_sealed, f"case_search:{search_id}")
