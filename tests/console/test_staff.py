"""Managing accounts: only of the own unit and below, never one's own, never the last admin; and nothing unseen."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, update

from console.access.accounts import load_member
from console.access.people import PER_PAGE, People, PeopleFilter
from grievances.model import Role, StaffMember
from grievances.routing.leaving import Leaving
from storage.clock import new_id
from storage.errors import NotFound
from storage.tables import AuditEvent, Staff
from tests.console.cast import PASSWORD_HASH, House, Visitor, field
from tests.console.second_factor import confirm, demand, enter_code, enter_password, set_up
from tests.console.test_access import console_of
from tests.support.clock import ManualClock

SURE = {"sure": "1"}


async def hire(house: House, name: str, role: Role, unit: str) -> Staff:
    async with house.database.transaction() as tx:
        staff = Staff(
            id=new_id(),
            email=f"{name}@congdoan.example",
            name=f"Cán bộ {name}",
            password_hash=PASSWORD_HASH,
            role=role,
            unit_id=house.units[unit].id,
            created_at=house.clock(),
            second_factor_waived=True,
        )
        tx.add(staff)
    house.staff[name] = staff
    return staff


async def confirmed(house: House, name: str) -> Visitor:
    visitor = await house.visitor(name)
    assert (await confirm(visitor)).status_code == 303
    return visitor


async def now(house: House, name: str) -> Staff:
    async with house.database.transaction() as tx:
        return await tx.get_one(Staff, house.staff[name].id)


async def events(house: House, action: str) -> list[AuditEvent]:
    async with house.database.transaction() as tx:
        return list(await tx.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def placed(house: House, role: Role, unit: str) -> dict[str, str]:
    return {"role": role, "unit": house.units[unit].id, **SURE}


def service(house: House) -> People:
    console = console_of(house).state.console
    leaving = Leaving(house.vault, house.clock, house.notifier)
    return People(house.clock, console.sessions, console.factors, leaving)


async def member(house: House, name: str) -> StaffMember:
    async with house.database.transaction() as tx:
        return await load_member(tx, house.staff[name].id)


async def test_the_list_finds_by_name_without_marks_and_by_unit_role_and_state(both_houses: House) -> None:
    house = both_houses
    visitor = await house.visitor("admin")
    async with house.database.transaction() as tx:
        await tx.execute(update(Staff).where(Staff.id == house.staff["below"].id).values(active=False))
    everybody = (await visitor.get("/staff")).text
    assert "Đỗ Thị Lan" in everybody
    assert "Lê Thị Thu" not in everybody
    for params, name in (
        ({"q": "do lan"}, "Đỗ Thị Lan"),
        ({"q": "ĐỖ THỊ"}, "Đỗ Thị Lan"),
        ({"q": "outsider@"}, "Phạm Quốc Bảo"),
        ({"role": "trainer"}, "Đỗ Thị Lan"),
        ({"unit": house.units["south"].id}, "Phạm Quốc Bảo"),
        ({"active": "off"}, "Lê Thị Thu"),
    ):
        page = (await visitor.get("/staff", **params)).text
        assert "1 người" in page, params
        assert name in page, params
    for hostile in ({"q": "%"}, {"q": "' OR 1=1"}, {"unit": "x" * 500}, {"role": "king"}, {"page": "-9"}):
        assert (await visitor.get("/staff", **hostile)).status_code == 200


async def test_people_stand_where_a_vietnamese_reader_looks_for_them(both_houses: House) -> None:
    page = (await (await both_houses.visitor("admin")).get("/staff")).text
    names = [one.name for one in both_houses.staff.values()]
    assert sorted(names, key=lambda name: page.index(f">{name}</a>")) == [
        "Bùi Thị Mai",
        "Đỗ Thị Lan",
        "Hoàng Văn Nam",
        "Lê Thị Thu",
        "Nguyễn Thị Minh Châu",
        "Phạm Quốc Bảo",
        "Trần Văn Hùng",
        "Vũ Thị Hạnh",
    ]


async def test_a_long_list_comes_in_pages(house: House) -> None:
    for number in range(PER_PAGE):
        await hire(house, f"nguoi{number}", Role.VIEWER, "mill")
    visitor = await house.visitor("admin")
    one_page = (await visitor.get("/staff", page="2", q="nguoi")).text
    assert f"{PER_PAGE} người" in one_page
    assert "page=2" not in one_page
    total = len(house.staff)
    assert f"đang xem {PER_PAGE + 1}–{total}" in (await visitor.get("/staff", page="9")).text


async def test_a_head_of_a_unit_sees_only_the_own_people(house: House) -> None:
    await hire(house, "boss", Role.ADMIN, "zone")
    visitor = await confirmed(house, "boss")
    page = (await visitor.get("/staff", active="all")).text
    assert "Lê Thị Thu" in page
    for stranger in ("outsider", "admin"):
        assert house.staff[stranger].name not in page
        staff_id = house.staff[stranger].id
        assert (await visitor.get(f"/staff/{staff_id}")).status_code == 404
        for path, data in (
            ("place", placed(house, Role.TRAINER, "zone")),
            ("switch", {"to": "off", **SURE}),
            ("reset-factor", SURE),
        ):
            assert (await visitor.post(f"/staff/{staff_id}/{path}", data)).status_code == 404, path
        assert (await now(house, stranger)).active
    moved_out = await visitor.post(f"/staff/{house.staff['below'].id}/place", placed(house, Role.OFFICER, "south"))
    assert moved_out.status_code == 422
    assert "trong phạm vi của bạn" in moved_out.text


@pytest.mark.parametrize("name", ["officer", "outsider", "trainer"])
async def test_who_manages_nobody_finds_no_staff_pages(house: House, name: str) -> None:
    visitor = await confirmed(house, name)
    staff_id = house.staff["below"].id
    for path in ("/staff", f"/staff/{staff_id}", "/staff/invite"):
        assert (await visitor.get(path)).status_code == 404, path
    for path in (f"/staff/{staff_id}/place", f"/staff/{staff_id}/switch", f"/staff/{staff_id}/reset-factor"):
        assert (await visitor.post(path, {"to": "off", **SURE})).status_code == 404, path
    assert "/console/staff" not in (await visitor.get("/account")).text


async def test_another_role_ends_the_persons_sessions_and_is_audited(house: House) -> None:
    person = await house.visitor("below")
    admin = await confirmed(house, "admin")
    staff_id = house.staff["below"].id
    answer = await admin.post(f"/staff/{staff_id}/place", placed(house, Role.VIEWER, "zone"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/staff/{staff_id}")
    below = await now(house, "below")
    assert (below.role, below.unit_id) == (Role.VIEWER, house.units["zone"].id)
    assert "/sign-in?" in (await person.get("/cases")).headers["location"]
    (event,) = await events(house, "staff.placed")
    assert (event.actor_label, event.detail["from"], event.detail["to"]) == (
        "admin@congdoan.example",
        "officer",
        "viewer",
    )
    assert "Đổi vai trò hoặc đơn vị" in (await admin.get("/audit", group="access")).text


async def test_it_needs_a_tick_a_known_role_and_a_confirmation(house: House) -> None:
    visitor = await house.visitor("admin")
    path = f"/staff/{house.staff['below'].id}/place"
    assert (await visitor.post(path, placed(house, Role.VIEWER, "zone"))).status_code == 403
    await confirm(visitor)
    unsure = await visitor.post(path, {"role": "viewer", "unit": house.units["zone"].id})
    assert unsure.status_code == 422
    assert '<option value="viewer" selected>' in unsure.text
    for role in ("king", "", "ADMIN"):
        assert (await visitor.post(path, {"role": role, "unit": house.units["zone"].id, **SURE})).status_code == 422
    assert (await visitor.post(path, {"role": "viewer", "unit": "x", **SURE})).status_code == 422
    assert (await now(house, "below")).role == Role.OFFICER


async def test_nobody_changes_the_own_account_here(house: House) -> None:
    await hire(house, "second", Role.ADMIN, "root")
    visitor = await confirmed(house, "admin")
    own = house.staff["admin"].id
    assert "Đây là tài khoản của bạn" in (await visitor.get(f"/staff/{own}")).text
    for path, data in (
        ("place", placed(house, Role.OFFICER, "root")),
        ("switch", {"to": "off", **SURE}),
        ("reset-factor", SURE),
    ):
        assert (await visitor.post(f"/staff/{own}/{path}", data)).status_code == 422, path
    admin = await now(house, "admin")
    assert (admin.role, admin.active) == (Role.ADMIN, True)


async def test_of_two_admins_who_remove_each_other_at_once_one_is_left(both_houses: House) -> None:
    house = both_houses
    await hire(house, "second", Role.ADMIN, "root")
    first, second = await confirmed(house, "admin"), await confirmed(house, "second")
    tokens = [await first.token(), await second.token()]
    targets = [house.staff["second"].id, house.staff["admin"].id]
    await asyncio.gather(
        *(
            visitor.post(f"/staff/{target}/switch", {"csrf": token, "to": "off", **SURE})
            for visitor, token, target in zip((first, second), tokens, targets, strict=True)
        )
    )
    left = [(await now(house, name)).active for name in ("admin", "second")]
    assert sorted(left) == [False, True]


async def test_an_account_that_is_switched_off_is_out_and_can_come_back(house: House) -> None:
    person = await house.visitor("below")
    admin = await confirmed(house, "admin")
    path = f"/staff/{house.staff['below'].id}/switch"
    assert (await admin.post(path, {"to": "off", **SURE})).status_code == 303
    assert (await person.get("/cases")).status_code == 303
    assert not (await now(house, "below")).active
    assert (await admin.post(path, {"to": "on", **SURE})).status_code == 303
    assert (await now(house, "below")).active
    assert (await person.get("/cases")).status_code == 303  # the old session stays over
    assert len(await events(house, "staff.switched_off")) == len(await events(house, "staff.switched_on")) == 1


async def test_a_supervisor_helps_who_lost_the_telephone(house: House, clock: ManualClock) -> None:
    await hire(house, "head", Role.SUPERVISOR, "zone")
    await demand(house, "officer")
    person = await enter_password(house, "officer")
    phone, codes = await set_up(person, house)
    helper = await confirmed(house, "head")
    staff_id = house.staff["officer"].id
    page = await helper.get(f"/staff/{staff_id}")
    assert "Đặt lại xác thực hai lớp" in page.text
    assert "Khóa tài khoản" not in page.text
    assert (await helper.post(f"/staff/{staff_id}/switch", {"to": "off", **SURE})).status_code == 404
    assert (await helper.post(f"/staff/{staff_id}/reset-factor", SURE)).status_code == 303
    assert (await person.get("/cases")).status_code == 303
    (event,) = await events(house, "staff.factor_reset")
    assert (event.actor_label, event.object_id, event.detail) == ("head@congdoan.example", staff_id, {})
    clock.advance(minutes=1)
    again = await enter_password(house, "officer")
    assert "/second-factor?" in (await again.get("/cases")).headers["location"]
    new_phone, _ = await set_up(again, house)
    assert new_phone.secret != phone.secret
    assert (await enter_code(await enter_password(house, "officer"), codes[0])).status_code == 401


async def test_a_supervisor_takes_no_admins_second_factor(house: House) -> None:
    await hire(house, "head", Role.SUPERVISOR, "root")
    helper = await confirmed(house, "head")
    refused = await helper.post(f"/staff/{house.staff['admin'].id}/reset-factor", SURE)
    assert refused.status_code == 422
    assert "chỉ người quản trị" in refused.text
    assert await events(house, "staff.factor_reset") == []


async def test_a_right_that_was_lost_in_the_meantime_is_no_right(house: House) -> None:
    """The page was opened as admin; the act comes after the role is gone."""
    admin = await member(house, "admin")
    async with house.database.transaction() as tx:
        await tx.execute(update(Staff).where(Staff.id == admin.id).values(role=Role.OFFICER))
    people = service(house)
    async with house.database.transaction() as tx:
        with pytest.raises(NotFound):
            await people.switch_off(tx, admin, house.staff["below"].id)
        with pytest.raises(NotFound):
            await people.find(tx, admin, PeopleFilter(), 1)


async def taken_by(house: House, name: str, unit: str = "mill") -> str:
    case_id = (await house.open(unit=unit)).case_id
    visitor = await house.visitor(name)
    version = field(await visitor.get(f"/cases/{case_id}"), "version")
    assert (await visitor.post(f"/cases/{case_id}/take", {"version": version})).status_code == 303
    return case_id


async def test_before_an_account_goes_the_page_says_what_it_holds_and_who_can_take_over(both_houses: House) -> None:
    house = both_houses
    await hire(house, "colleague", Role.OFFICER, "mill")
    cases = [await taken_by(house, "below") for _ in range(2)]
    admin = await confirmed(house, "admin")
    address = f"/staff/{house.staff['below'].id}"
    page = (await admin.get(address)).text
    assert page.count("Người này đang phụ trách 2 vụ việc còn mở.") == 2  # beside both acts
    assert "Cán bộ colleague, Công đoàn cơ sở Công ty May An Phú" in page
    assert "Phạm Quốc Bảo" not in page
    answer = await admin.post(f"{address}/switch", {"to": "off", "heir": house.staff["colleague"].id, **SURE})
    assert answer.status_code == 303
    page = (await admin.get(address)).text
    assert "Đã khóa tài khoản và bàn giao vụ việc cho người bạn chọn." in page
    assert "đang phụ trách" not in page
    for case_id in cases:
        assert (await house.record(case_id)).assignee_id == house.staff["colleague"].id
    (event,) = await events(house, "staff.switched_off")
    assert event.detail == {"handed": 2, "released": 0}
    timeline = (await (await house.visitor("colleague")).get(f"/cases/{cases[0]}")).text
    assert "Lê Thị Thu không còn phụ trách vì tài khoản đã khóa. Cán bộ colleague nhận bàn giao." in timeline


async def test_who_is_moved_away_leaves_the_cases_to_the_unit(house: House) -> None:
    await hire(house, "colleague", Role.OFFICER, "mill")
    case_id = await taken_by(house, "below")
    admin = await confirmed(house, "admin")
    address = f"/staff/{house.staff['below'].id}"
    await admin.post(f"{address}/place", placed(house, Role.OFFICER, "south"))
    assert "nay chờ người nhận" in (await admin.get(address)).text
    assert (await house.record(case_id)).assignee_id is None
    assert (await (await house.visitor("below")).get(f"/cases/{case_id}")).status_code == 404
    untaken = (await (await house.visitor("colleague")).get("/cases", view="untaken")).text
    assert f"/cases/{case_id}" in untaken


@pytest.mark.parametrize("heir", ["outsider", "trainer", "below"])
async def test_a_stranger_takes_over_nothing_and_the_account_stays(house: House, heir: str) -> None:
    await taken_by(house, "below")
    admin = await confirmed(house, "admin")
    form = {"to": "off", "heir": house.staff[heir].id, **SURE}
    refused = await admin.post(f"/staff/{house.staff['below'].id}/switch", form)
    assert refused.status_code == 422
    assert "không nhận bàn giao được" in refused.text
    assert (await now(house, "below")).active


async def test_the_pages_carry_a_token_and_no_secrets(house: House) -> None:
    visitor = await house.visitor("admin")
    page = await visitor.get(f"/staff/{house.staff['officer'].id}")
    assert field(page, "csrf")
    assert PASSWORD_HASH not in page.text
