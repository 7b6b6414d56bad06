"""What a case page says about how long the words are kept, and who may hold them."""

from __future__ import annotations

import pytest

from grievances.model import Role, StaffMember
from grievances.privacy.erasure import Erasure
from grievances.privacy.keeping import Keeping
from tests.console.cast import House, field


async def closed(house: House) -> str:
    case_id = (await house.open("Nợ lương")).case_id
    data = {"version": str((await house.record(case_id)).version), "to": "resolved", "text": "Xong"}
    assert (await (await house.visitor("officer")).post(f"/cases/{case_id}/status", data)).status_code == 303
    return case_id


async def test_officers_see_when_a_case_will_be_erased(house: House) -> None:
    case_id = (await house.open()).case_id
    officer = await house.visitor("officer")
    assert "Sau khi đóng 24 tháng" in (await officer.get(f"/cases/{case_id}")).text
    page = (await officer.get(f"/cases/{await closed(house)}")).text
    assert "25/11/2028" in page
    assert "Giữ lại cho tố tụng" not in page


async def test_a_supervisor_holds_a_case_and_lets_it_go(both_houses: House) -> None:
    house = both_houses
    case_id = await closed(house)
    supervisor = await house.visitor("supervisor")
    empty = await supervisor.post(f"/cases/{case_id}/hold", {"text": "  "})
    assert empty.status_code == 422
    long = await supervisor.post(f"/cases/{case_id}/hold", {"text": "z" * 1001})
    assert "z" * 1001 in long.text
    assert (await supervisor.post(f"/cases/{case_id}/hold", {"text": "Tòa đang xử"})).status_code == 303
    page = (await (await house.visitor("officer")).get(f"/cases/{case_id}")).text
    assert "Đang giữ lại" in page
    assert "Tòa đang xử" in page
    assert "Tòa đang xử" not in (await (await house.visitor("admin")).get("/audit")).text
    assert (await supervisor.post(f"/cases/{case_id}/release")).status_code == 303
    assert (await supervisor.post(f"/cases/{case_id}/release")).status_code == 422
    assert "25/11/2028" in (await supervisor.get(f"/cases/{case_id}")).text


@pytest.mark.parametrize("who", ["officer", "outsider", "trainer", "custodian", "viewer"])
async def test_others_cannot_hold_or_release(house: House, who: str) -> None:
    case_id = await closed(house)
    visitor = await house.visitor(who)
    assert (await visitor.post(f"/cases/{case_id}/hold", {"text": "Giữ"})).status_code == 404
    assert (await visitor.post(f"/cases/{case_id}/release")).status_code == 404


async def test_an_erased_case_says_so(house: House) -> None:
    case_id = await closed(house)
    async with house.database.transaction() as tx:
        record = await house.record(case_id)
        await Erasure(house.vault, house.clock).erase(tx, await tx.merge(record))
        view = await Keeping(house.vault, house.clock, Erasure(house.vault, house.clock)).of_case(
            tx, _officer(house), case_id
        )
    assert view.erased_at is not None
    officer = await house.visitor("officer")
    page = await officer.get(f"/cases/{case_id}")
    assert "Nội dung đã xóa" in page.text
    assert "Nợ lương" not in page.text
    answer = await officer.post(f"/cases/{case_id}/note", {"version": field(page, "version"), "text": "Ghi thêm"})
    assert answer.status_code == 422
    assert "Ghi thêm" in answer.text


def _officer(house: House) -> StaffMember:
    staff, unit = house.staff["officer"], house.units["zone"]
    return StaffMember(staff.id, staff.email, staff.name, Role(staff.role), unit.id, unit.name, unit.path)
