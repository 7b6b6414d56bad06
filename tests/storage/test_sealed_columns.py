"""With a new secret everything is sealed anew, and the old one can go."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, String, Table, insert, select, text

from motcham.place import ROOT
from motcham.rotation import rotate
from storage.audit_chain import check_chain, seal_all
from storage.database import Database
from storage.errors import ConfigError, SealBroken
from storage.keyring import open_vault
from storage.resealing import change_of, count_old, reseal_column, writing_of
from storage.sealed_columns import CONTEXTS, sealed_columns
from storage.tables import AuditEvent, HandledAction
from storage.vault import Vault
from tests.support.clock import ManualClock

OLD, NEW = "old-secret-" * 2, "new-secret-" * 2
ROWS = 3


async def fill(database: Database) -> None:
    """Some rows in every table that has a sealed column, sealed with the old secret."""
    vault = Vault([OLD])
    contexts: dict[Table, dict[str, str]] = {}
    for sealed in sealed_columns():
        contexts.setdefault(sealed.table, {})[sealed.column.name] = sealed.context
    async with database.transaction() as tx:
        await tx.execute(text("DELETE FROM audit_check"))
    async with database.engine.connect() as connection:
        await connection.execute(text("ROLLBACK"))
        await connection.execute(text("PRAGMA foreign_keys = OFF"))
        await connection.execute(text("BEGIN"))
        for table, columns in contexts.items():
            for number in range(1, ROWS + 1):
                row = {column.name: _some(column, number) for column in table.columns}
                row |= {name: vault.seal(f"kín {name}", context.format_map(row)) for name, context in columns.items()}
                await connection.execute(insert(table).values(row))
        await connection.commit()
    await database.engine.dispose()


def _some(column: Column[Any], number: int) -> object:
    kinds: list[tuple[type, object]] = [
        (Boolean, False),
        (Integer, number),
        (Float, 0.5),
        (String, f"{column.name}-{number}"),
        (Date, date(2026, 1, number)),
        (JSON, []),
        (LargeBinary, b""),
    ]
    return next(
        (value for kind, value in kinds if isinstance(column.type, kind)), datetime(2026, 1, number, tzinfo=UTC)
    )


async def opened(database: Database, vault: Vault) -> dict[str, list[bytes]]:
    texts: dict[str, list[bytes]] = {}
    async with database.reading() as tx:
        for sealed in sealed_columns():
            rows = (await tx.execute(select(sealed.table))).mappings().all()
            texts[sealed.name] = [
                vault.open_bytes(row[sealed.column.name], sealed.context.format_map(row)) for row in rows
            ]
    return texts


def test_every_sealed_column_has_a_rule_for_its_context() -> None:
    """What NoContext says when one is missing is what to do."""
    assert {sealed.name for sealed in sealed_columns()} <= set(CONTEXTS)


def test_every_context_is_one_that_the_code_seals_in() -> None:
    rooms = ("console", "grievances", "knowledge", "connectors", "actions", "storage")
    here = ROOT / "storage" / "sealed_columns.py"
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py") if file != here]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    beginnings = {sealed.name: sealed.context.partition("{")[0] for sealed in sealed_columns()}
    assert [name for name, beginning in beginnings.items() if f'"{beginning}' not in code] == []


async def test_everything_opens_without_the_old_secret(sqlite_database: Database, clock: ManualClock) -> None:
    await fill(sqlite_database)
    before = await opened(sqlite_database, Vault([OLD]))
    assert all(len(texts) == ROWS for texts in before.values())
    said: list[str] = []
    done = await rotate(sqlite_database, [NEW, OLD], clock, said.append)
    assert (done.resealed, done.unopened, done.left) == (ROWS * len(sealed_columns()), 0, 0)
    assert f"case_entry.body_sealed: {ROWS}/{ROWS}" in said
    after = await opened(sqlite_database, await open_vault(sqlite_database, [NEW]))
    kept = after.pop("retired_index_key.key_sealed")
    assert len(kept) == len(before.pop("retired_index_key.key_sealed")) + 1
    assert after == before


async def test_a_rotation_that_broke_off_goes_on_where_it_stopped(database: Database, clock: ManualClock) -> None:
    await _results(database, Vault([OLD]), clock, 120)
    both = Vault([NEW, OLD])
    column = next(sealed for sealed in sealed_columns() if sealed.name == "handled_action.result_sealed")
    async for _ in reseal_column(database, both, column):
        break
    assert await count_old(database, both, column) == 70
    await _results(database, both, clock, 5, "written-meanwhile")
    said: list[str] = []
    done = await rotate(database, [NEW, OLD], clock, said.append)
    assert done.resealed == 70
    assert "handled_action.result_sealed: 70/70" in said
    assert (await rotate(database, [NEW, OLD], clock, said.append)).resealed == 0


async def test_who_writes_meanwhile_is_not_written_over(database: Database, clock: ManualClock) -> None:
    await _results(database, Vault([OLD]), clock, 1)
    both = Vault([NEW, OLD])
    column = next(sealed for sealed in sealed_columns() if sealed.name == "handled_action.result_sealed")
    async with database.transaction() as tx:
        row = (await tx.execute(select(column.table))).one()
        change = change_of(both, column, row)
        assert change is not None
        newer = both.seal("mới hơn", "handled_action")
        (await tx.get_one(HandledAction, "m0")).result_sealed = newer
        await tx.flush()
        await tx.execute(writing_of(column), change)
    async with database.transaction() as tx:
        assert (await tx.get_one(HandledAction, "m0")).result_sealed == newer


async def test_values_that_no_secret_opens_are_told_and_left_alone(database: Database, clock: ManualClock) -> None:
    await _results(database, Vault(["a-third-secret-of-old"]), clock, 2)
    await _results(database, Vault([OLD]), clock, 2, "known")
    done = await rotate(database, [NEW, OLD], clock, lambda _: None)
    assert (done.resealed, done.unopened, done.left) == (2, 2, 2)
    async with database.transaction() as tx:
        with pytest.raises(SealBroken):
            Vault([NEW, OLD]).open((await tx.get_one(HandledAction, "m0")).result_sealed, "handled_action")


async def test_a_secret_that_was_dropped_too_early_is_named_at_the_start(
    database: Database, clock: ManualClock
) -> None:
    await rotate(database, [NEW, OLD], clock, lambda _: None)
    with pytest.raises(ConfigError, match="keys rotate"):
        await open_vault(database, ["a-third-secret-of-old"])


async def test_old_look_ups_still_find_after_the_old_secret_is_gone(database: Database, clock: ManualClock) -> None:
    stored = Vault([OLD]).index("CD-1234", "case.receipt")
    await rotate(database, [NEW, OLD], clock, lambda _: None)
    vault = await open_vault(database, [NEW])
    assert vault.index_candidates("CD-1234", "case.receipt") == [Vault([NEW]).index("CD-1234", "case.receipt"), stored]
    third = "third-secret-" * 2
    await rotate(database, [third, NEW], clock, lambda _: None)
    assert stored in (await open_vault(database, [third])).index_candidates("CD-1234", "case.receipt")


async def test_the_audit_log_is_whole_without_the_old_secret(database: Database, clock: ManualClock) -> None:
    async with database.transaction() as tx:
        for _ in range(3):
            tx.add(
                AuditEvent(at=clock(), actor_label="a", action="case.read", object_type="x", object_id="", detail={})
            )
    await seal_all(database, Vault([OLD]))
    await rotate(database, [NEW, OLD], clock, lambda _: None)
    found = await check_chain(database, await open_vault(database, [NEW]))
    assert (found.head.seq, found.unsealed, found.broken) == (4, 0, None)


async def _results(database: Database, vault: Vault, clock: ManualClock, count: int, name: str = "m") -> None:
    async with database.transaction() as tx:
        for number in range(count):
            sealed = vault.seal(str(number), "handled_action")
            tx.add(HandledAction(key=f"{name}{number}", result_sealed=sealed, at=clock()))
