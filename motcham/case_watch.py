"""What time does to cases while nobody looks: deadlines pass, solved cases close, and switched off people let go."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from grievances.clocks.closing import Closing
from grievances.clocks.escalation import Escalations
from grievances.notices import WorkerNotifier
from grievances.routing.leaving import Leaving
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 60.0


def case_watch(
    database: Database, vault: Vault, clock: Clock, notifier: WorkerNotifier
) -> Callable[[asyncio.Event], Awaitable[None]]:
    """A background task; several processes may run it. A case that fails does not hold up the others."""
    watch = _Watch(database, vault, clock, notifier)

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            await watch.look_once()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    return run


class _Watch:
    def __init__(self, database: Database, vault: Vault, clock: Clock, notifier: WorkerNotifier) -> None:
        self._database = database
        self._leaving = Leaving(vault, clock, notifier)
        self._escalations = Escalations(vault, clock, notifier)
        self._closing = Closing(vault, clock, notifier)

    async def look_once(self) -> None:
        for part in (self._release, self._escalate, self._close):
            try:
                done = await part()
            except SQLAlchemyError as error:
                _log.error("case_watch.failed part=%s error=%s", part.__name__, type(error).__name__)
                continue
            if done:
                _log.info("case_watch.done part=%s count=%d", part.__name__, done)

    async def _release(self) -> int:
        async with self._database.transaction() as tx:
            return await self._leaving.sweep(tx)

    async def _escalate(self) -> int:
        async with self._database.reading() as tx:
            waiting = await self._escalations.waiting(tx)
        done = 0
        for case_id, seen in waiting:
            with _one_case():
                async with self._database.transaction() as tx:
                    done += await self._escalations.look(tx, case_id, seen)
        return done

    async def _close(self) -> int:
        async with self._database.reading() as tx:
            waiting = await self._closing.waiting(tx)
        done = 0
        for case_id in waiting:
            with _one_case():
                async with self._database.transaction() as tx:
                    done += await self._closing.close(tx, case_id)
        return done


@contextlib.contextmanager
def _one_case() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        _log.error("case_watch.case_failed error=%s", type(error).__name__)
