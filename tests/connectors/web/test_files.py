"""A file of an officer on the web page: for the chat that got it, to be kept, and for nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from connectors.outbox import OutboxNotifier
from grievances.evidence.check import cleaned
from grievances.evidence.kinds import Clean, Kind
from grievances.media import erase_of, sealed_media
from grievances.messages import file_notice
from grievances.model import CaseKind, Category
from grievances.notices import NoticeFile
from grievances.units import create_unit
from grievances.worker import OpenRequest, WorkerCases
from storage.tables import Conversation
from tests.connectors.web.conftest import Phone
from tests.connectors.web.service import ChatService
from tests.grievances.evidence import samples
from tests.support.clock import ManualClock


async def hand(service: ChatService, clock: ManualClock, clean: Clean, case_id: str = "") -> str:
    """Give the only chat a file, in a new case or in this one; returns the case."""
    async with service.database.transaction() as tx:
        chat = (await tx.scalars(select(Conversation.id))).one()
        if not case_id:
            await create_unit(tx, "root", "Liên đoàn Lao động", None, is_intake=True)
            cases = WorkerCases(service.vault, clock)
            request = OpenRequest(CaseKind.GRIEVANCE, Category.WAGES, chat, "web", "x")
            case_id = (await cases.open(tx, request)).case_id
        item = sealed_media(service.vault, clock, clean)
        item.case_id = case_id
        tx.add(item)
        await tx.flush()
        notice = file_notice(item.id, NoticeFile(item.id, item.mime, item.size))
        await OutboxNotifier(service.vault, clock).notify(tx, chat, notice)
    return case_id


@pytest.mark.parametrize("kind", ["paper", "photo"])
async def test_the_worker_downloads_what_the_officer_gave(
    phone: Phone, service: ChatService, clock: ManualClock, kind: str
) -> None:
    await phone.start()
    await phone.shown()
    clean = cleaned(samples.pdf() if kind == "paper" else samples.jpeg(1600, 1200))
    await hand(service, clock, clean)
    shown = (await phone.shown())[-1]
    assert (shown["text"], shown["file"]["picture"]) == ("", kind == "photo")
    answer = await phone.http.get(shown["file"]["address"])
    assert answer.content == clean.body
    assert answer.headers["content-disposition"].startswith('attachment; filename="cong-doan-')
    assert answer.headers["content-type"] == ("image/jpeg" if kind == "photo" else "application/octet-stream")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]
    if kind == "photo":
        small = await phone.http.get(shown["file"]["address"], params={"small": "1"})
        assert small.content == clean.preview


async def test_a_page_in_disguise_is_never_shown_as_one(phone: Phone, service: ChatService, clock: ManualClock) -> None:
    await phone.start()
    await phone.shown()
    await hand(service, clock, Clean(Kind.FILE, "text/html", b"<script>alert(1)</script>"))
    answer = await phone.http.get((await phone.shown())[-1]["file"]["address"])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_nobody_else_gets_it(phone: Phone, service: ChatService, clock: ManualClock) -> None:
    await phone.start()
    await phone.shown()
    await hand(service, clock, cleaned(samples.pdf()))
    address = (await phone.shown())[-1]["file"]["address"]
    other = Phone(service)
    async with other.http:
        assert (await other.http.get(address)).status_code == 401
        await other.start()
        refused = await other.http.get(address)
    assert refused.status_code == 404
    assert "%PDF" not in refused.text
    for odd in ("/api/chat/files/0", "/api/chat/files/99999999999999999999999999"):
        assert (await phone.http.get(odd)).status_code == 404


async def test_what_was_erased_or_left_is_gone(phone: Phone, service: ChatService, clock: ManualClock) -> None:
    await phone.start()
    await phone.shown()
    case_id = await hand(service, clock, cleaned(samples.pdf()))
    address = (await phone.shown())[-1]["file"]["address"]
    async with service.database.transaction() as tx:
        await erase_of(tx, case_id)
    gone = await phone.http.get(address)
    assert gone.status_code == 404
    assert "không còn được giữ" in gone.json()["error"]["message"]
    await phone.http.delete("/api/chat")
    assert (await phone.http.get(address)).status_code == 401
