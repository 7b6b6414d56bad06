"""An export tells what happened to the cases of a unit; words only when asked for, and the log knows of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from grievances.case_lines import CaseLines
from grievances.worker import Proof
from storage.errors import NotFound
from storage.tables import AuditEvent
from tests.grievances.cast import CHAT, Union

WORDS = "Quản đốc ép tăng ca không trả lương"
CONTACT = "0912 345 678"


async def exported(union: Union, who: str, unit: str, *, texts: bool = False) -> list[dict[str, Any]]:
    lines = CaseLines(union.database, union.vault, union.clock)
    found = lines.export(union.staff[who], union.units[unit].id, with_texts=texts)
    return [json.loads(line) async for line in found]


async def open_two(union: Union) -> list[str]:
    """One in the mill, with a contact, and one in the south."""
    mill, south = await union.open("mill", WORDS), await union.open("south", "Việc ở miền Nam")
    async with union.database.transaction() as tx:
        await union.cases.set_contact(tx, Proof(CHAT), mill.case_id, CONTACT)
    return [f"PA-{(await union.record(case.case_id)).number:06d}" for case in (mill, south)]


async def test_metadata_of_a_unit_and_below_without_any_word(union: Union) -> None:
    mill, south = await open_two(union)
    lines = await exported(union, "admin", "north")
    assert [line["number"] for line in lines] == [mill]
    assert lines[0]["status"] == "received"
    assert lines[0]["unit"] == "Công đoàn Nhà máy Dệt"
    assert "tăng ca" not in json.dumps(lines, ensure_ascii=False)
    assert {line["number"] for line in await exported(union, "admin", "root")} == {mill, south}


async def test_words_come_only_when_asked_for_and_a_contact_never(union: Union) -> None:
    await open_two(union)
    told = json.dumps(await exported(union, "admin", "mill", texts=True), ensure_ascii=False)
    assert WORDS in told
    assert CONTACT not in told
    assert CHAT not in told


async def test_the_log_tells_who_exported_what(union: Union) -> None:
    await open_two(union)
    await exported(union, "admin", "root", texts=True)
    async with union.database.transaction() as tx:
        event = (await tx.scalars(select(AuditEvent).where(AuditEvent.action == "case.exported"))).one()
    assert event.actor_id == union.staff["admin"].id
    assert event.detail == {"unit": union.units["root"].id, "rows": 2, "texts": True}


@pytest.mark.parametrize(("who", "unit"), [("mill", "mill"), ("south", "mill"), ("trainer", "north")])
async def test_who_may_not_export_gets_nothing_and_the_log_no_line(union: Union, who: str, unit: str) -> None:
    await open_two(union)
    with pytest.raises(NotFound):
        await exported(union, who, unit)
    async with union.database.transaction() as tx:
        assert await tx.scalar(select(AuditEvent.id).where(AuditEvent.action == "case.exported")) is None


async def test_a_long_list_is_exported_to_its_end(sqlite_union: Union, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grievances.case_lines._AT_ONCE", 2)
    for _ in range(5):
        await sqlite_union.open("mill", WORDS)
    assert len(await exported(sqlite_union, "admin", "root")) == 5
