"""Acts that must not happen twice although their turn may be repeated."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.tables import HandledAction
from storage.vault import Vault

_CONTEXT = "handled_action"


async def once(tx: AsyncSession, vault: Vault, clock: Clock, key: str, act: Callable[[], Awaitable[Any]]) -> Any:
    """Run `act` and keep its JSON result with the transaction; a second call with the key returns that result."""
    done = await tx.get(HandledAction, key)
    if done is not None:
        return vault.open_json(done.result_sealed, _CONTEXT)
    result = await act()
    tx.add(HandledAction(key=key, result_sealed=vault.seal_json(result, _CONTEXT), at=clock()))
    return result
