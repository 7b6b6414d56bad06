from __future__ import annotations

import httpx
import pytest
from sqlalchemy import select

from console.access.accounts import add_staff, load_member, set_password
from console.access.brakes import ACCOUNT_TRIES, ADDRESS_TRIES
from console.access.sessions import Sessions, session_key
from grievances.model import Role
from storage.database import Database
from storage.errors import NotFound, RuleViolation
from storage.tables import AuditEvent, Staff, StaffSession, ThrottleBucket
from storage.vault import Vault
from tests.console.cast import COOKIE, PASSWORD, SITE, House, Visitor, build_house, field
from tests.support.clock import ManualClock

OFFICER = "officer@congdoan.example"


async def sign_in(visitor: Visitor, email: str = OFFICER, password: str = PASSWORD, **more: str) -> httpx.Response:
    data = {"email": email, "password": password, **more}
    return await visitor.client.post("/console/sign-in", data=data)


async def actions(house: House) -> list[str]:
    async with house.database.transaction() as tx:
        return list(await tx.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


async def test_an_officer_signs_in_and_comes_to_the_cases(both_houses: House) -> None:
    visitor = await both_houses.visitor()
    page = await visitor.get("/sign-in")
    assert page.status_code == 200
    assert "Đăng nhập" in page.text

    answer = await sign_in(visitor, "  Officer@CongDoan.example ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert (await visitor.get("/")).headers["location"] == "/console/cases"
    assert (await visitor.get("/cases")).status_code == 200
    assert (await actions(both_houses))[0] == "staff.signed_in"


async def test_over_https_the_cookie_is_bound_to_the_host(
    sqlite_database: Database, vault: Vault, clock: ManualClock
) -> None:
    house = await build_house(sqlite_database, vault, clock, secure=True)
    transport = httpx.ASGITransport(app=house.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://console.test") as client:
        answer = await client.post("/console/sign-in", data={"email": OFFICER, "password": PASSWORD})
        assert answer.headers["set-cookie"].startswith("__Host-motcham_session=")
        assert "; Secure" in answer.headers["set-cookie"]
        assert "Path=/;" in answer.headers["set-cookie"]
        sent_on = await client.get("/console/cases")
        assert sent_on.headers["location"].startswith("/console/second-factor")  # no waiver where others can reach us
        assert (await client.get("/console/second-factor")).status_code == 200


async def test_only_a_hash_of_the_token_is_stored(house: House) -> None:
    visitor = await house.visitor()
    token = (await sign_in(visitor)).cookies[COOKIE]
    async with house.database.transaction() as tx:
        stored = (await tx.scalars(select(StaffSession))).one()
    assert len(token) >= 43
    assert stored.token_hash == session_key(token) != token


async def test_an_unknown_account_and_a_wrong_password_look_the_same(house: House) -> None:
    visitor = await house.visitor()
    wrong = await sign_in(visitor, OFFICER, "sai-mat-khau-roi")
    unknown = await sign_in(visitor, "khong-co@congdoan.example", "sai-mat-khau-roi")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace(OFFICER, "") == unknown.text.replace("khong-co@congdoan.example", "")
    assert "Email hoặc mật khẩu chưa đúng" in wrong.text
    assert "sai-mat-khau-roi" not in wrong.text
    assert await actions(house) == ["staff.sign_in_failed"] * 2
    async with house.database.transaction() as tx:
        assert set(await tx.scalars(select(AuditEvent.object_id))) == {house.staff["officer"].id, "unknown"}


async def test_the_password_may_be_typed_on_another_keyboard(house: House) -> None:
    async with house.database.transaction() as tx:
        await set_password(tx, house.staff["officer"].id, "Mật khẩu của tôi")
    visitor = await house.visitor()
    decomposed = "Mật khẩu của tôi"
    assert (await sign_in(visitor, OFFICER, decomposed)).status_code == 303


async def test_guessing_at_one_account_is_braked_and_goes_on_later(house: House, clock: ManualClock) -> None:
    visitor = await house.visitor()
    for _ in range(ACCOUNT_TRIES.capacity):
        assert (await sign_in(visitor, OFFICER, "sai-mat-khau-roi")).status_code == 401
    braked = await sign_in(visitor)
    assert braked.status_code == 429
    assert "thử quá nhiều lần" in braked.text
    clock.advance(minutes=15)
    assert (await sign_in(visitor)).status_code == 303


async def test_guessing_at_many_accounts_from_one_address_is_braked(house: House) -> None:
    visitor = await house.visitor()
    async with house.database.transaction() as tx:
        keys = house.vault.index("127.0.0.1", "signin.address")
        tx.add(ThrottleBucket(key=f"signin:{keys}", tokens=0.5, updated_at=house.clock()))
    assert (await sign_in(visitor, "ai-do@congdoan.example")).status_code == 429
    assert ADDRESS_TRIES.capacity > ACCOUNT_TRIES.capacity


async def test_right_sign_ins_do_not_use_up_the_tries(house: House) -> None:
    visitor = await house.visitor()
    for _ in range(ACCOUNT_TRIES.capacity + 2):
        assert (await sign_in(visitor)).status_code == 303


async def test_no_address_and_no_email_is_kept_by_the_brake(house: House) -> None:
    await sign_in(await house.visitor(), OFFICER, "sai-mat-khau-roi")
    async with house.database.transaction() as tx:
        keys = list(await tx.scalars(select(ThrottleBucket.key)))
    assert len(keys) == 2
    assert not any("127.0.0.1" in key or "officer" in key for key in keys)


async def test_signing_in_again_ends_the_session_that_the_browser_had(house: House) -> None:
    visitor = await house.visitor()
    first = (await sign_in(visitor)).cookies[COOKIE]
    second = (await sign_in(visitor)).cookies[COOKIE]
    assert first != second
    async with house.database.transaction() as tx:
        assert list(await tx.scalars(select(StaffSession.token_hash))) == [session_key(second)]


async def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    visitor = await house.visitor("officer")
    stolen = visitor.client.cookies[COOKIE]
    answer = await visitor.post("/sign-out")
    assert answer.status_code == 303
    assert "Bạn đã đăng xuất" in (await visitor.get("/sign-in")).text
    visitor.client.cookies.set(COOKIE, stolen)
    assert (await visitor.get("/cases")).status_code == 303


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (60, 303)])
async def test_an_idle_session_runs_out(house: House, clock: ManualClock, minutes: int, status: int) -> None:
    visitor = await house.visitor("officer")
    clock.advance(minutes=minutes)
    assert (await visitor.get("/cases")).status_code == status


async def test_a_busy_session_runs_out_after_half_a_day(house: House, clock: ManualClock) -> None:
    visitor = await house.visitor("officer")
    for _ in range(23):
        clock.advance(minutes=30)
        assert (await visitor.get("/cases")).status_code == 200
    clock.advance(minutes=30)
    assert (await visitor.get("/cases")).status_code == 303


async def test_an_account_that_is_switched_off_is_out_at_once(house: House) -> None:
    visitor = await house.visitor("officer")
    async with house.database.transaction() as tx:
        staff = await tx.get(Staff, house.staff["officer"].id)
        assert staff is not None
        staff.active = False
    assert (await visitor.get("/cases")).status_code == 303
    assert (await sign_in(await house.visitor())).status_code == 401


async def test_old_sessions_are_forgotten(house: House, clock: ManualClock) -> None:
    await house.visitor("officer")
    clock.advance(hours=2)
    await house.visitor("admin")
    async with house.database.transaction() as tx:
        assert list(await tx.scalars(select(StaffSession.staff_id))) == [house.staff["admin"].id]


async def test_who_follows_a_link_comes_back_to_it_after_signing_in(house: House) -> None:
    visitor = await house.visitor()
    sent_away = await visitor.get("/cases", status="received")
    assert sent_away.status_code == 303
    page = await visitor.client.get(sent_away.headers["location"])
    wanted = field(page, "next")
    assert wanted == "/console/cases?status=received"
    assert (await sign_in(visitor, next=wanted)).headers["location"] == wanted


@pytest.mark.parametrize(
    "hostile",
    [
        "https://evil.example/console/",
        "//evil.example/console/",
        "//[",
        "http://[::1",
        "/console//evil.example",
        "/console/\\evil.example",
        "javascript:alert(1)",
        "/chat",
        "/console/\x00",
        "/console/" + "a" * 2000,
    ],
)
async def test_after_signing_in_nobody_is_led_elsewhere(house: House, hostile: str) -> None:
    location = (await sign_in(await house.visitor(), next=hostile)).headers["location"]
    assert location == "/console/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("", ""),
        ("\x00", "\x00"),
        ("a" * 5000, "b" * 5000),
        ("' OR 1=1 --", "x" * 10),
        ("\ud800@x".encode("utf-8", "replace").decode(), "p"),
    ],
)
async def test_hostile_sign_ins_are_just_wrong(both_houses: House, email: str, password: str) -> None:
    answer = await sign_in(await both_houses.visitor(), email, password)
    assert answer.status_code == 401


