"""What every action is given: the rooms it calls, and the way to do a thing once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from grievances.worker import WorkerCases
from knowledge.library import Library
from storage.clock import Clock, in_vietnam
from storage.database import Database
from storage.once import once
from storage.vault import Vault

Act = Callable[[AsyncSession], Awaitable[Any]]


@dataclass(frozen=True)
class ActionServices:
    database: Database
    vault: Vault
    clock: Clock
    cases: WorkerCases
    library: Library
    safety_page: str = ""  # address of the page that tells workers who can see what

    async def once(self, message_id: str, action: str, act: Act) -> Any:
        """Run `act` in one transaction; when the turn is repeated, give back its JSON result instead."""
        async with self.database.transaction() as tx:
            return await once(tx, self.vault, self.clock, f"{message_id}:{action}", lambda: act(tx))

    def today(self) -> date:
        """The day in Vietnam, by which answers are given."""
        return in_vietnam(self.clock()).date()
