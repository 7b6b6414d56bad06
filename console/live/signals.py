"""Tells open pages that something changed. One question to the database per tick, however many pages listen."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from console.access.sessions import SignedIn, sessions_still_on
from grievances.changes import CaseChange, changes_after, newest_entry
from grievances.name_order import name_order
from storage.clock import Clock
from storage.database import Database

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 2.0
_CHECK_SESSIONS_EVERY = 8  # ticks
_WAITING = 100  # signals that a slow page may lag behind; then it misses some, and the next one wakes it anyway
_PAGES_PER_SESSION = 12
# Transactions end out of order: what was numbered early may be seen late.
_LOOK_BACK = 200


@dataclass(frozen=True)
class Signal:
    """`who`: worker or staff; for "watching", the names of the others who have the case open."""

    name: str  # changed, watching
    case_id: str
    who: str = ""
    opened: bool = False
    entry_id: int = 0
    names: tuple[str, ...] = ()


@dataclass(eq=False)
class Listener:
    """An open page. The queue ends with None."""

    signed_in: SignedIn
    case_id: str
    since: int
    queue: asyncio.Queue[Signal | None] = field(default_factory=lambda: asyncio.Queue(_WAITING + 1))

    def offer(self, signal: Signal) -> None:
        if self.queue.qsize() < _WAITING:
            self.queue.put_nowait(signal)

    def end(self) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self.queue.put_nowait(None)


class Signals:
    """Works while somebody listens. `close` lets every page go, so that a stop of the server waits for none."""

    def __init__(self, database: Database, clock: Clock, every: float = _EVERY_SECONDS) -> None:
        self._database = database
        self._clock = clock
        self._every = every
        self._listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self._newest = 0
        self._told: dict[int, None] = {}
        self._closed = False

    @asynccontextmanager
    async def listening(
        self, signed_in: SignedIn, case_id: str = "", since: int | None = None
    ) -> AsyncIterator[Listener]:
        """`since`: the last step that the page heard of; what came after is told first."""
        # A browser that goes away just now would otherwise cut a connection to the database in two.
        newest, missed = await asyncio.shield(self._so_far(since))
        listener = Listener(signed_in, case_id, newest)
        if self._closed or self._pages_of(signed_in) >= _PAGES_PER_SESSION:
            listener.end()
        self._tell(listener, missed)
        self._listeners.add(listener)
        self._start(newest)
        self._tell_watchers(case_id)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            self._tell_watchers(case_id)

    async def _so_far(self, since: int | None) -> tuple[int, Sequence[CaseChange]]:
        """The newest step, and what the page missed."""
        async with self._database.reading() as tx:
            return await newest_entry(tx), await changes_after(tx, since) if since is not None else ()

    def close(self) -> None:
        self._closed = True
        for listener in self._listeners:
            listener.end()

    async def tick(self) -> None:
        """Look once, and tell."""
        async with self._database.reading() as tx:
            found = await changes_after(tx, max(self._newest - _LOOK_BACK, 0))
        new = [change for change in found if change.entry_id not in self._told]
        self._told = dict.fromkeys(change.entry_id for change in found)
        self._newest = max((change.entry_id for change in found), default=self._newest)
        for listener in self._listeners:
            self._tell(listener, [change for change in new if change.entry_id > listener.since])

    async def check_sessions(self) -> None:
        """Pages of sessions that have ended hear no more."""
        keys = {listener.signed_in.session_key for listener in self._listeners}
        async with self._database.reading() as tx:
            still_on = await sessions_still_on(tx, self._clock(), keys)
        for listener in self._listeners:
            if listener.signed_in.session_key not in still_on:
                listener.end()

    def _start(self, newest: int) -> None:
        if self._task is None or self._task.done():
            self._newest, self._told = newest, {}
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(self._every)
            if not self._listeners or self._closed:
                return
            ticks += 1
            try:
                await self.tick()
                if ticks % _CHECK_SESSIONS_EVERY == 0:
                    await self.check_sessions()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("signals.failed error=%s", type(error).__name__)

    def _tell(self, listener: Listener, changes: Sequence[CaseChange]) -> None:
        for change in changes:
            if change.seen_by(listener.signed_in.member):
                who = "worker" if change.by_worker else "staff"
                listener.offer(Signal("changed", change.case_id, who, change.opened, change.entry_id))

    def _tell_watchers(self, case_id: str) -> None:
        """Who else has the case open, in this process."""
        if not case_id:
            return
        here = [listener for listener in self._listeners if listener.case_id == case_id]
        for listener in here:
            me = listener.signed_in.member.id
            names = {one.signed_in.member.name for one in here if one.signed_in.member.id != me}
            listener.offer(Signal("watching", case_id, names=tuple(sorted(names, key=name_order))))

    def _pages_of(self, signed_in: SignedIn) -> int:
        return sum(listener.signed_in.session_key == signed_in.session_key for listener in self._listeners)
