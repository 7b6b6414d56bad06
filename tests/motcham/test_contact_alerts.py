"""Who guards identities hears that an officer asked for a contact, and the officer hears back; never a word of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from grievances.model import Role
from grievances.privacy.identity import Identities
from storage.database import Database
from storage.tables import CaseAlarm, CaseExclusion, OfficerAlert, Staff
from storage.vault import Vault
from tests.grievances.cast import MINE, Union, found_union, has_address, hire
from tests.motcham.test_officer_alerts import by_mail
from tests.support.clock import ManualClock
from tests.support.edges import MailServer, listening

PHONE = "chị Lan 0912 345 678"
WHY = "Cần hẹn gặp chị Lan ở xưởng 3"
WORDS = "Quản đốc xưởng 3 chửi công nhân"


@pytest.fixture
async def union(sqlite_database: Database, vault: Vault, clock: ManualClock) -> Union:
    return await found_union(sqlite_database, vault, clock)


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with listening(MailServer()) as server:
        yield server


async def with_contact(union: Union, unit: str = "mill") -> str:
    case_id = (await union.open(unit, WORDS)).case_id
    async with union.database.transaction() as tx:
        await union.cases.set_contact(tx, MINE, case_id, PHONE)
    return case_id


async def ask(union: Union, case_id: str, who: str = "mill") -> None:
    async with union.database.transaction() as tx:
        await Identities(union.vault, union.clock).ask(tx, union.staff[who], case_id, WHY)


async def decide(union: Union, grant: bool = True, who: str = "custodian") -> None:
    identities = Identities(union.vault, union.clock)
    async with union.database.transaction() as tx:
        [request] = (await identities.page(tx, union.staff[who], False, 1)).requests
        await identities.decide(tx, union.staff[who], request.id, grant, "Lý do kín của người giữ danh tính")


async def called(union: Union) -> list[tuple[str, str]]:
    """Who is called to what."""
    names = {member.id: name for name, member in union.staff.items()}
    async with union.database.transaction() as tx:
        alerts = (await tx.scalars(select(OfficerAlert).order_by(OfficerAlert.id))).all()
    return [(names[alert.staff_id], alert.event) for alert in alerts]


def text_of(mail: MailServer, place: int) -> str:
    body = mail.mails[place].get_body(("plain",))
    return str(body.get_content()) if body else ""


@pytest.mark.parametrize("grant", [True, False])
async def test_the_custodian_is_called_and_the_officer_hears_that_it_was_decided(
    union: Union, mail: MailServer, grant: bool
) -> None:
    await has_address(union, "custodian", "mill", "admin", "south")
    await ask(union, await with_contact(union))
    assert await by_mail(union, mail).drain() == 1
    assert mail.mails[0]["To"] == "custodian@congdoan.example"
    assert "Có cán bộ xin xem liên hệ, chờ bạn quyết định: PA-000001." in text_of(mail, 0)
    await decide(union, grant)
    assert await by_mail(union, mail).drain() == 1
    assert mail.mails[1]["To"] == "mill@congdoan.example"
    assert "Yêu cầu xem liên hệ của bạn đã có quyết định: PA-000001." in text_of(mail, 1)
    for place in (0, 1):
        for secret in ("Lan", "0912", "xưởng", "Lý do kín", "Cán bộ mill", "đồng ý", "từ chối"):
            assert secret not in text_of(mail, place) + str(mail.mails[place]["Subject"])


async def test_who_left_no_address_is_passed_over_for_the_custodian_above(union: Union) -> None:
    async with union.database.transaction() as tx:
        union.staff["top"] = await hire(tx, union.clock, "top", Role.CUSTODIAN, union.units["root"])
    await has_address(union, "top")
    await ask(union, await with_contact(union))
    assert await called(union) == [("top", "contact_asked")]
    await has_address(union, "custodian")
    await ask(union, await with_contact(union))
    assert await called(union) == [("top", "contact_asked"), ("custodian", "contact_asked")]


async def test_a_custodian_of_another_unit_whom_it_is_about_or_who_asked_is_not_called(union: Union) -> None:
    async with union.database.transaction() as tx:
        union.staff["far"] = await hire(tx, union.clock, "far", Role.CUSTODIAN, union.units["south"])
    await has_address(union, "custodian", "far", "north")
    case_id = await with_contact(union)
    async with union.database.transaction() as tx:
        about = union.staff["custodian"].id
        tx.add(CaseExclusion(case_id=case_id, staff_id=about, cause="named", at=union.clock()))
        (await tx.get_one(Staff, union.staff["north"].id)).role = Role.CUSTODIAN
    await ask(union, case_id, "north")
    assert await called(union) == []


async def test_when_another_custodian_was_faster_nobody_is_called_any_more(union: Union, mail: MailServer) -> None:
    await has_address(union, "custodian")
    await ask(union, await with_contact(union))
    await decide(union)
    assert await by_mail(union, mail).drain() == 0
    assert mail.mails == []


async def test_what_the_worker_took_back_calls_nobody_any_more(union: Union, mail: MailServer) -> None:
    await has_address(union, "custodian")
    case_id = await with_contact(union)
    await ask(union, case_id)
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, MINE, case_id)
    assert await by_mail(union, mail).drain() == 0


async def test_who_took_an_alarm_and_sees_the_contact_by_rule_calls_no_custodian(union: Union) -> None:
    await has_address(union, "custodian")
    case_id = (await union.cry()).case_id
    async with union.database.transaction() as tx:
        await union.cases.set_contact(tx, MINE, case_id, PHONE)
        alarm = await tx.get_one(CaseAlarm, case_id)
        alarm.taken_at, alarm.taken_by = union.clock(), union.staff["mill"].id
    await ask(union, case_id)
    assert await called(union) == []
