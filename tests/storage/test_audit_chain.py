"""Who can write the database, but has no secret, cannot change the audit log unnoticed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from storage.audit_chain import COVERED, LINKS, START, Broken, check_chain, seal_all, seal_new
from storage.audit_checks import check_now, check_when_due, last_check
from storage.database import Database
from storage.migrate import alembic_config
from storage.tables import AuditEvent
from storage.vault import Vault
from tests.support.clock import ManualClock

OTHERS = Vault(["a-secret-of-somebody-else"])


async def write(database: Database, clock: ManualClock, count: int = 5, **fields: object) -> None:
    async with database.transaction() as tx:
        for number in range(count):
            tx.add(_event(clock, number, **fields))


def _event(clock: ManualClock, number: int, **fields: object) -> AuditEvent:
    made = {
        "at": clock() + timedelta(microseconds=number),
        "actor_id": None,
        "actor_label": "Trần Văn Hùng",
        "action": "case.read",
        "object_type": "case",
        "object_id": "x",
        "detail": {"rows": number, "chữ": "ổ", "không": None, "đúng": True},
    }
    return AuditEvent(**made | fields)


async def without_triggers(database: Database, *statements: str) -> None:
    """As somebody does who owns the database."""
    names = ("insert", "update", "delete") if database.is_sqlite else ("row", "truncate")
    on = "" if database.is_sqlite else " ON audit_event"
    async with database.transaction() as tx:
        for name in names:
            await tx.execute(text(f"DROP TRIGGER audit_event_append_only_{name}{on}"))
        for statement in statements:
            await tx.execute(text(statement))


async def broken_after(database: Database, vault: Vault, *statements: str) -> Broken | None:
    await without_triggers(database, *statements)
    return (await check_chain(database, vault)).broken


async def sequence(database: Database) -> Sequence[int | None]:
    async with database.transaction() as tx:
        return (await tx.scalars(select(AuditEvent.seq).order_by(AuditEvent.seq))).all()


async def test_an_empty_log_is_whole(database: Database, vault: Vault) -> None:
    found = await check_chain(database, vault)
    assert (found.head, found.unsealed, found.broken) == (START, 0, None)


async def test_events_wait_unsealed_and_then_stand_in_one_chain(
    database: Database, vault: Vault, clock: ManualClock
) -> None:
    await write(database, clock, 3)
    assert (await check_chain(database, vault)).unsealed == 3
    await seal_all(database, vault)
    await write(database, clock, 2)
    await seal_all(database, vault)
    found = await check_chain(database, vault)
    assert (found.head.seq, found.unsealed, found.broken) == (5, 0, None)


async def test_many_writers_and_many_sealers_make_one_line(
    database: Database, vault: Vault, clock: ManualClock
) -> None:
    others = [Database(database.url) for _ in range(2)]

    async def work(own: Database) -> None:
        for _ in range(5):
            await write(own, clock, 4)
            await seal_all(own, vault)

    await asyncio.gather(*(work(own) for own in (database, database, *others)))
    await seal_all(database, vault)
    assert await sequence(database) == list(range(1, 81))
    assert (await check_chain(database, vault)).broken is None
    for own in others:
        await own.close()


async def test_an_event_that_is_committed_late_loses_nobody_a_place(
    postgres_database: Database, vault: Vault, clock: ManualClock
) -> None:
    """Its number of the row is older than those that are sealed already. (SQLite writes one at a time.)"""
    async with postgres_database.transaction() as slow:
        slow.add(_event(clock, 1))
        await slow.flush()
        await write(postgres_database, clock, 2)
        await seal_all(postgres_database, vault)
    await seal_all(postgres_database, vault)
    assert (await check_chain(postgres_database, vault)).head.seq == 3


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_event SET actor_label = 'ai khác' WHERE seq = 3", Broken(3, "changed")),
        ("UPDATE audit_event SET detail = '{}' WHERE seq = 2", Broken(2, "changed")),
        ("UPDATE audit_event SET object_id = 'y' WHERE seq = 5", Broken(5, "changed")),
        ("DELETE FROM audit_event WHERE seq = 3", Broken(3, "missing")),
        ("DELETE FROM audit_event WHERE seq = 1", Broken(1, "missing")),
        ("UPDATE audit_event SET mac = prev_hash WHERE seq = 4", Broken(4, "unsigned")),
        ("UPDATE audit_event SET mac_key = '00000000' WHERE seq = 5", Broken(5, "unsigned")),
    ],
)
async def test_the_first_broken_event_is_named(
    database: Database, vault: Vault, clock: ManualClock, statement: str, broken: Broken
) -> None:
    await write(database, clock)
    await seal_all(database, vault)
    assert await broken_after(database, vault, statement) == broken


async def test_who_has_no_secret_cannot_build_the_chain_anew(
    sqlite_database: Database, vault: Vault, clock: ManualClock
) -> None:
    await write(sqlite_database, clock)
    await seal_all(sqlite_database, vault)
    await without_triggers(
        sqlite_database,
        "UPDATE audit_event SET actor_label = 'ai khác'",
        "UPDATE audit_event SET seq = NULL, prev_hash = NULL, hash = NULL, mac = NULL, mac_key = NULL",
    )
    await seal_all(sqlite_database, OTHERS)
    assert (await check_chain(sqlite_database, vault)).broken == Broken(1, "unsigned")


async def test_an_anchor_tells_when_the_end_was_cut_off(database: Database, vault: Vault, clock: ManualClock) -> None:
    await write(database, clock)
    await seal_all(database, vault)
    anchor = (await check_chain(database, vault)).head.hash
    await write(database, clock, 1)
    await seal_all(database, vault)
    assert (await check_chain(database, vault, anchor=anchor)).anchored
    await without_triggers(database, "DELETE FROM audit_event WHERE seq >= 5")
    found = await check_chain(database, vault, anchor=anchor)
    assert found.broken is None
    assert not found.anchored


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor_label = 'ai khác'",
        "UPDATE audit_event SET seq = NULL, prev_hash = NULL, hash = NULL, mac = NULL, mac_key = NULL",
        "UPDATE audit_event SET seq = 9, prev_hash = 'a', hash = 'a', mac = 'a', mac_key = 'a', actor_label = 'b'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE seq IS NULL",
        "INSERT INTO audit_event (at, actor_label, action, object_type, object_id, detail, seq)"
        " SELECT at, actor_label, action, object_type, object_id, detail, 99 FROM audit_event LIMIT 1",
    ],
)
async def test_the_database_refuses_to_change_what_was_written(
    database: Database, vault: Vault, clock: ManualClock, statement: str
) -> None:
    await write(database, clock, 2)
    await seal_all(database, vault)
    await write(database, clock, 2)
    with pytest.raises(DBAPIError):
        async with database.transaction() as tx:
            await tx.execute(text(statement))
    await seal_all(database, vault)
    found = await check_chain(database, vault)
    assert (found.head.seq, found.broken) == (4, None)


async def test_the_whole_table_cannot_be_emptied_nor_a_row_replaced(database: Database, clock: ManualClock) -> None:
    await write(database, clock, 1)
    replace = (
        "INSERT OR REPLACE INTO audit_event (id, at, actor_label, action, object_type, object_id, detail)"
        " SELECT id, at, 'ai khác', action, object_type, object_id, detail FROM audit_event"
    )
    with pytest.raises(DBAPIError):
        async with database.transaction() as tx:
            await tx.execute(text(replace if database.is_sqlite else "TRUNCATE audit_event"))


async def test_after_a_change_of_keys_the_log_is_whole_without_the_old_secret(
    database: Database, clock: ManualClock
) -> None:
    old, both, new = "old-" * 5, Vault(["new-" * 5, "old-" * 5]), Vault(["new-" * 5])
    await write(database, clock)
    await seal_all(database, Vault([old]))
    assert (await check_chain(database, both)).broken is None
    assert (await check_chain(database, new)).broken == Broken(1, "unsigned")
    await write(database, clock, 1)
    await seal_all(database, both)
    assert (await check_chain(database, new)).broken is None
    assert await broken_after(database, new, "UPDATE audit_event SET actor_label = 'x' WHERE seq = 2") == Broken(
        2, "changed"
    )


def test_the_hash_covers_every_column_that_says_something() -> None:
    assert set(COVERED) | set(LINKS) == {column.name for column in AuditEvent.__table__.columns}, (
        "A column of audit_event that no hash covers could be changed unnoticed. Name it in storage/audit_chain.py: "
        "give the hash a new version there, since old events must keep their hashes."
    )


async def test_events_from_before_the_chain_are_put_into_it(
    database: Database, vault: Vault, clock: ManualClock
) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(_moved, "0005")
        await connection.execute(
            text(
                "INSERT INTO audit_event (at, actor_label, action, object_type, object_id, detail)"
                " VALUES ('2026-01-02 03:04:05.000006', 'a', 'case.read', 'case', 'x', '{}')"
            )
        )
        await connection.run_sync(_moved, "head")
    await write(database, clock, 1)
    await seal_all(database, vault)
    assert (await check_chain(database, vault)).head.seq == 2


def _moved(connection: Connection, revision: str) -> None:
    (command.downgrade if revision == "0005" else command.upgrade)(alembic_config(connection), revision)


async def test_a_batch_is_sealed_by_one_at_a_time(
    postgres_database: Database, vault: Vault, clock: ManualClock
) -> None:
    await write(postgres_database, clock, 1)
    async with postgres_database.transaction() as first:
        await seal_new(first, vault)
        async with postgres_database.transaction() as second:
            assert not await seal_new(second, vault)
    assert await sequence(postgres_database) == [1]


async def test_the_regular_check_is_made_once_and_goes_on_from_the_last(
    database: Database, vault: Vault, clock: ManualClock
) -> None:
    await write(database, clock)
    await seal_all(database, vault)
    first = await check_when_due(database, vault, clock)
    assert first is not None
    assert first.state.head.seq == 5
    assert await check_when_due(database, vault, clock) is None
    clock.advance(minutes=6)
    await write(database, clock, 1)
    await seal_all(database, vault)
    second = await check_when_due(database, vault, clock)
    assert second is not None
    assert (second.state.head.seq, second.whole_at) == (6, first.at)
    async with database.transaction() as tx:
        kept = await last_check(tx, vault)
        assert kept is not None
        assert kept.state.head == second.state.head
        assert await last_check(tx, OTHERS) is None


@pytest.mark.parametrize("later", [timedelta(minutes=6), timedelta(days=2)])
async def test_what_was_cut_off_stays_found(
    sqlite_database: Database, vault: Vault, clock: ManualClock, later: timedelta
) -> None:
    await write(sqlite_database, clock)
    await seal_all(sqlite_database, vault)
    found = await check_now(sqlite_database, vault, clock)
    await without_triggers(sqlite_database, "DELETE FROM audit_event WHERE seq >= 4")
    for _ in range(2):
        clock.now += later
        found = await check_now(sqlite_database, vault, clock, found)
        assert found.state.broken is not None
        assert found.state.broken.reason == "missing"
