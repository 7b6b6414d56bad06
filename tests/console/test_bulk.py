"""Acts on many cases in the console."""

from __future__ import annotations

import re

from grievances.model import Severity, Status
from tests.console.cast import House, Visitor


async def choose(visitor: Visitor, **fields: object) -> str:
    answer = await visitor.post("/cases/bulk", dict(fields))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/console")


async def test_choosing_looking_doing_and_undoing(both_houses: House) -> None:
    house = both_houses
    cases = [(await house.open()).case_id for _ in range(2)]
    visitor = await house.visitor("officer")
    listed = (await visitor.get("/cases")).text
    assert listed.count('name="case" value="') == 2
    act = await choose(visitor, case=cases, act="severity", severity_to="urgent")
    preview = (await visitor.get(act)).text
    assert "Thực hiện với 2 vụ việc" in preview
    assert "không nhận tin nào" in preview
    assert (await visitor.post(f"{act}/go-on")).status_code == 303
    assert "Đã thay đổi 2 vụ việc" in (await visitor.get(act)).text
    assert (await house.record(cases[0])).severity == Severity.URGENT
    await visitor.post(f"{act}/undo")
    assert "Đã hoàn tác 2 vụ việc" in (await visitor.get(act)).text
    assert (await house.record(cases[0])).severity == Severity.NORMAL


async def test_the_preview_says_that_messages_cannot_be_taken_back(house: House) -> None:
    case_id = (await house.open()).case_id
    visitor = await house.visitor("officer")
    act = await choose(visitor, case=[case_id], act="status", status_to="resolved", status_text="Công ty đã trả đủ.")
    page = (await visitor.get(act)).text
    assert "không hoàn tác được" in page
    assert "Công ty đã trả đủ." in page
    await visitor.post(f"{act}/go-on")
    assert "Hoàn tác</button>" not in (await visitor.get(act)).text
    assert (await house.record(case_id)).status == Status.RESOLVED


async def test_everything_that_the_filter_means(house: House) -> None:
    cases = [(await house.open()).case_id for _ in range(3)]
    hidden = (await house.open(unit="south")).case_id
    visitor = await house.visitor("officer")
    act = await choose(visitor, everything="1", back="category=wages", act="tag", tag_text="nợ lương")
    page = (await visitor.get(act)).text
    assert set(re.findall(r"/console/cases/([0-9a-f]{32})\"", page)) == set(cases)
    assert hidden not in page


async def test_nothing_chosen_is_a_clear_answer(house: House) -> None:
    visitor = await house.visitor("officer")
    for fields in ({"act": "take"}, {"act": "dance", "case": ["x"]}, {}):
        answer = await visitor.post("/cases/bulk", fields)
        assert answer.status_code == 422
        assert "Chưa vụ việc nào bị thay đổi" in answer.text


async def test_strangers_and_readers_find_no_door(house: House) -> None:
    case_id = (await house.open()).case_id
    act = await choose(await house.visitor("officer"), case=[case_id], act="take")
    for name in ("outsider", "trainer", "admin"):
        visitor = await house.visitor(name)
        assert (await visitor.get(act)).status_code == 404, name
        assert (await visitor.post(f"{act}/go-on")).status_code == 404, name
        assert (await visitor.post(f"{act}/undo")).status_code == 404, name
    outsider = await house.visitor("outsider")
    assert (await outsider.post("/cases/bulk", {"case": [case_id], "act": "take"})).status_code == 404
    assert (await house.record(case_id)).assignee_id is None
