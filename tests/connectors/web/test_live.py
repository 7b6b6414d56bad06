"""The chat page while an officer talks: each side sees that the other is writing."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from connectors.outbox import OutboxNotifier
from connectors.typing import TypingSigns
from grievances.live.desk import LiveDesk
from grievances.live.worker import LiveWorker
from storage.tables import Conversation
from tests.connectors.web.conftest import Phone
from tests.connectors.web.service import ChatService
from tests.grievances.cast import Union, found_union
from tests.support.clock import ManualClock


async def taken(phone: Phone, service: ChatService, clock: ManualClock) -> tuple[Union, str, str]:
    await phone.start()
    await phone.shown()
    union = await found_union(service.database, service.vault, clock)
    async with service.database.transaction() as tx:
        chat = (await tx.scalars(select(Conversation.id))).one()
    case_id = (await union.open(chat=chat)).case_id
    desk = LiveDesk(service.vault, clock, OutboxNotifier(service.vault, clock))
    async with service.database.transaction() as tx:
        await LiveWorker(service.vault, clock).ask(tx, chat, case_id)
        await desk.take(tx, union.staff["mill"], case_id)
    await service.work()
    clock.advance(seconds=1)
    return union, chat, case_id


async def test_the_page_learns_that_an_officer_talks_and_types(
    phone: Phone, service: ChatService, clock: ManualClock
) -> None:
    assert (await phone.http.get("/api/chat/messages")).status_code == 401
    union, chat, case_id = await taken(phone, service, clock)
    first = (await phone.http.get("/api/chat/messages")).json()
    assert (first["live"], first["typed"]) == (True, None)
    waiting = asyncio.create_task(phone.http.get(f"/api/chat/messages?after={first['after']}&typed="))
    await asyncio.sleep(0.1)
    desk = LiveDesk(service.vault, clock, OutboxNotifier(service.vault, clock))
    async with service.database.transaction() as tx:
        assert await desk.types(tx, union.staff["mill"], case_id) == chat
    signs = TypingSigns(service.database, service.vault, {service.account_id: service.channel})
    await signs.show(chat)
    found = (await waiting).json()
    assert found["messages"] == []
    assert found["typed"]
    clock.advance(seconds=10)
    later = await phone.http.get(f"/api/chat/messages?after={first['after']}&typed={found['typed']}")
    assert later.json()["typed"] is None


async def test_the_officer_learns_that_the_worker_types_but_never_who_else(
    phone: Phone, service: ChatService, clock: ManualClock
) -> None:
    union, _, case_id = await taken(phone, service, clock)
    assert (await phone.http.post("/api/chat/typing", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert (await phone.http.post("/api/chat/typing")).status_code == 204
    desk = LiveDesk(service.vault, clock, OutboxNotifier(service.vault, clock))
    async with service.database.transaction() as tx:
        assert (await desk.look(tx, union.staff["mill"], case_id)).worker_types
    answers = [(await phone.http.post("/api/chat/typing")).status_code for _ in range(25)]
    assert set(answers) == {204, 429}
    assert (await phone.say("vẫn nhắn được")).status_code == 200


async def test_without_an_officer_a_sign_goes_nowhere(phone: Phone, service: ChatService) -> None:
    await phone.start()
    assert (await phone.http.post("/api/chat/typing")).status_code == 204
    assert (await phone.http.get("/api/chat/messages")).json()["live"] is False
