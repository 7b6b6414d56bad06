from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.errors import ConfigError, FailedTry, NotFound, SealBroken
from storage.migrate import alembic_config
from storage.once import once
from storage.tables import Base, CaseRecord, HandledAction, UnionUnit
from storage.throttle import Allowance, allow, give_back
from storage.vault import Vault
from tests.support.clock import ManualClock


async def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    def difference(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(difference) == []


async def test_the_schema_can_be_taken_down_and_put_up_again(database: Database) -> None:
    def down_and_up(connection: Connection) -> None:
        command.downgrade(alembic_config(connection), "base")
        command.upgrade(alembic_config(connection), "head")

    async with database.engine.begin() as connection:
        await connection.run_sync(down_and_up)


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as tx:
            tx.add(UnionUnit(code="x", name="X", level=1, path="/x/"))
            await tx.flush()
            raise RuntimeError
    async with database.transaction() as tx:
        assert (await tx.scalars(select(UnionUnit))).all() == []


async def test_a_failed_try_stays_counted_although_it_raises(database: Database) -> None:
    with pytest.raises(NotFound):
        async with database.transaction() as tx:
            tx.add(HandledAction(key="try", result_sealed=b"", at=datetime(2026, 1, 1, tzinfo=UTC)))
            raise FailedTry
    async with database.transaction() as tx:
        assert await tx.get(HandledAction, "try") is not None


async def test_an_act_done_once_gives_the_same_result_again(
    database: Database, vault: Vault, clock: ManualClock
) -> None:
    calls: list[int] = []

    async def act() -> dict[str, int]:
        calls.append(1)
        return {"n": len(calls)}

    for _ in range(2):
        async with database.transaction() as tx:
            assert await once(tx, vault, clock, "m1:open", act) == {"n": 1}
    assert len(calls) == 1
    async with database.transaction() as tx:
        assert (await tx.get_one(HandledAction, "m1:open")).at == clock()


async def test_a_bucket_refuses_until_it_is_refilled(database: Database, clock: ManualClock) -> None:

    limit = Allowance(2, timedelta(minutes=1))
    answers = []
    for _ in range(3):
        async with database.transaction() as tx:
            answers.append(await allow(tx, clock, "key", limit))
    assert answers == [True, True, False]
    clock.advance(seconds=31)
    async with database.transaction() as tx:
        assert await allow(tx, clock, "key", limit)


async def test_the_first_tries_of_several_at_once_are_all_counted(database: Database, clock: ManualClock) -> None:
    limit = Allowance(capacity=3, refill=timedelta(hours=1))

    async def take() -> bool:
        async with database.transaction() as tx:
            return await allow(tx, clock, "key", limit)

    assert sorted(await asyncio.gather(*(take() for _ in range(6)))) == [False] * 3 + [True] * 3


async def test_a_bucket_takes_tokens_back_but_never_more_than_it_holds(database: Database, clock: ManualClock) -> None:
    limit = Allowance(capacity=1, refill=timedelta(hours=1))
    async with database.transaction() as tx:
        assert await allow(tx, clock, "key", limit)
        await give_back(tx, "key")
        await give_back(tx, "key")
        await give_back(tx, "unknown")
        assert await allow(tx, clock, "key", limit)
        assert not await allow(tx, clock, "key", limit)


@given(st.text(), st.text())
def test_what_is_sealed_opens_only_in_its_own_place(plain: str, context: str) -> None:
    vault = Vault(["k" * 16])
    plain = plain.encode("utf-8", "ignore").decode()
    context = context.encode("utf-8", "ignore").decode()
    sealed = vault.seal(plain, context)
    assert vault.open(sealed, context) == plain
    with pytest.raises(SealBroken):
        vault.open(sealed, context + "x")


def test_old_keys_still_open_after_rotation_and_unknown_ones_do_not() -> None:
    old, new = Vault(["old-" * 5]), Vault(["new-" * 5, "old-" * 5])
    sealed = old.seal("lương", "c")
    assert new.open(sealed, "c") == "lương"
    assert old.index("a", "user") in new.index_candidates("a", "user")
    with pytest.raises(SealBroken):
        Vault(["new-" * 5]).open(sealed, "c")
    with pytest.raises(SealBroken):
        new.open(b"", "c")


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ConfigError):
        Vault(["short"])


async def test_a_look_does_not_wait_for_whoever_writes(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as tx:
        await tx.execute(text("UPDATE throttle_bucket SET tokens = 1"))
        async with asyncio.timeout(12):
            async with sqlite_database.reading() as look:
                assert await look.scalar(text("SELECT count(*) FROM throttle_bucket")) == 0
            await sqlite_database.ping()


async def test_a_desk_on_sqlite_reads_open_cases_from_their_own_index_once_sizes_are_known(
    sqlite_database: Database, clock: ManualClock
) -> None:
    async with sqlite_database.transaction() as tx:
        tx.add(unit := UnionUnit(code="A", name="A", level=1, path="/a/"))
        await tx.flush()
        tx.add_all(_case(number, unit.id, clock) for number in range(1, 301))
    await sqlite_database.learn_sizes()
    query = "EXPLAIN QUERY PLAN SELECT id FROM case_record WHERE collective_id IS NULL AND worker_waiting_since IS NULL"
    async with sqlite_database.reading() as tx:
        plan = str((await tx.execute(text(f"{query} ORDER BY updated_at DESC LIMIT 25"))).all())
    assert "ix_case_record_updated_at" in plan
    assert "TEMP B-TREE" not in plan


def _case(number: int, unit_id: str, clock: ManualClock) -> CaseRecord:
    at = clock() + timedelta(minutes=number)
    return CaseRecord(
        number=number, kind="grievance", category="wage", status="received", unit_id=unit_id, receipt_hash=f"{number}",
        channel_kind="web", opened_at=at, opened_on=at.date(), updated_at=at,
    )  # fmt: skip


async def test_an_error_of_the_database_does_not_quote_what_was_to_be_stored(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with database.transaction() as tx:
            await tx.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "lời riêng"})
    assert "lời riêng" not in str(caught.value)
