"""Sends alerts to officers as they come up."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from grievances.alerts.outbox import AlertOutbox

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 10.0


def alert_sending(outbox: AlertOutbox) -> Callable[[asyncio.Event], Awaitable[None]]:
    """A background task; several processes may run it."""

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await outbox.drain()
            except SQLAlchemyError as error:
                _log.error("alert_sending.failed error=%s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    return run
