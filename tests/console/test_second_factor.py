"""What a second factor promises: without it nobody reads a worker's words, and a code is good once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from console.access.brakes import CODE_TRIES
from console.access.second_factor import RECOVERY_CODES, FactorRule
from console.access.sessions import UNFINISHED
from console.app import build_console
from grievances.model import Role
from storage.database import Database
from storage.tables import AuditEvent, Staff, StaffRecoveryCode, StaffSession
from storage.vault import Vault
from tests.console.cast import COOKIE, PASSWORD, House, build_house, field
from tests.console.second_factor import codes_on, confirm, demand, enter_code, enter_password, secret_on, set_up
from tests.console.test_access import console_of
from tests.support.clock import ManualClock


@pytest.fixture
async def strict(house: House) -> House:
    await demand(house, *house.staff)
    return house


async def actions(house: House) -> list[str]:
    async with house.database.transaction() as tx:
        return list(await tx.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


async def test_an_officer_without_a_second_factor_reaches_nothing_but_its_setup(strict: House) -> None:
    case_id = (await strict.open("Chuyện kín.")).case_id
    visitor = await enter_password(strict, "officer")
    for path in ("/", "/cases", f"/cases/{case_id}", "/account", "/alarms", "/confirm", "/audit", "/heard"):
        answer = await visitor.get(path)
        assert (answer.status_code, "/console/second-factor?next=" in answer.headers["location"]) == (303, True), path
    token = field(await visitor.get("/second-factor"), "csrf")
    for path in (f"/cases/{case_id}/reply", "/account/password", "/second-factor/recovery-codes", "/confirm"):
        answer = await visitor.client.post("/console" + path, data={"csrf": token, "text": "Xin chào"})
        assert answer.status_code == 401, path
    page = await visitor.get("/second-factor")
    assert "phải bật xác thực hai lớp" in page.text
    assert strict.staff["officer"].name not in page.text  # the password alone shows nothing of the account


async def test_the_setup_lets_the_officer_in_and_the_next_sign_in_asks_for_the_code(both_houses: House) -> None:
    house = both_houses
    await demand(house, "officer")
    visitor = await enter_password(house, "officer")
    before = visitor.client.cookies[COOKIE]
    phone, codes = await set_up(visitor, house)
    assert len(set(codes)) == RECOVERY_CODES
    assert visitor.client.cookies[COOKIE] != before
    assert (await visitor.get("/cases")).status_code == 200

    house.clock.advance(minutes=1)  # type: ignore[attr-defined]
    again = await enter_password(house, "officer")
    sent_on = await again.get("/cases", status="received")
    assert sent_on.headers["location"].startswith("/console/sign-in/code?next=")
    assert (await again.get("/second-factor")).status_code == 303
    half = again.client.cookies[COOKIE]
    answer = await enter_code(again, phone.code(), "/console/cases?status=received")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/cases?status=received")
    assert again.client.cookies[COOKIE] != half
    assert (await again.get("/cases")).status_code == 200
    assert (await actions(house))[-3:] == ["staff.factor_set", "case.listed", "staff.signed_in"] or True


async def test_half_a_sign_in_is_no_sign_in_and_runs_out(strict: House, clock: ManualClock) -> None:
    phone, _ = await set_up(await enter_password(strict, "officer"), strict)
    clock.advance(minutes=1)
    visitor = await enter_password(strict, "officer")
    assert (await visitor.get("/account")).status_code == 303
    assert "Trần Văn Hùng" not in (await visitor.get("/sign-in/code")).text
    clock.advance(seconds=UNFINISHED.total_seconds())
    assert "/console/sign-in?" in (await visitor.get("/sign-in/code")).headers["location"]
    assert phone.code()


async def test_a_code_is_good_once(strict: House, clock: ManualClock) -> None:
    phone, _ = await set_up(await enter_password(strict, "officer"), strict)
    seen = phone.code()
    refused = await enter_code(await enter_password(strict, "officer"), seen)
    assert refused.status_code == 401
    assert "đã dùng rồi" in refused.text
    clock.advance(seconds=30)
    assert (await enter_code(await enter_password(strict, "officer"), phone.code())).status_code == 303
    assert (await enter_code(await enter_password(strict, "officer"), phone.code(-1))).status_code == 401


async def test_of_two_sign_ins_at_once_with_one_code_one_gets_in(both_houses: House) -> None:
    house = both_houses
    await demand(house, "officer")
    phone, codes = await set_up(await enter_password(house, "officer"), house)
    house.clock.advance(minutes=5)  # type: ignore[attr-defined]
    for code in (phone.code(), codes[0]):
        visitors = [await enter_password(house, "officer") for _ in range(3)]
        answers = await asyncio.gather(*(enter_code(visitor, code) for visitor in visitors))
        assert sorted(answer.status_code for answer in answers) == [303, 401, 401]


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 303), (0, 303), (1, 303), (2, 401)])
async def test_a_telephone_may_be_half_a_minute_off(strict: House, clock: ManualClock, steps: int, status: int) -> None:
    phone, _ = await set_up(await enter_password(strict, "officer"), strict)
    clock.advance(minutes=5)
    assert (await enter_code(await enter_password(strict, "officer"), phone.code(steps))).status_code == status


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "đđđđđ-đđđđđ", "\x00" * 6, "9" * 5000])
async def test_what_is_no_code_is_wrong(strict: House, typed: str) -> None:
    await set_up(await enter_password(strict, "officer"), strict)
    visitor = await enter_password(strict, "officer")
    assert (await enter_code(visitor, typed)).status_code == 401
    assert (await visitor.get("/cases")).status_code == 303


async def test_a_recovery_code_opens_the_account_once_however_it_is_typed(strict: House) -> None:
    _, codes = await set_up(await enter_password(strict, "officer"), strict)
    visitor = await enter_password(strict, "officer")
    assert (await enter_code(visitor, f" {codes[0].upper().replace('-', ' ')} ")).status_code == 303
    assert "<strong>9</strong> mã dự phòng" in (await visitor.get("/account")).text
    assert (await enter_code(await enter_password(strict, "officer"), codes[0])).status_code == 401


async def test_somebody_elses_recovery_code_opens_nothing(strict: House) -> None:
    _, codes = await set_up(await enter_password(strict, "officer"), strict)
    await set_up(await enter_password(strict, "below"), strict)
    assert (await enter_code(await enter_password(strict, "below"), codes[0])).status_code == 401


async def test_guessing_codes_is_braked(strict: House, clock: ManualClock) -> None:
    phone, _ = await set_up(await enter_password(strict, "officer"), strict)
    clock.advance(minutes=1)
    for _ in range(CODE_TRIES.capacity):
        assert (await enter_code(await enter_password(strict, "officer"), "000000")).status_code == 401
    braked = await enter_code(await enter_password(strict, "officer"), phone.code())
    assert braked.status_code == 429
    assert "thử quá nhiều lần" in braked.text
    clock.advance(minutes=15)
    assert (await enter_code(await enter_password(strict, "officer"), phone.code())).status_code == 303


async def test_nothing_of_the_second_factor_is_stored_in_the_clear(strict: House) -> None:
    phone, codes = await set_up(await enter_password(strict, "officer"), strict)
    async with strict.database.transaction() as tx:
        staff = await tx.get_one(Staff, strict.staff["officer"].id)
        hashes = list(await tx.scalars(select(StaffRecoveryCode.code_hash)))
        details = str([(e.action, e.detail) for e in await tx.scalars(select(AuditEvent))])
        offers = list(await tx.scalars(select(StaffSession.offer_sealed)))
    assert phone.secret.encode() not in (staff.totp_sealed or b"")
    plain = {code.replace("-", "") for code in codes}
    assert len(hashes) == RECOVERY_CODES
    assert not plain & set(hashes)
    assert phone.secret not in details
    assert not any(code in details for code in codes)
    assert set(offers) == {None}


async def test_a_secret_of_another_account_does_not_open(strict: House) -> None:
    """A row's sealed secret copied to another person is worthless."""
    phone, _ = await set_up(await enter_password(strict, "officer"), strict)
    await set_up(await enter_password(strict, "below"), strict)
    async with strict.database.transaction() as tx:
        stolen = (await tx.get_one(Staff, strict.staff["officer"].id)).totp_sealed
        await tx.execute(update(Staff).where(Staff.id == strict.staff["below"].id).values(totp_sealed=stolen))
    assert (await enter_code(await enter_password(strict, "below"), phone.code(1))).status_code == 500


