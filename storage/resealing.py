"""Sealing anew what older secrets sealed. A value tells by its beginning which secret it needs, so the work goes on
where it stopped; a row that somebody changes meanwhile is left as they wrote it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Row, bindparam, func, select, tuple_, update

from storage.database import Database
from storage.errors import SealBroken
from storage.sealed_columns import SealedColumn
from storage.vault import Vault

_AT_ONCE = 50  # a picture has megabytes
_NEW, _WAS, _HASH, _KEY = "new_value", "old_value", "new_hash", "pk_"


@dataclass(frozen=True)
class Step:
    """A batch of one column. `unopened`: no secret fits, the values were left as they are."""

    resealed: int
    unopened: int


async def count_old(database: Database, vault: Vault, sealed: SealedColumn) -> int:
    """How many values of the column the newest secret does not open."""
    async with database.reading() as tx:
        query = select(func.count()).select_from(sealed.table).where(_is_old(vault, sealed))
        return await tx.scalar(query) or 0


async def reseal_column(database: Database, vault: Vault, sealed: SealedColumn) -> AsyncIterator[Step]:
    """Batch by batch, each in a short transaction of its own."""
    keys = tuple(sealed.table.primary_key.columns)
    query = select(sealed.table).where(_is_old(vault, sealed)).order_by(*keys).limit(_AT_ONCE)
    after: tuple[Any, ...] | None = None
    while True:
        async with database.reading() as tx:
            rows = (await tx.execute(query if after is None else query.where(tuple_(*keys) > tuple_(*after)))).all()
        if not rows:
            return
        changes = [change for row in rows if (change := change_of(vault, sealed, row)) is not None]
        async with database.transaction() as tx:
            for change in changes:
                await tx.execute(writing_of(sealed), change)
        after = tuple(rows[-1]._mapping[key] for key in keys)
        yield Step(len(changes), len(rows) - len(changes))


def _is_old(vault: Vault, sealed: SealedColumn) -> ColumnElement[bool]:
    current = vault.current_key_id
    return sealed.column.is_not(None) & (
        func.substr(sealed.column, 1, len(current), type_=LargeBinary) != bindparam(None, current, LargeBinary)
    )


def change_of(vault: Vault, sealed: SealedColumn, row: Row[Any]) -> dict[str, Any] | None:
    """What is to be written; None when no secret opens the value."""
    fields = {column.name: row._mapping[column] for column in sealed.table.columns}
    was: bytes = fields[sealed.column.name]
    context = sealed.context.format_map(fields)
    try:
        plain = vault.open_bytes(was, context)
    except SealBroken:
        return None
    change: dict[str, Any] = {_NEW: vault.seal_bytes(plain, context), _WAS: was}
    if sealed.hash is not None:
        value = sealed.hash.value.format_map({**fields, "plain": plain.decode()})
        change[_HASH] = vault.index(value, sealed.hash.context)
    return change | {_KEY + key.name: fields[key.name] for key in sealed.table.primary_key.columns}


def writing_of(sealed: SealedColumn) -> Any:
    """Only if the value is still the one that was read."""
    values: dict[str, Any] = {sealed.column.name: bindparam(_NEW)}
    if sealed.hash is not None:
        values[sealed.hash.column] = bindparam(_HASH)
    same = [key == bindparam(_KEY + key.name) for key in sealed.table.primary_key.columns]
    return update(sealed.table).where(*same, sealed.column == bindparam(_WAS)).values(values)
