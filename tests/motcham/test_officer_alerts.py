"""Officers hear of what waits for them, outside the console, and never a word of a case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from grievances.alerts.addresses import AddressKind, StaffAddresses
from grievances.alerts.officer_alerts import AlertEvent, OfficerAlerts
from grievances.alerts.outbox import QUIET, RETRIES, AlertOutbox
from grievances.routing.conflicts import Conflicts
from motcham.apprise_line import AppriseLine
from motcham.settings import Settings
from storage.database import Database
from storage.errors import ConfigError, RuleViolation
from storage.tables import OfficerAlert, StaffAddress
from storage.vault import Vault
from tests.grievances.cast import Union, found_union, has_address
from tests.support.clock import ManualClock
from tests.support.edges import MailServer, Telegram, listening

SECRET = "Tổ trưởng đánh tôi ở xưởng 3"
MAIL = "mailto://127.0.0.1:{port}?from=mot-cham@congdoan.example"


@pytest.fixture
async def union(sqlite_database: Database, vault: Vault, clock: ManualClock) -> Union:
    return await found_union(sqlite_database, vault, clock)


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with listening(MailServer()) as server:
        yield server


def outbox(union: Union, **settings: str) -> AlertOutbox:
    line = AppriseLine(Settings(**settings))  # type: ignore[arg-type]
    return AlertOutbox(union.database, union.vault, union.clock, line, "https://motcham.example")


def by_mail(union: Union, mail: MailServer) -> AlertOutbox:
    return outbox(union, alert_mail_url=MAIL.format(port=mail.port))


async def late(union: Union, case_id: str, who: str = "mill", occasion: str = "1") -> None:
    record = await union.record(case_id)
    async with union.database.transaction() as tx:
        await OfficerAlerts(union.clock).for_person(tx, record, union.staff[who].id, AlertEvent.PASSED, occasion)


async def test_an_emergency_reaches_the_officer_by_mail_at_once_without_a_word_of_it(
    union: Union, mail: MailServer
) -> None:
    await has_address(union, "mill", "south")
    await union.cry(SECRET)
    assert await by_mail(union, mail).drain() == 1
    assert await by_mail(union, mail).drain() == 0
    [got] = mail.mails
    text = got.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert got["To"] == "mill@congdoan.example"
    assert got["Subject"] == "Một Chạm: BÁO ĐỘNG KHẨN CẤP"
    assert "Báo động khẩn cấp chưa ai nhận: PA-000001." in text
    assert "Mở bảng làm việc: https://motcham.example/console" in text
    assert "xưởng" not in got.as_string() + text


async def test_a_hundred_cases_make_one_mail_and_then_there_is_quiet(union: Union, mail: MailServer) -> None:
    await has_address(union, "mill")
    for number in range(100):
        case_id = (await union.open(chat=f"{number:032x}")).case_id
        await late(union, case_id)
        await late(union, case_id)
    assert await by_mail(union, mail).drain() == 1
    text = mail.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "PA-000005 và 95 vụ việc khác." in text
    await late(union, case_id, occasion="2")
    assert await by_mail(union, mail).drain() == 0
    union.clock.advance(seconds=QUIET.total_seconds())
    assert await by_mail(union, mail).drain() == 1
    assert len(mail.mails) == 2


async def test_a_blocked_way_is_tried_again_and_given_up_at_last(union: Union, mail: MailServer) -> None:
    await has_address(union, "mill")
    await late(union, (await union.open()).case_id)
    mail.refuses = True
    for wait in (timedelta(0), *RETRIES):
        union.clock.now += wait
        assert await by_mail(union, mail).drain() == 0
    async with union.database.transaction() as tx:
        alert = (await tx.scalars(select(OfficerAlert))).one()
    assert (alert.attempts, alert.next_try_at, alert.sent_at) == (len(RETRIES) + 1, None, None)


async def test_a_way_that_opens_again_gets_what_waited(union: Union, mail: MailServer) -> None:
    await has_address(union, "mill")
    await late(union, (await union.open()).case_id)
    assert await outbox(union, alert_mail_url="mailto://127.0.0.1:1?from=a@congdoan.example").drain() == 0
    union.clock.now += RETRIES[0]
    assert await by_mail(union, mail).drain() == 1


async def test_whom_a_case_is_about_is_not_called_to_it(union: Union, mail: MailServer) -> None:
    await has_address(union, "mill")
    case_id = (await union.open()).case_id
    await late(union, case_id)
    async with union.database.transaction() as tx:
        await Conflicts(union.vault, union.clock, union.notifier).declare_own(tx, union.staff["mill"], case_id)
    await late(union, case_id, occasion="2")
    assert await by_mail(union, mail).drain() == 0
    assert mail.mails == []


async def test_telegram_gets_it_too(union: Union) -> None:
    async with union.database.transaction() as tx:
        addresses = StaffAddresses(union.vault, union.clock)
        await addresses.put(tx, union.staff["mill"], {AddressKind.TELEGRAM: "123456789", AddressKind.EMAIL: ""})
    await union.cry(SECRET)
    async with listening(Telegram()) as telegram:
        way = outbox(
            union,
            alert_telegram_token="123456789:abcdefghijklmnopqrstuvwxyz",
            telegram_api_base=f"http://127.0.0.1:{telegram.port}/bot",
        )
        assert await way.drain() == 1
    [said] = telegram.said
    assert said["path"].endswith("/sendMessage")
    assert str(said["chat_id"]) == "123456789"
    assert "Báo động khẩn cấp chưa ai nhận: PA-000001." in said["text"]
    assert "xưởng" not in said["text"]


async def test_addresses_are_sealed_and_checked(union: Union) -> None:
    addresses, mill = StaffAddresses(union.vault, union.clock), union.staff["mill"]
    async with union.database.transaction() as tx:
        for wrong in (
            {AddressKind.EMAIL: "thu@"},
            {AddressKind.EMAIL: "a@b.vn\nBcc: c@d.vn"},
            {AddressKind.TELEGRAM: "@x"},
        ):
            with pytest.raises(RuleViolation):
                await addresses.put(tx, mill, wrong)
        await addresses.put(tx, mill, {AddressKind.EMAIL: "thu@congdoan.example"})
    async with union.database.transaction() as tx:
        row = (await tx.scalars(select(StaffAddress))).one()
        assert b"thu@" not in row.address_sealed
        assert await addresses.of(tx, mill.id) == {AddressKind.EMAIL: "thu@congdoan.example"}
        await addresses.put(tx, mill, {AddressKind.EMAIL: ""})
        assert await addresses.of(tx, mill.id) == {}


def test_a_mail_address_that_is_none_is_told_at_the_start() -> None:
    with pytest.raises(ConfigError, match="ALERT_MAIL_URL"):
        AppriseLine(Settings(alert_mail_url="smtp.example.vn"))
