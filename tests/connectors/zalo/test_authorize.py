"""An OA's administrator gives consent once, and the application has living tokens."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.fakes.zalo import FakeZalo
from connectors.zalo.authorize import AuthorizationFailed, read_pasted
from connectors.zalo.oauth import challenge_of
from storage.database import Database
from storage.vault import Vault
from tests.connectors.zalo.conftest import IDENTITY, USER, Site, config_for, open_site
from tests.support.clock import ManualClock

CALLBACK = "https://motcham.example/zalo/callback"


@pytest.fixture
async def world(zalo: FakeZalo, sqlite_database: Database, vault: Vault, clock: ManualClock) -> AsyncIterator[Site]:
    config = config_for(zalo.url, access_token="", refresh_token="")
    opened = await open_site(config, sqlite_database, vault, clock)
    yield opened
    await opened.client.aclose()
    await opened.connector.close()


async def agreed(url: str) -> str:
    """Where Zalo leads the administrator after the consent."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(url)
    return answer.headers["location"]


def test_the_known_verifier_has_the_known_challenge() -> None:
    verifier = "qVbM3m1Q0mZr8H2kW7cN5tY9xL4pD6sFjUeGaBhKoTi"
    assert challenge_of(verifier) == "Zt9T99pzjNyXZzm14lYX-CPwut_SdilyTrVd_fRNOdY"


async def test_the_callback_brings_tokens(world: Site, zalo: FakeZalo) -> None:
    request = world.connector.start_authorization(CALLBACK)
    query = parse_qs(urlsplit(request.url).query)
    assert request.url.startswith(f"{zalo.url}/v4/oa/permission?")
    assert set(query) == {"app_id", "redirect_uri", "code_challenge", "state"}
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", query["code_challenge"][0])
    page = await world.client.get(urlsplit(await agreed(request.url))._replace(scheme="", netloc="").geturl())
    assert page.status_code == 200
    assert f"Đã kết nối Official Account {IDENTITY.oa_id}" in page.text
    (keeper,) = world.connector._keepers.values()
    assert await keeper.access_token() == zalo.state.access_token


async def test_an_administrator_may_paste_the_address(world: Site, zalo: FakeZalo) -> None:
    request = world.connector.start_authorization(CALLBACK)
    pasted = f"  {await agreed(request.url)}\n"
    assert await world.connector.finish_authorization(pasted, request.state) == IDENTITY.oa_id


async def test_an_administrator_may_paste_the_code(world: Site, zalo: FakeZalo) -> None:
    request = world.connector.start_authorization(CALLBACK)
    code, _, _ = read_pasted(await agreed(request.url))
    assert await world.connector.finish_authorization(code, request.state) == IDENTITY.oa_id


async def test_another_oa_that_consents_gets_its_own_account(world: Site, zalo: FakeZalo) -> None:
    request = world.connector.start_authorization(CALLBACK)
    code, state, _ = read_pasted(await agreed(request.url))
    assert (await world.client.get(f"/zalo/callback?code={code}&state={state}&oa_id=777")).status_code == 200
    assert len(await world.connector.channels()) == 2


async def test_the_tokens_of_all_oas_are_kept_alive(world: Site, zalo: FakeZalo, clock: ManualClock) -> None:
    request = world.connector.start_authorization(CALLBACK)
    await world.connector.finish_authorization(await agreed(request.url), request.state)
    clock.advance(hours=24)
    stop = asyncio.Event()
    keeping = asyncio.create_task(world.connector.keep_fresh(stop))
    for _ in range(6000):
        if zalo.state.generation == 3:
            break
        await asyncio.sleep(0.01)
    stop.set()
    await keeping
    assert zalo.state.generation == 3


async def test_a_code_works_once(world: Site, zalo: FakeZalo) -> None:
    request = world.connector.start_authorization(CALLBACK)
    address = await agreed(request.url)
    await world.connector.finish_authorization(address, request.state)
    with pytest.raises(AuthorizationFailed, match="-14024"):
        await world.connector.finish_authorization(address, request.state)


@pytest.mark.parametrize("state", ["", "x", "..", "1.2.3", "đ.đ.đ", "9999999999." + "a" * 16 + "." + "0" * 32])
async def test_a_state_that_is_not_ours_is_refused(world: Site, zalo: FakeZalo, state: str) -> None:
    answer = await world.client.get("/zalo/callback", params={"code": "c", "oa_id": "1", "state": state})
    assert answer.status_code == 400
    assert "đã quá hạn" in answer.text
    assert zalo.state.calls == []


async def test_a_state_of_an_hour_ago_is_refused(world: Site, zalo: FakeZalo, clock: ManualClock) -> None:
    request = world.connector.start_authorization(CALLBACK)
    address = await agreed(request.url)
    clock.advance(hours=1)
    with pytest.raises(AuthorizationFailed):
        await world.connector.finish_authorization(address, request.state)


@pytest.mark.parametrize("change", [{"code": ""}, {"oa_id": "<script>"}, {"oa_id": "7" * 80}])
async def test_a_callback_without_its_parts_is_refused(world: Site, change: dict[str, str]) -> None:
    request = world.connector.start_authorization(CALLBACK)
    params = {"code": "c", "oa_id": "1", "state": request.state, **change}
    answer = await world.client.get("/zalo/callback", params=params)
    assert answer.status_code == 400
    assert "<script>" not in answer.text


async def test_a_silent_zalo_is_told_to_the_administrator(world: Site, zalo: FakeZalo) -> None:
    zalo.trouble("/access_token", http=500)
    request = world.connector.start_authorization(CALLBACK)
    with pytest.raises(AuthorizationFailed, match="Chưa nhận được trả lời"):
        await world.connector.finish_authorization(await agreed(request.url), request.state)


async def test_a_console_may_ask_for_a_fixed_verifier(
    zalo: FakeZalo, sqlite_database: Database, vault: Vault, clock: ManualClock
) -> None:
    fixed = "f" * 43
    opened = await open_site(config_for(zalo.url, code_verifier=fixed), sqlite_database, vault, clock)
    request = opened.connector.start_authorization(CALLBACK)
    assert parse_qs(urlsplit(request.url).query)["code_challenge"] == [challenge_of(fixed)]
    assert await opened.connector.finish_authorization(await agreed(request.url), request.state)
    await opened.connector.close()


async def test_a_state_made_before_the_keys_rotated_still_works(
    zalo: FakeZalo, sqlite_database: Database, clock: ManualClock
) -> None:
    old, new = "old-secret-of-enough-length", "new-secret-of-enough-length"
    before = await open_site(config_for(zalo.url), sqlite_database, Vault([old]), clock)
    after = await open_site(config_for(zalo.url), sqlite_database, Vault([new, old]), clock)
    request = before.connector.start_authorization(CALLBACK)
    assert await after.connector.finish_authorization(await agreed(request.url), request.state)
    for opened in (before, after):
        await opened.connector.close()


def test_secrets_stay_out_of_sight() -> None:
    shown = repr(config_for(access_token="secret-1", refresh_token="secret-2", code_verifier="secret-3"))
    assert "secret-" not in shown
    assert USER not in shown
