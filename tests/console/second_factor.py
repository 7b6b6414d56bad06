"""A telephone with an authenticator app, and staff whose second factor is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx
import pyotp

from storage.tables import Staff
from tests.console.cast import PASSWORD, House, Visitor, field


@dataclass
class Phone:
    secret: str
    house: House

    def code(self, steps: int = 0) -> str:
        return pyotp.HOTP(self.secret).at(int(self.house.clock().timestamp()) // 30 + steps)


async def demand(house: House, *names: str) -> None:
    """As in a real installation: these people's second factor is no longer waived."""
    async with house.database.transaction() as tx:
        for name in names:
            (await tx.get_one(Staff, house.staff[name].id)).second_factor_waived = False


async def enter_password(house: House, name: str, password: str = PASSWORD, next_page: str = "") -> Visitor:
    visitor = await house.visitor()
    data = {"email": f"{name}@congdoan.example", "password": password, "next": next_page}
    answer = await visitor.client.post("/console/sign-in", data=data)
    assert answer.status_code == 303
    return visitor


async def enter_code(visitor: Visitor, code: str, next_page: str = "") -> httpx.Response:
    token = field(await visitor.get("/sign-in/code"), "csrf")
    return await visitor.client.post("/console/sign-in/code", data={"csrf": token, "code": code, "next": next_page})


async def set_up(visitor: Visitor, house: House) -> tuple[Phone, list[str]]:
    """Go through the enrolment page; the phone and the recovery codes."""
    page = await visitor.get("/second-factor")
    phone = Phone(secret_on(page), house)
    answer = await visitor.client.post(
        "/console/second-factor", data={"csrf": field(page, "csrf"), "code": phone.code()}
    )
    assert answer.status_code == 200
    return phone, codes_on(answer)


def secret_on(page: httpx.Response) -> str:
    found = re.search(r'class="secret-text"[^>]*>([A-Z2-7 ]+)<', page.text)
    assert found
    return found[1].replace(" ", "")


def codes_on(page: httpx.Response) -> list[str]:
    return re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", page.text)


async def confirm(visitor: Visitor, code: str = "", password: str = PASSWORD, **more: str) -> httpx.Response:
    return await visitor.post("/confirm", {"password": password, "code": code, **more})
