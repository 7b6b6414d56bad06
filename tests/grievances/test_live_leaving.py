"""The officer of a live conversation goes away: the worker is not left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from grievances.live import words
from grievances.live.model import AWAY, PATIENCE, LiveState
from grievances.live.watch import LiveWatch
from grievances.model import CaseKind, Role, Status
from storage.staff_sessions import IDLE
from storage.tables import Staff, StaffSession
from tests.grievances.cast import CHAT, Union
from tests.grievances.talk import Talk


async def sign_in(union: Union, name: str, browser: str = "pc") -> None:
    now = union.clock()
    async with union.database.transaction() as tx:
        row = {"token_hash": f"{name}-{browser}", "staff_id": union.staff[name].id, "csrf_token": "c"}
        tx.add(StaffSession(**row, created_at=now, last_seen_at=now, expires_at=now + timedelta(hours=12)))


async def sign_out(union: Union, name: str, browser: str = "pc") -> None:
    async with union.database.transaction() as tx:
        await tx.execute(delete(StaffSession).where(StaffSession.token_hash == f"{name}-{browser}"))


async def change(union: Union, name: str, **values: object) -> None:
    async with union.database.transaction() as tx:
        await tx.execute(update(Staff).where(Staff.id == union.staff[name].id).values(values))


async def page_asks(talk: Talk, name: str = "mill") -> None:
    """The open page of the officer, every few seconds."""
    if (await talk.see(name)).sign_due:
        async with talk.union.database.transaction() as tx:
            await talk.desk.is_here(tx, talk.union.staff[name], talk.case_id)


async def watch(talk: Talk) -> int:
    async with talk.union.database.transaction() as tx:
        return await LiveWatch(talk.union.vault, talk.union.clock, talk.union.notifier).call_another(tx)


@pytest.fixture
async def live(union: Union) -> Talk:
    """An officer talks, and has answered."""
    await sign_in(union, "mill")
    opened = await union.open(text="Em muốn gặp cán bộ.", kind=CaseKind.HUMAN_REQUEST)
    talk = Talk(union, opened.case_id)
    await talk.ask()
    await talk.take()
    await talk.say("Chào bạn")
    union.clock.advance(seconds=30)
    return talk


async def test_while_the_officer_is_there_nothing_happens(live: Talk) -> None:
    assert await watch(live) == 0
    assert (await live.see()).state == LiveState.TAKEN


async def test_who_signs_out_leaves_the_worker_to_the_others_who_are_called(live: Talk) -> None:
    await sign_out(live.union, "mill")
    assert await watch(live) == 1
    assert await watch(live) == 0
    assert live.union.notifier.texts[-1] == words.LEFT
    assert (await live.rings("mill"), await live.rings("north")) == (True, False)
    live.union.clock.advance(seconds=1)
    assert not await live.hear("anh ơi")  # the bot answers meanwhile
    live.union.clock.now += PATIENCE
    assert (await live.watch())[1] == 1
    assert await live.rings("north")
    assert "Chưa có cán bộ rảnh" in live.union.notifier.texts[-1]
    await live.take("north")
    live.union.clock.advance(seconds=1)
    assert await live.hear("Dạ em đây")
    assert await live.audited("chat.ended") == 1


async def test_what_was_written_before_the_officer_left_is_still_theirs(live: Talk) -> None:
    written = live.union.clock()
    live.union.clock.advance(seconds=1)
    await sign_out(live.union, "mill")
    await watch(live)
    async with live.union.database.transaction() as tx:
        assert await live.worker.find(tx, CHAT, written) is not None


async def test_who_is_signed_in_elsewhere_has_not_left(live: Talk) -> None:
    await sign_in(live.union, "mill", "phone")
    await sign_out(live.union, "mill")
    assert await watch(live) == 0


async def test_a_page_forgotten_on_another_machine_does_not_keep_the_worker_waiting(live: Talk) -> None:
    async with live.union.database.transaction() as tx:
        await tx.execute(update(StaffSession).values(last_seen_at=live.union.clock() - IDLE))
    await sign_in(live.union, "mill", "phone")
    assert await watch(live) == 0
    await sign_out(live.union, "mill", "phone")
    assert await watch(live) == 1
    assert live.union.notifier.texts[-1] == words.LEFT


@pytest.mark.parametrize("values", [{"active": False}, {"role": Role.TRAINER.value}])
async def test_who_is_switched_off_or_gets_another_role_has_left(live: Talk, values: dict[str, object]) -> None:
    await change(live.union, "mill", **values)
    assert await watch(live) == 1
    assert live.union.notifier.texts[-1] == words.LEFT


async def test_a_closed_page_has_its_grace(live: Talk) -> None:
    await page_asks(live)
    live.union.clock.now += AWAY - timedelta(seconds=10)
    assert await watch(live) == 0
    live.union.clock.advance(seconds=10)
    assert await watch(live) == 1
    assert await live.rings("mill")


async def test_a_page_that_is_open_or_opened_again_keeps_the_conversation(live: Talk) -> None:
    for _ in range(4):
        await page_asks(live)
        live.union.clock.now += AWAY - timedelta(seconds=10)
        assert await watch(live) == 0
    live.union.clock.advance(seconds=5)
    await page_asks(live)
    live.union.clock.advance(seconds=20)
    assert await watch(live) == 0


async def test_who_speaks_is_there_whatever_the_page_does(live: Talk) -> None:
    """Also without a script, which would ask: then only the silence counts."""
    live.union.clock.now += AWAY * 2
    assert await watch(live) == 0
    await page_asks(live)
    live.union.clock.now += AWAY - timedelta(seconds=1)
    await live.say("Mình vẫn đây", "key-00002")
    live.union.clock.advance(minutes=1)
    assert await watch(live) == 0


async def test_the_page_says_so_now_and_then_and_only_for_who_talks(live: Talk) -> None:
    assert (await live.see()).sign_due
    assert not (await live.see("north")).sign_due
    await page_asks(live)
    assert not (await live.see()).sign_due
    live.union.clock.now += AWAY - timedelta(seconds=10)
    async with live.union.database.transaction() as tx:
        await live.desk.is_here(tx, live.union.staff["north"], live.case_id)
    live.union.clock.advance(seconds=10)
    assert await watch(live) == 1


async def test_a_case_that_has_come_to_its_end_rings_for_nobody(live: Talk) -> None:
    async with live.union.database.transaction() as tx:
        version = await live.union.version(live.case_id)
        staff = live.union.staff["mill"]
        await live.union.desk.change_status(tx, staff, live.case_id, version, Status.RESOLVED, "Đã trả đủ lương.")
    await sign_out(live.union, "mill")
    assert await watch(live) == 0


async def test_who_asks_for_a_person_again_after_an_answer_rings_again(live: Talk) -> None:
    await live.end()
    await live.ask()
    assert await live.rings("mill")