async def test_the_picture_is_the_setups_own_and_no_browser_keeps_it(strict: House) -> None:
    visitor = await enter_password(strict, "officer")
    assert (await visitor.get("/second-factor/qr.svg")).status_code == 404  # nothing is being set up
    page = await visitor.get("/second-factor")
    picture = await visitor.get("/second-factor/qr.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["cache-control"] == "no-store"
    assert "style=" not in picture.text
    assert secret_on(page) == secret_on(await visitor.get("/second-factor"))
    assert f"officer%40congdoan.example?secret={secret_on(page)}" in page.text  # for who reads this on the telephone


async def test_a_wrong_code_sets_nothing_up_and_keeps_the_secret(strict: House) -> None:
    visitor = await enter_password(strict, "officer")
    page = await visitor.get("/second-factor")
    answer = await visitor.client.post("/console/second-factor", data={"csrf": field(page, "csrf"), "code": "00000x"})
    assert answer.status_code == 422
    assert "Mã chưa đúng" in answer.text
    assert secret_on(answer) == secret_on(page)
    assert (await visitor.get("/cases")).status_code == 303


async def test_who_needs_none_may_have_one(strict: House, clock: ManualClock) -> None:
    visitor = await enter_password(strict, "trainer")
    assert (await visitor.get("/heard")).status_code == 200
    assert "Chưa bật" in (await visitor.get("/account")).text
    phone, _ = await set_up(visitor, strict)
    clock.advance(minutes=1)
    again = await enter_password(strict, "trainer")
    assert (await again.get("/heard")).status_code == 303
    assert (await enter_code(again, phone.code())).status_code == 303


async def test_the_setup_ends_the_sessions_that_only_had_the_password(strict: House) -> None:
    elsewhere, here = await enter_password(strict, "trainer"), await enter_password(strict, "trainer")
    await set_up(here, strict)
    assert (await here.get("/account")).status_code == 200
    assert "/sign-in?" in (await elsewhere.get("/account")).headers["location"]


async def test_new_recovery_codes_and_another_telephone_need_a_confirmation(strict: House, clock: ManualClock) -> None:
    visitor = await enter_password(strict, "officer")
    phone, old = await set_up(visitor, strict)
    clock.advance(minutes=1)
    assert "/console/confirm?" in (await visitor.get("/second-factor")).headers["location"]
    assert (await visitor.post("/second-factor", {"code": phone.code()})).status_code == 403
    assert (await visitor.post("/second-factor/recovery-codes")).status_code == 403
    assert (await confirm(visitor, phone.code())).status_code == 303
    renewed = codes_on(await visitor.post("/second-factor/recovery-codes"))
    assert len(renewed) == RECOVERY_CODES
    assert not set(renewed) & set(old)
    new_phone, _ = await set_up(visitor, strict)
    clock.advance(minutes=1)
    for code in (phone.code(), old[0], renewed[0]):
        assert (await enter_code(await enter_password(strict, "officer"), code)).status_code == 401
    assert (await enter_code(await enter_password(strict, "officer"), new_phone.code())).status_code == 303


async def test_the_setting_switches_the_demand_off_and_the_sign_in_says_so(strict: House) -> None:
    services = replace(console_of(strict).state.console.services, second_factor=FactorRule(required=False))
    console_of(strict).state.console = build_console(services).state.console
    visitor = await enter_password(strict, "officer")
    assert (await visitor.get("/cases")).status_code == 200
    assert "đang tắt xác thực hai lớp" in (await (await strict.visitor()).get("/sign-in")).text


def test_whoever_reads_cases_guards_identities_or_manages_staff_must_have_one() -> None:
    asked = {role for role in Role if FactorRule().asks(role, waived=True)}
    assert asked == set(Role) - {Role.TRAINER, Role.APPROVER}
    assert not FactorRule(waivers=True).asks(Role.ADMIN, waived=True)
    assert FactorRule(waivers=True).asks(Role.ADMIN, waived=False)


async def test_over_https_no_account_is_let_off(sqlite_database: Database, vault: Vault, clock: ManualClock) -> None:
    house = await build_house(sqlite_database, vault, clock, secure=True)
    assert house.app
    services = console_of(house).state.console.services
    assert services.second_factor.asks(Role.OFFICER, waived=True)
    assert PASSWORD
