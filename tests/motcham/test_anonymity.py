"""Anonymous stays anonymous: one whole journey, then every place where something could be left behind is searched."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Request, Response
from sqlalchemy import select

from actions.server import actions_router
from actions.services import ActionServices
from connectors.accounts import ensure_account
from connectors.inbox import Inbox
from connectors.messages import ChannelKind, EventKind, InboundEvent
from connectors.wakeups import LocalWakeup
from console.audit.words import ACTION_NAMES
from grievances.media import keep_media
from knowledge.library import Library
from storage.database import Database
from storage.tables import Base, CaseRecord, Conversation
from storage.vault import Vault
from tests.actions.seam import SECRET, Worker
from tests.console.cast import House, Visitor, build_house
from tests.support.clock import ManualClock

PLATFORM_ID = "zalo-user-4711223344556677"
WORDS = "Quản đốc Hoành ở tổ cắt xúc phạm chị em"
MORE = "Chuyện xảy ra ở kho vải số bảy"
WORKPLACE = "Công ty May Ánh Dương Xanh"
PHONE = "0987 123 654"
ANSWER = "Công đoàn hẹn gặp ban giám đốc sáng thứ ba"
NOTE = "Ghi chú: giám đốc né tránh"
WHY = "Xin xem liên hệ để mời làm chứng"
SAID = (WORDS, MORE, WORKPLACE, PHONE, ANSWER, NOTE, WHY)
# Where a conversation's pseudonym must stand for messages to go in order and acts to be done once (two days); nothing
# of a case is in these tables.
CHANNEL_TABLES = frozenset({"conversation", "inbox", "outbox", "button_token", "web_message", "handled_action"})


@pytest.fixture
async def house(sqlite_database: Database, vault: Vault, clock: ManualClock) -> House:
    return await build_house(sqlite_database, vault, clock)


@pytest.fixture
async def chat(house: House) -> str:
    """A conversation as a real message from the platform opens it; its pseudonym."""
    inbox = Inbox(house.database, house.vault, house.clock, LocalWakeup())
    async with house.database.transaction() as tx:
        account = await ensure_account(tx, ChannelKind.ZALO, "oa-1", "", house.clock)
    event = InboundEvent(EventKind.TEXT, "msg-1", PLATFORM_ID, house.clock(), text=WORDS)
    await inbox.accept(account.id, [event])
    async with house.database.transaction() as tx:
        return (await tx.scalars(select(Conversation.id))).one()


@pytest.fixture
async def worker(house: House, chat: str) -> AsyncIterator[Worker]:
    services = ActionServices(house.database, house.vault, house.clock, house.cases, Library({}, {}, {}))
    app = FastAPI()
    app.include_router(actions_router(services, SECRET))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://app") as client:
        yield Worker(client, chat, unit_id=house.units["zone"].id)


async def journey(house: House, worker: Worker, addresses: list[str]) -> tuple[str, str]:
    """A worker reports, adds everything, looks and rates; officers do what they do. The case and its code."""
    await worker.says(WORDS, "report_grievance")
    await worker.tap("Quấy rối")
    receipt = (await worker.tap("Đồng ý")).partition("Mã của bạn: ")[2][:17]
    async with house.database.transaction() as tx:
        media_id = await keep_media(tx, house.vault, house.clock, worker.id, "image", "image/png", b"\x89PNG kho vai")
    await worker.command("/share_media", media_id=media_id)
    case_id = str(worker.slots["case_id"])
    for command, said in (("add_details", MORE), ("add_workplace", WORKPLACE), ("add_contact", PHONE)):
        await worker.command(f'/{command}{{"case":"{case_id}"}}')
        await worker.says(said, "nlu_unknown")
    officer, custodian = await watched(house, "officer", addresses), await watched(house, "custodian", addresses)
    await officer.get("/cases")
    await officer.get(f"/cases/{case_id}")
    await act(house, officer, case_id, "reply", ANSWER)
    await act(house, officer, case_id, "note", NOTE)
    await officer.post(f"/cases/{case_id}/ask-contact", {"text": WHY})
    page = (await custodian.get("/identity")).text
    request = page[page.index("/decide") - 32 : page.index("/decide")]
    await custodian.post(f"/identity/{request}/decide", {"decision": "grant", "text": "Được"})
    assert PHONE in (await officer.get(f"/cases/{case_id}/contact")).text
    await act(house, officer, case_id, "status", "Đã giải quyết xong", to="resolved")
    await worker.command("/enter_code")
    assert "Đã giải quyết" in await worker.says(receipt, "nlu_unknown")
    await worker.command(f'/rate_case{{"case":"{case_id}","rating":"good"}}')
    return case_id, receipt


async def act(house: House, visitor: Visitor, case_id: str, form: str, text: str, **more: str) -> None:
    version = str((await house.record(case_id)).version)
    answer = await visitor.post(f"/cases/{case_id}/{form}", {"version": version, "text": text, **more})
    assert answer.status_code == 303, answer.text


async def watched(house: House, who: str, addresses: list[str]) -> Visitor:
    """A browser of which every address is noted down, as a proxy would."""
    visitor = await house.visitor(who)

    async def note(request: Request) -> None:
        addresses.append(str(request.url))

    async def follow(response: Response) -> None:
        addresses.append(response.headers.get("location", ""))

    visitor.client.event_hooks = {"request": [note], "response": [follow]}
    return visitor


async def readable(house: House) -> dict[str, str]:
    """Everything in the database that is not sealed, by table."""
    found: dict[str, str] = {}
    async with house.database.reading() as tx:
        for table in Base.metadata.sorted_tables:
            plain = [column for column in table.columns if not column.name.endswith("_sealed")]
            if plain:
                rows: Any = await tx.execute(select(*plain))
                found[table.name] = "\n".join(repr(tuple(row)) for row in rows)
    return found


async def test_a_whole_journey_leaves_no_trace_of_who_it_was(
    house: House, worker: Worker, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    addresses: list[str] = []
    with caplog.at_level(logging.INFO):
        case_id, receipt = await journey(house, worker, addresses)
    tables = await readable(house)
    code = receipt.removeprefix("CD-")
    secrets = [*SAID, PLATFORM_ID, receipt, code, code.replace("-", ""), "Hoành", "Ánh Dương"]

    everything = "\n".join(tables.values())
    assert case_id in everything
    assert [secret for secret in secrets if secret in everything] == []
    assert [name for name, rows in tables.items() if worker.id in rows and name not in CHANNEL_TABLES] == []
    assert [name for name in CHANNEL_TABLES if case_id in tables[name]] == []

    log = caplog.text
    assert [secret for secret in [*secrets, worker.id] if secret in log] == []
    assert len(addresses) > 20
    assert [secret for secret in [*secrets, worker.id] if any(secret in address for address in addresses)] == []

    await house.database.drop_old_pages()
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("test.sqlite*"))  # what a backup takes along
    assert case_id.encode() in raw
    assert [secret for secret in secrets if secret.encode() in raw] == []


async def test_the_audit_log_says_what_was_done_and_no_more(house: House, worker: Worker) -> None:
    await journey(house, worker, [])
    rows = (await readable(house))["audit_event"]
    for action in ("case.read", "identity.asked", "identity.granted", "identity.seen"):
        assert action in rows
        assert action in ACTION_NAMES
    assert worker.id not in rows


async def test_no_export_of_the_console_knows_who_it_was(house: House, worker: Worker) -> None:
    """Whatever can be downloaded; the contact goes out of no door but the custodian's."""
    case_id, receipt = await journey(house, worker, [])
    admin = await house.visitor("admin")
    for path in ("/cases", f"/cases/{case_id}", "/audit", "/audit.csv", "/cases.csv", "/reports", "/heard/file"):
        page = await admin.get(path)
        for secret in (PHONE, PLATFORM_ID, worker.id, receipt):
            assert secret not in page.text, path


async def test_a_case_has_no_column_for_a_person() -> None:
    columns = {column.name for column in CaseRecord.__table__.columns}
    assert not columns & {"conversation_id", "user_id", "chat_id", "phone", "address", "ip", "name"}
