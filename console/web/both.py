"""Two things of one request at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def both[A, B](one: Coroutine[Any, Any, A], other: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """What both return. What one raises is raised when the other has ended: no transaction outlives its request."""
    try:
        async with asyncio.TaskGroup() as tasks:
            first, second = tasks.create_task(one), tasks.create_task(other)
    except* Exception as raised:
        failure = raised.exceptions[0]
    else:
        return first.result(), second.result()
    raise failure