async def test_an_email_is_shown_back_without_doing_anything(house: House) -> None:
    page = await sign_in(await house.visitor(), '"><script>alert(1)</script>', "x")
    assert "<script>alert" not in page.text


async def test_changing_the_password_ends_the_other_sessions(house: House) -> None:
    here, elsewhere = await house.visitor("officer"), await house.visitor("officer")
    new = "mot-mat-khau-moi-hon"
    answer = await here.post("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/account")
    assert "Đã đổi mật khẩu" in (await here.get("/account")).text
    assert "Đã đổi mật khẩu" not in (await here.get("/account")).text
    assert (await elsewhere.get("/account")).status_code == 303
    assert (await sign_in(await house.visitor())).status_code == 401
    assert (await sign_in(await house.visitor(), OFFICER, new)).status_code == 303
    assert "staff.password_changed" in await actions(house)


@pytest.mark.parametrize(
    ("old", "new", "again", "reason"),
    [
        ("sai-mat-khau-roi", "mot-mat-khau-moi", "mot-mat-khau-moi", "hiện tại chưa đúng"),
        (PASSWORD, "ngan", "ngan", "ít nhất 10 ký tự"),
        (PASSWORD, "a" * 300, "a" * 300, "tối đa 200"),
        (PASSWORD, "mot-mat-khau-moi", "mot-mat-khau-khac", "chưa giống nhau"),
        ("", "", "", "hiện tại chưa đúng"),
    ],
)
async def test_a_password_is_changed_only_by_the_rules(
    house: House, old: str, new: str, again: str, reason: str
) -> None:
    visitor = await house.visitor("officer")
    answer = await visitor.post("/account/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert reason in answer.text
    assert (await sign_in(await house.visitor())).status_code == 303


async def test_an_account_is_added_and_can_sign_in(house: House) -> None:
    async with house.database.transaction() as tx:
        unit_id = house.units["mill"].id
        staff = await add_staff(tx, house.clock, " Moi@X.example ", "Người Mới", Role.OFFICER, unit_id, "0123456789")
        member = await load_member(tx, staff.id)
    assert (member.email, member.role, member.unit_path) == ("moi@x.example", Role.OFFICER, house.units["mill"].path)
    assert (await sign_in(await house.visitor(), "moi@x.example", "0123456789")).status_code == 303


@pytest.mark.parametrize(
    ("email", "name", "unit", "password"),
    [
        ("OFFICER@congdoan.example", "Trùng", "mill", "0123456789"),
        ("khong phai email", "Tên", "mill", "0123456789"),
        ("@", "Tên", "mill", "0123456789"),
        ("a@b.example" * 30, "Tên", "mill", "0123456789"),
        ("a@b.example", "  ", "mill", "0123456789"),
        ("a@b.example", "Tên", "mill", "012345678"),
        ("a@b.example", "Tên", "nowhere", "0123456789"),
    ],
)
async def test_a_faulty_account_is_refused_with_a_reason(
    house: House, email: str, name: str, unit: str, password: str
) -> None:
    unit_id = house.units[unit].id if unit in house.units else "f" * 32
    async with house.database.transaction() as tx:
        with pytest.raises(RuleViolation, match=r"\w+"):
            await add_staff(tx, house.clock, email, name, Role.OFFICER, unit_id, password)


async def test_an_unknown_account_has_no_member_and_no_password(house: House) -> None:
    async with house.database.transaction() as tx:
        with pytest.raises(NotFound):
            await load_member(tx, "f" * 32)
        with pytest.raises(NotFound):
            await set_password(tx, "f" * 32, "0123456789")


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "%00", "é"])
async def test_an_invented_session_is_no_session(house: House, token: str) -> None:
    async with house.database.transaction() as tx:
        assert await Sessions(house.clock).resume(tx, token) is None
    answer = await (await house.visitor()).client.get(
        f"{SITE}/console/cases", headers={b"cookie": f"{COOKIE}={token}".encode()}
    )
    assert answer.status_code == 303
