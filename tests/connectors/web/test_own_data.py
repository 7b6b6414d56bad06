"""A worker takes along what is kept of the chat on the web page; nobody else does."""

from __future__ import annotations

from sqlalchemy import select

from connectors.messages import Reply
from connectors.outbox import queue_reply
from grievances.model import CaseKind, Category
from grievances.privacy.my_data import MyData
from grievances.units import create_unit
from grievances.worker import OpenRequest, WorkerCases
from storage.tables import Conversation
from tests.connectors.web.conftest import Phone
from tests.connectors.web.service import ChatService
from tests.support.clock import ManualClock


async def test_what_is_kept_can_be_downloaded(phone: Phone, service: ChatService, clock: ManualClock) -> None:
    await phone.start()
    await phone.say("điều riêng tư")
    await phone.shown()
    async with service.database.transaction() as tx:
        await create_unit(tx, "root", "Liên đoàn Lao động", None, is_intake=True)
        chat = (await tx.scalars(select(Conversation.id))).one()
        cases = WorkerCases(service.vault, clock)
        opened = await cases.open(tx, OpenRequest(CaseKind.GRIEVANCE, Category.WAGES, chat, "web", "Nợ lương"))
    answer = await phone.http.get("/api/chat/data")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert [(case["viec"], case["trang_thai"], case["ma"]) for case in data["phan_anh"]] == [
        ("Tiền lương, thưởng", "Đã nhận", "CD-••••-••••-••••")
    ]
    assert data["tin_nhan_con_giu"] > 0
    for secret in ("Nợ lương", "điều riêng tư", opened.receipt, opened.case_id, chat):
        assert secret not in answer.text


async def test_who_has_everything_deleted_in_the_chat_reads_the_answer_on_the_open_page(
    phone: Phone, service: ChatService, clock: ManualClock
) -> None:
    """The page asks for what is newer than the last message that it saw, and that one is gone by then."""
    await phone.start()
    await phone.say("xóa dữ liệu của tôi")
    newest = (await phone.shown())[-1]["id"]
    async with service.database.transaction() as tx:
        chat = (await tx.scalars(select(Conversation.id))).one()
        await MyData(service.vault, clock, WorkerCases(service.vault, clock)).delete(tx, chat, with_words=True)
        await queue_reply(tx, service.vault, clock, chat, Reply("Mình đã xóa dữ liệu của bạn."), "done")
    await service.work()
    news = (await phone.http.get("/api/chat/messages", params={"after": newest})).json()
    assert [message["text"] for message in news["messages"]] == ["Mình đã xóa dữ liệu của bạn."]


async def test_another_phone_gets_only_its_own(phone: Phone, service: ChatService) -> None:
    await phone.start()
    await phone.shown()
    other = Phone(service)
    async with other.http:
        assert (await other.http.get("/api/chat/data")).status_code == 401
        await other.start()
        assert (await other.http.get("/api/chat/data")).json()["phan_anh"] == []
