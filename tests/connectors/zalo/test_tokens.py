"""The token pair survives everything but a death between Zalo's answer and the save, and that one raises an alarm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from connectors.errors import AccountBroken, SendTemporary
from connectors.fakes.zalo import FakeZalo
from connectors.zalo.directory import OaDirectory
from connectors.zalo.oauth import TokenPair, ZaloOauth
from connectors.zalo.token_store import TokenStore
from connectors.zalo.tokens import EXPIRING, TokenKeeper, seed_pair
from storage.database import Database
from storage.tables import ZaloToken
from storage.vault import Vault
from tests.connectors.zalo.conftest import IDENTITY
from tests.support.clock import ManualClock

TOKEN_PATH = "/v4/oa/access_token"
SEED = seed_pair("fake-access-1", "fake-refresh-1")


class World:
    """One OA, its row, a fake Zalo, and as many processes with a keeper as a test wants."""

    def __init__(self, database: Database, vault: Vault, clock: ManualClock, account_id: str) -> None:
        self.database = database
        self.vault = vault
        self.clock = clock
        self.account_id = account_id
        self.fake = FakeZalo(clock=clock)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.fake.app))
        self.oauth = ZaloOauth(self.http, "http://zalo", IDENTITY.app_id, IDENTITY.app_secret)
        self.slept: list[float] = []

    def store(self, database: Database | None = None) -> TokenStore:
        return TokenStore(database or self.database, self.vault, self.clock, self.account_id)

    def keeper(self, seed: TokenPair | None = SEED, store: TokenStore | None = None) -> TokenKeeper:
        return TokenKeeper(store or self.store(), self.oauth, self.clock, seed, self._sleep)

    async def row(self) -> ZaloToken:
        async with self.database.transaction() as tx:
            return (await tx.scalars(select(ZaloToken))).one()

    async def asked(self) -> bool:
        return self.refreshes > 0

    async def replaced(self) -> bool:
        return self.refreshes > 0 and (await self.row()).refresh_owner is None

    async def warned(self) -> bool:
        return (await self.row()).alarm == EXPIRING

    @property
    def refreshes(self) -> int:
        return self.fake.state.calls.count(TOKEN_PATH)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(6000):
        if await true():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


@asynccontextmanager
async def made_world(database: Database, vault: Vault, clock: ManualClock) -> AsyncIterator[World]:
    account_id = await OaDirectory(database, clock).add(IDENTITY.oa_id)
    made = World(database, vault, clock, account_id)
    yield made
    await made.http.aclose()


@pytest.fixture
async def world(sqlite_database: Database, vault: Vault, clock: ManualClock) -> AsyncIterator[World]:
    async with made_world(sqlite_database, vault, clock) as made:
        yield made


@pytest.fixture
async def world_on_both(database: Database, vault: Vault, clock: ManualClock) -> AsyncIterator[World]:
    async with made_world(database, vault, clock) as made:
        yield made


async def test_the_first_tokens_come_from_the_settings_and_are_sealed(world: World) -> None:
    assert await world.keeper().access_token() == "fake-access-1"
    row = await world.row()
    assert b"fake" not in row.access_sealed + row.refresh_sealed
    assert "fake" not in repr(SEED)
    assert world.refreshes == 0


async def test_a_stored_pair_wins_over_the_settings(world: World) -> None:
    await world.store().put(TokenPair("newer", "newer"))
    assert await world.keeper().access_token() == "newer"


async def test_without_any_token_the_operator_is_asked(world: World) -> None:
    with pytest.raises(AccountBroken, match="zalo_no_token"):
        await world.keeper(seed=None).access_token()


async def test_tokens_sealed_with_a_lost_key_need_the_operator(world: World) -> None:
    await world.keeper().access_token()
    world.vault = Vault(["another-secret-of-enough-length"])
    with pytest.raises(AccountBroken, match="zalo_tokens_unreadable"):
        await world.keeper().access_token()


async def test_a_refresh_token_alone_is_enough(world: World) -> None:
    assert await world.keeper(seed_pair("", "fake-refresh-1")).access_token() == "fake-access-2"


async def test_a_token_is_replaced_two_hours_before_its_end(world_on_both: World) -> None:
    world = world_on_both
    keeper = world.keeper()
    await keeper.access_token()
    world.clock.advance(hours=22)
    assert await keeper.access_token() == "fake-access-1"
    world.clock.advance(hours=2)
    assert await keeper.access_token() == "fake-access-2"
    row = await world.row()
    assert world.vault.open(row.refresh_sealed, "zalo.refresh") == "fake-refresh-2"
    assert (row.refresh_owner, row.refresh_started_at, row.alarm) == (None, None, None)
    assert row.expires_at == world.clock() + timedelta(seconds=90_000)


async def test_two_processes_at_once_refresh_once(world_on_both: World) -> None:
    world = world_on_both
    other_database = Database(world.database.url)
    keepers = [world.keeper(), world.keeper(store=world.store(other_database))]
    await keepers[0].access_token()
    await asyncio.gather(*(keeper.renewed("fake-access-1") for keeper in keepers * 5))
    assert world.refreshes == 1
    assert [await keeper.access_token() for keeper in keepers] == ["fake-access-2"] * 2
    await other_database.close()


async def test_a_token_that_another_process_replaced_is_only_read_again(world: World) -> None:
    first, second = world.keeper(), world.keeper()
    assert await first.access_token() == await second.access_token()
    await first.renewed("fake-access-1")
    assert await second.renewed("fake-access-1") == "fake-access-2"
    assert world.refreshes == 1


async def test_a_process_that_died_before_zalo_heard_it_is_replaced_after_a_minute(world: World) -> None:
    keeper = world.keeper()
    await keeper.access_token()
    assert await world.store().claim((await world.row()).refresh_sealed, "a process that died")
    with pytest.raises(SendTemporary) as waiting:
        await keeper.renewed("fake-access-1")
    assert waiting.value.whole_account
    world.clock.advance(seconds=61)
    assert await keeper.renewed("fake-access-1") == "fake-access-2"


async def test_a_process_that_died_before_the_save_leaves_an_alarm_and_no_loop(world_on_both: World) -> None:
    world = world_on_both
    keeper = world.keeper()
    await keeper.access_token()
    assert await world.store().claim((await world.row()).refresh_sealed, "a process that died")
    await world.oauth.refresh("fake-refresh-1")  # Zalo's answer that nobody saved
    world.clock.advance(seconds=61)
    for _ in range(3):
        with pytest.raises(AccountBroken, match="consent_needed:-14020"):
            await keeper.renewed("fake-access-1")
        world.clock.advance(hours=1)
    world.clock.advance(days=2)
    with pytest.raises(AccountBroken, match="consent_needed:-14020"):
        await world.keeper().access_token()
    assert world.refreshes == 2
    assert (await world.row()).alarm == "consent_needed:-14020"


async def test_an_answer_lost_on_the_wire_is_tried_once_more_and_then_an_alarm(world: World) -> None:
    keeper = world.keeper()
    await keeper.access_token()
    world.fake.trouble(TOKEN_PATH, drop=True)
    with pytest.raises(SendTemporary):
        await keeper.renewed("fake-access-1")
    assert world.refreshes == 1
    world.clock.advance(seconds=61)
    with pytest.raises(AccountBroken, match="-14020"):
        await keeper.renewed("fake-access-1")
    assert world.refreshes == 2


async def test_a_stumbling_token_server_costs_a_minute(world: World) -> None:
    keeper = world.keeper()
    await keeper.access_token()
    world.clock.advance(hours=24)
    world.fake.trouble(TOKEN_PATH, http=503)
    assert await keeper.access_token() == "fake-access-1"  # still good for an hour
    assert await keeper.access_token() == "fake-access-1"
    assert world.refreshes == 1
    world.clock.advance(seconds=61)
    assert await keeper.access_token() == "fake-access-2"


async def test_an_unheard_of_refusal_warns_and_is_tried_each_minute(world: World) -> None:
    keeper = world.keeper()
    await keeper.access_token()
    world.clock.advance(hours=24)
    world.fake.trouble(TOKEN_PATH, code=-5)
    assert await keeper.access_token() == "fake-access-1"
    assert (await world.row()).alarm == "refresh_failing:-5"
    world.clock.advance(seconds=61)
    assert await keeper.access_token() == "fake-access-2"
    assert (await world.row()).alarm is None


async def test_a_new_consent_ends_the_alarm(world_on_both: World) -> None:
    world = world_on_both
    keeper = world.keeper(seed_pair("old", "used already"))
    await keeper.access_token()
    with pytest.raises(AccountBroken):
        await keeper.renewed("old")
    await world.store().put(TokenPair("fake-access-1", "fake-refresh-1"))
    assert await keeper.renewed("old") == "fake-access-1"
    assert (await world.row()).alarm is None


async def test_a_fresh_token_that_zalo_refuses_is_not_replaced_again_and_again(world: World) -> None:
    keeper = world.keeper()
    await keeper.access_token()
    fresh = await keeper.renewed("fake-access-1")
    with pytest.raises(AccountBroken, match="zalo_token_rejected"):
        await keeper.renewed(fresh)
    assert world.refreshes == 1


async def test_an_access_token_alone_lasts_until_it_is_refused(world: World) -> None:
    keeper = world.keeper(seed_pair("fake-access-1", ""))
    assert await keeper.access_token() == "fake-access-1"
    with pytest.raises(AccountBroken, match="no_refresh_token"):
        await keeper.renewed("fake-access-1")
    assert world.refreshes == 0


async def test_a_cancelled_sender_does_not_tear_a_refresh_apart(world: World) -> None:
    keeper = world.keeper()
    await keeper.access_token()
    world.fake.trouble(TOKEN_PATH, delay=0.2)
    sending = asyncio.create_task(keeper.renewed("fake-access-1"))
    await until(world.asked)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await keeper.close()
    assert await world.keeper().access_token() == "fake-access-2"


class _StumblingStore(TokenStore):
    failures = 2

    async def replace(self, version: bytes, pair: TokenPair) -> bool:
        if self.failures:
            self.failures -= 1
            raise OperationalError("UPDATE", {}, OSError("away"))
        return await super().replace(version, pair)


async def test_a_database_that_stumbles_at_the_save_gets_more_chances(world: World) -> None:
    stumbling = _StumblingStore(world.database, world.vault, world.clock, world.account_id)
    keeper = world.keeper(store=stumbling)
    await keeper.access_token()
    assert await keeper.renewed("fake-access-1") == "fake-access-2"
    assert world.slept == [1.0, 2.0]


async def test_the_keeper_replaces_tokens_while_nobody_sends(world: World) -> None:
    await world.keeper().access_token()
    world.clock.advance(hours=24)
    stop = asyncio.Event()
    keeping = asyncio.create_task(world.keeper().keep_fresh(stop))
    await until(world.replaced)
    stop.set()
    await keeping
    assert await world.keeper().access_token() == "fake-access-2"


async def test_two_weeks_before_the_refresh_token_ends_there_is_a_warning(world: World) -> None:
    await world.keeper().access_token()
    world.clock.advance(days=77)
    world.fake.trouble(TOKEN_PATH, http=500)
    async with world.database.transaction() as tx:  # as if an access token lived long enough
        (await tx.scalars(select(ZaloToken))).one().expires_at = world.clock() + timedelta(hours=25)
    stop = asyncio.Event()
    keeping = asyncio.create_task(world.keeper().keep_fresh(stop))
    await until(world.warned)
    stop.set()
    await keeping


async def test_the_keeper_goes_on_after_a_failure(world: World) -> None:
    stop = asyncio.Event()
    keeping = asyncio.create_task(world.keeper(seed=None).keep_fresh(stop))
    await asyncio.sleep(0.1)
    assert not keeping.done()
    stop.set()
    await keeping


@pytest.mark.parametrize("lives", ["90000", 90000])
async def test_the_lifetime_may_be_a_text_or_a_number(lives: object) -> None:
    answer = {"access_token": "a", "refresh_token": "r", "expires_in": lives}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
    async with httpx.AsyncClient(transport=transport) as http:
        pair = await ZaloOauth(http, "http://zalo", "1", "s").refresh("old")
    assert pair == TokenPair("a", "r", timedelta(hours=25))
