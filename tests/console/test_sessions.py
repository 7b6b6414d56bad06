"""One's own sessions: seen in plain words, ended one by one or all at once, and nobody else's."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import update

from console.access.devices import device
from storage.tables import StaffSession
from tests.console.cast import House, Visitor, field

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1"


def keys(page: httpx.Response) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]+)"', page.text)


async def with_phone(house: House, name: str) -> Visitor:
    visitor = await house.visitor(name)
    async with house.database.transaction() as tx:
        await tx.execute(update(StaffSession).values(agent=PHONE))
    return visitor


async def test_an_officer_sees_where_the_account_is_open_and_ends_one(house: House) -> None:
    phone = await with_phone(house, "officer")
    here = await house.visitor("officer")
    page = await here.get("/account")
    assert "Safari trên iPhone" in page.text
    assert page.text.count("Phiên này") == 1
    assert "127.0.0.1" not in page.text
    (key,) = keys(page)
    assert (await here.post("/account/sessions/end", {"session": key})).status_code == 303
    assert "/sign-in?" in (await phone.get("/account")).headers["location"]
    assert (await here.get("/account")).status_code == 200
    assert (await here.post("/account/sessions/end", {"session": key})).status_code == 404


async def test_all_others_end_at_once(house: House) -> None:
    others = [await house.visitor("officer") for _ in range(3)]
    colleague, here = await house.visitor("below"), await house.visitor("officer")
    assert (await here.post("/account/sessions/end-others")).status_code == 303
    assert "Các phiên đăng nhập khác đã kết thúc" in (await here.get("/account")).text
    for other in others:
        assert (await other.get("/account")).status_code == 303
    assert (await colleague.get("/account")).status_code == 200


@pytest.mark.parametrize("key", ["", "0", "f" * 16, "%" * 16, "_" * 16, "f" * 64, "x" * 5000])
async def test_nobody_ends_what_is_not_the_own(house: House, key: str) -> None:
    colleague, here = await house.visitor("below"), await house.visitor("officer")
    assert (await here.post("/account/sessions/end", {"session": key})).status_code == 404
    assert (await colleague.get("/account")).status_code == 200


async def test_a_colleagues_session_is_not_found(house: House) -> None:
    await house.visitor("below")
    watching, here = await house.visitor("below"), await house.visitor("officer")
    (theirs,) = keys(await watching.get("/account"))
    assert theirs not in (await here.get("/account")).text
    token = field(await here.get("/account"), "csrf")
    assert (await here.post("/account/sessions/end", {"csrf": token, "session": theirs})).status_code == 404


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Safari trên iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge trên máy Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome trên điện thoại Android"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120 Chrome/120 Safari/537.36", "Cốc Cốc trên máy Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox trên máy Linux"),
        ("curl/8", "Thiết bị chưa rõ"),
        ("", "Thiết bị chưa rõ"),
        ("Windows", "Máy Windows"),
    ],
)
def test_a_browser_is_named_in_plain_words(agent: str, words: str) -> None:
    assert device(agent) == words
