from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import pytest
from redis.asyncio import Redis
from sqlalchemy import event

from connectors.budget import LocalBudget, RedisBudget
from connectors.engine import TurnRequest
from connectors.messages import ChannelKind, Reply
from connectors.wakeups import LocalWakeup, RedisWakeup, Work
from connectors.workers import run_workers
from tests.connectors.conftest import World

NOBODY = "redis://127.0.0.1:1/0"


async def until(condition: object, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # type: ignore[operator]  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_the_loops_answer_what_comes_and_stop_when_told(world: World) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(run_workers(stop, world.turns(), world.sender(), world.wake))
    for n in range(6):
        await world.hear(f"{n}", user_id=f"u{n % 3}")
    await until(lambda: len(world.channel.sent) == 6)
    stop.set()
    async with asyncio.timeout(60):
        await running


async def test_a_turn_under_way_is_finished_before_the_stop(small_world: World) -> None:
    stop = asyncio.Event()

    class Slow:
        async def turn(self, request: TurnRequest) -> Sequence[Reply]:
            stop.set()
            await asyncio.sleep(0.05)
            return [Reply("xong")]

    small_world.engine = Slow()  # type: ignore[assignment]
    await small_world.hear()
    await run_workers(stop, small_world.turns(), small_world.sender(), small_world.wake)
    assert (await small_world.inbox_items())[0].state == "handled"
    assert (await small_world.conversation()).turn_owner is None


async def test_a_loop_survives_whatever_happens(small_world: World, caplog: pytest.LogCaptureFixture) -> None:
    turns = small_world.turns()
    once = turns.run_once
    crashes = [RuntimeError("INSERT … 'lời riêng'")]

    async def crash_first(owner: str) -> bool:
        if crashes:
            raise crashes.pop()
        return await once(owner)

    turns.run_once = crash_first  # type: ignore[method-assign]
    stop = asyncio.Event()
    running = asyncio.create_task(run_workers(stop, turns, small_world.sender(), small_world.wake, turn_workers=1))
    await small_world.hear()
    await until(lambda: len(small_world.channel.sent) == 1)
    stop.set()
    await running
    assert "error=RuntimeError" in caplog.text
    assert "lời riêng" not in caplog.text


async def test_work_that_nobody_announced_is_found_all_the_same(world: World) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(run_workers(stop, world.turns(), world.sender(), LocalWakeup()))
    await asyncio.sleep(0.2)
    for n in range(3):
        await world.hear(f"{n}", user_id=f"u{n}")  # another process's wake-up
    await until(lambda: len(world.channel.sent) == 3)
    stop.set()
    await running


async def test_waiting_for_work_writes_nothing(small_world: World) -> None:
    begun: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("BEGIN"):
            begun.append(statement)

    stop = asyncio.Event()
    event.listen(small_world.database.engine.sync_engine, "before_cursor_execute", note)
    running = asyncio.create_task(run_workers(stop, small_world.turns(), small_world.sender(), small_world.wake))
    await until(lambda: len(begun) >= 12)  # each of the ten loops has looked
    begun.clear()
    await asyncio.sleep(1.2)
    await until(lambda: begun)
    stop.set()
    await running
    assert set(begun) == {"BEGIN"}
    assert len(begun) <= 8


async def test_a_wake_up_before_the_wait_is_not_lost_and_a_wait_ends_by_itself() -> None:
    wake = LocalWakeup()
    await wake.announce(Work.TURNS)
    async with asyncio.timeout(30):
        await wake.wait(Work.TURNS, 60)
        await wake.wait(Work.SENDS, 0.01)
        await wake.wait(Work.TURNS, 0.01)


async def test_without_redis_the_process_still_wakes_itself(caplog: pytest.LogCaptureFixture) -> None:
    redis = Redis.from_url(NOBODY)
    wake = RedisWakeup(redis)
    await wake.announce(Work.TURNS)
    async with asyncio.timeout(30):
        await wake.wait(Work.TURNS, 60)
    stop = asyncio.Event()
    listening = asyncio.create_task(wake.listen(stop))
    await until(lambda: "wakeup.listen_failed" in caplog.text)
    stop.set()
    await listening
    await redis.aclose()
    assert "wakeup.publish_failed" in caplog.text


async def test_a_budget_spaces_the_sends_of_one_account_only() -> None:
    budget = LocalBudget({ChannelKind.ZALO: 50})
    start = time.monotonic()
    for _ in range(6):
        await budget.spend(ChannelKind.ZALO, "a")
    assert time.monotonic() - start >= 0.09
    slow = LocalBudget({ChannelKind.ZALO: 1})
    async with asyncio.timeout(30):  # one after the other they would take 49 seconds
        for n in range(50):
            await slow.spend(ChannelKind.ZALO, f"other-{n}")
            await slow.spend(ChannelKind.WEB, "a")


async def test_without_redis_the_budget_paces_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    redis = Redis.from_url(NOBODY)
    budget = RedisBudget(redis)
    await budget.spend(ChannelKind.ZALO, "a")
    await budget.spend(ChannelKind.WEB, "a")
    await redis.aclose()
    assert caplog.text.count("budget.redis_failed") == 1
