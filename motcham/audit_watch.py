"""Seals new audit events within a second and checks the chain; each process may run it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from storage.audit_chain import is_anything_unsealed, seal_all
from storage.audit_checks import check_when_due
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault

_log = logging.getLogger(__name__)
_SEAL_SECONDS = 1.0
_CHECK_SECONDS = 30.0


def audit_sealing(database: Database, vault: Vault) -> Callable[[asyncio.Event], Awaitable[None]]:
    return _repeat(lambda: _seal(database, vault), _SEAL_SECONDS)


def audit_checking(database: Database, vault: Vault, clock: Clock) -> Callable[[asyncio.Event], Awaitable[None]]:
    return _repeat(lambda: _check(database, vault, clock), _CHECK_SECONDS)


def _repeat(act: Callable[[], Awaitable[None]], seconds: float) -> Callable[[asyncio.Event], Awaitable[None]]:
    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await act()
            except SQLAlchemyError as error:
                _log.error("audit_watch.failed error=%s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), seconds)

    return run


async def _seal(database: Database, vault: Vault) -> None:
    async with database.reading() as tx:
        if not await is_anything_unsealed(tx):
            return
    await seal_all(database, vault)


async def _check(database: Database, vault: Vault, clock: Clock) -> None:
    """The line in the process's log is an anchor that lies outside of the database."""
    found = await check_when_due(database, vault, clock)
    if found is None:
        return
    head = found.state.head
    if found.state.broken is not None:
        _log.error("audit_watch.broken seq=%d reason=%s", found.state.broken.seq, found.state.broken.reason)
    _log.info("audit_watch.checked seq=%d anchor=%s", head.seq, head.hash)
