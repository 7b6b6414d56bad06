"""Inviting a colleague: a link that is shown once, runs out, works once, and gives no more than was meant."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from sqlalchemy import select, update

from console.access.invitations import GOOD_FOR
from grievances.model import Role
from storage.tables import AuditEvent, Staff, StaffInvitation
from tests.console.cast import House, Visitor
from tests.console.second_factor import confirm, demand, enter_code, enter_password, set_up
from tests.support.clock import ManualClock

NEW = "moi@congdoan.example"
PASSWORD = "mat-khau-cua-nguoi-moi"


async def inviting(house: House, name: str = "admin") -> Visitor:
    visitor = await house.visitor(name)
    await confirm(visitor)
    return visitor


async def invite(visitor: Visitor, house: House, **more: str) -> httpx.Response:
    data = {"email": NEW, "name": "Vũ Thị Mới", "role": "officer", "unit": house.units["mill"].id}
    return await visitor.post("/staff/invite", data | more)


def token_on(page: httpx.Response) -> str:
    assert page.status_code == 200
    found = re.search(r"/console/invitation/([\w-]+)", page.text)
    assert found
    return found[1]


async def take_up(house: House, token: str, new: str = PASSWORD, again: str = PASSWORD) -> tuple[Visitor, int]:
    visitor = await house.visitor()
    data = {"new": new, "again": again}
    answer = await visitor.client.post(f"/console/invitation/{token}", data=data)
    return visitor, answer.status_code


async def test_the_invited_person_chooses_a_password_and_sets_up_a_second_factor(both_houses: House) -> None:
    house = both_houses
    admin = await inviting(house)
    page = await invite(admin, house)
    assert "chỉ hiện một lần này" in page.text
    token = token_on(page)
    listed = (await admin.get("/staff")).text
    assert "Vũ Thị Mới" in listed
    assert token not in listed

    shown = await (await house.visitor()).get(f"/invitation/{token}")
    assert "Vũ Thị Mới" in shown.text
    assert house.units["mill"].name in shown.text
    person, status = await take_up(house, token)
    assert status == 303
    assert "/second-factor?" in (await person.get("/cases")).headers["location"]
    await set_up(person, house)
    assert (await person.get("/cases")).status_code == 200
    async with house.database.transaction() as tx:
        staff = (await tx.scalars(select(Staff).where(Staff.email == NEW))).one()
        stored = (await tx.scalars(select(StaffInvitation))).one()
        acts = [(e.action, str(e.detail)) for e in await tx.scalars(select(AuditEvent))]
    assert (staff.role, staff.unit_id, staff.second_factor_waived) == ("officer", house.units["mill"].id, False)
    assert token not in stored.token_hash
    assert {"staff.invited", "staff.joined"} <= {action for action, _ in acts}
    assert not any(token in detail or PASSWORD in detail for _, detail in acts)
    assert "Đường liên kết đang chờ" not in (await admin.get("/staff")).text


async def test_a_link_works_once(both_houses: House) -> None:
    house = both_houses
    token = token_on(await invite(await inviting(house), house))
    results = await asyncio.gather(*(take_up(house, token) for _ in range(2)))
    assert sorted(status for _, status in results) in ([303, 404], [303, 422])
    assert (await take_up(house, token))[1] == 404
    gone = await (await house.visitor()).get(f"/invitation/{token}")
    assert gone.status_code == 404
    assert "Đường liên kết không còn hiệu lực" in gone.text


async def test_a_link_runs_out(house: House, clock: ManualClock) -> None:
    token = token_on(await invite(await inviting(house), house))
    clock.advance(seconds=GOOD_FOR.total_seconds() - 1)
    assert (await (await house.visitor()).get(f"/invitation/{token}")).status_code == 200
    clock.advance(seconds=1)
    assert (await take_up(house, token))[1] == 404


async def test_a_link_can_be_revoked_and_a_second_one_voids_the_first(house: House) -> None:
    admin = await inviting(house)
    first, second = token_on(await invite(admin, house)), token_on(await invite(admin, house))
    assert (await take_up(house, first))[1] == 404
    async with house.database.transaction() as tx:
        invitation_id = await tx.scalar(select(StaffInvitation.id).where(StaffInvitation.revoked_at.is_(None)))
    path = f"/staff/invitations/{invitation_id}/revoke"
    assert (await admin.post(path)).status_code == 303
    assert (await take_up(house, second))[1] == 404
    assert (await admin.post(path)).status_code == 404


async def test_a_link_is_void_when_its_sender_may_not_invite_any_more(house: House) -> None:
    token = token_on(await invite(await inviting(house), house))
    for lost in ({"role": Role.OFFICER.value}, {"role": Role.ADMIN.value, "active": False}):
        async with house.database.transaction() as tx:
            await tx.execute(update(Staff).where(Staff.id == house.staff["admin"].id).values(lost))
        assert (await take_up(house, token))[1] == 404


@pytest.mark.parametrize(
    ("new", "again", "reason"), [("ngan", "ngan", "ít nhất 10"), (PASSWORD, PASSWORD + "x", "chưa giống nhau")]
)
async def test_a_bad_password_is_refused_and_the_link_stays_good(
    house: House, new: str, again: str, reason: str
) -> None:
    token = token_on(await invite(await inviting(house), house))
    answer = await (await house.visitor()).client.post(
        f"/console/invitation/{token}", data={"new": new, "again": again}
    )
    assert answer.status_code == 422
    assert reason in answer.text
    assert new not in answer.text
    assert (await take_up(house, token))[1] == 303


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 5000, "%00", "..%2f..", "đ"])
async def test_an_invented_link_opens_nothing(house: House, token: str) -> None:
    visitor = await house.visitor()
    assert (await visitor.client.get(f"/console/invitation/{token}")).status_code == 404
    data = {"new": PASSWORD, "again": PASSWORD}
    assert (await visitor.client.post(f"/console/invitation/{token}", data=data)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"email": "OFFICER@congdoan.example"}, {"email": "khong phai"}, {"name": " "}, {"role": "king"}, {"unit": "x"}],
)
async def test_a_faulty_invitation_is_refused_and_keeps_what_was_typed(house: House, wrong: dict[str, str]) -> None:
    answer = await invite(await inviting(house), house, **wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    if "name" not in wrong:
        assert 'value="Vũ Thị Mới"' in answer.text


async def test_nobody_invites_into_another_unit_or_without_the_right(house: House) -> None:
    async with house.database.transaction() as tx:
        boss = await tx.get_one(Staff, house.staff["officer"].id)
        boss.role = Role.ADMIN
    visitor = await inviting(house, "officer")
    for unit in (house.units["south"].id, house.units["root"].id, "0" * 32):
        refused = await invite(visitor, house, unit=unit)
        assert refused.status_code == 422
        assert "Không có đơn vị này trong phạm vi của bạn." in refused.text
    assert (await invite(visitor, house)).status_code == 200
    async with house.database.transaction() as tx:
        invitation_id = await tx.scalar(select(StaffInvitation.id))
    for name in ("outsider", "trainer", "below"):
        other = await inviting(house, name)
        assert (await invite(other, house)).status_code == 404
        assert (await other.post(f"/staff/invitations/{invitation_id}/revoke")).status_code == 404


async def test_inviting_needs_a_confirmation_and_loses_nothing_typed(house: House) -> None:
    visitor = await house.visitor("admin")
    assert "/console/confirm?" in (await visitor.get("/staff/invite")).headers["location"]
    asked = await invite(visitor, house)
    assert asked.status_code == 403
    assert "Vũ Thị Mới" in asked.text


async def link_for(house: House, name: str, admin: Visitor) -> httpx.Response:
    return await admin.post(f"/staff/{house.staff[name].id}/password-link", {"sure": "1"})


async def test_who_forgot_the_password_chooses_a_new_one_and_still_needs_the_code(
    house: House, clock: ManualClock
) -> None:
    await demand(house, "officer")
    signed_in = await enter_password(house, "officer")
    phone, _ = await set_up(signed_in, house)
    token = token_on(await link_for(house, "officer", await inviting(house)))
    assert (await signed_in.get("/cases")).status_code == 200  # the old password holds until the link is used
    clock.advance(minutes=1)
    person, status = await take_up(house, token)
    assert status == 303
    assert "/sign-in?" in (await signed_in.get("/cases")).headers["location"]
    assert "/sign-in/code?" in (await person.get("/cases")).headers["location"]
    assert (await enter_code(person, phone.code())).status_code == 303
    assert (await person.get("/cases")).status_code == 200
    assert (await enter_password(house, "officer", PASSWORD)).client.cookies
    assert (await take_up(house, token))[1] == 404
    async with house.database.transaction() as tx:
        acts = list(await tx.scalars(select(AuditEvent.action)))
    assert {"staff.password_link_made", "staff.password_changed"} <= set(acts)


async def test_a_link_for_a_password_is_made_only_for_ones_own_people(house: House) -> None:
    async with house.database.transaction() as tx:
        (await tx.get_one(Staff, house.staff["officer"].id)).role = Role.ADMIN
    boss = await inviting(house, "officer")
    assert (await link_for(house, "outsider", boss)).status_code == 404
    assert (await link_for(house, "admin", boss)).status_code == 404
    assert (await link_for(house, "officer", boss)).status_code == 422  # the own one: on the account page
    token = token_on(await link_for(house, "below", boss))
    for name in ("outsider", "trainer"):
        assert (await link_for(house, "below", await inviting(house, name))).status_code == 404
    async with house.database.transaction() as tx:
        (await tx.get_one(Staff, house.staff["below"].id)).unit_id = house.units["south"].id
    assert (await take_up(house, token))[1] == 404  # moved out of the sender's reach since


async def test_an_account_that_is_switched_off_gets_no_new_password(house: House) -> None:
    admin = await inviting(house)
    token = token_on(await link_for(house, "below", admin))
    async with house.database.transaction() as tx:
        (await tx.get_one(Staff, house.staff["below"].id)).active = False
    assert (await take_up(house, token))[1] == 404
    assert (await link_for(house, "below", admin)).status_code == 422
