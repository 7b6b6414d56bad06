"""Conversations in Rasa: short, sealed, forgotten — and nothing a form or a button needs gets lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.snapshot import TURNS_KEPT
from bot.tests.conftest import PROJECT
from bot.tracker_store import FORGET_AFTER, BoundedTrackerStore

SENDER = "conversation-0001"
SAID = "ông chủ nợ lương ba tháng"


class Clock:
    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def domain() -> Domain:
    return Domain.load(str(PROJECT / "domain.yml"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """SQLite; a caller that has a PostgreSQL server names it in the environment."""
    return os.environ.get("BOT_TEST_TRACKER_URL", f"sqlite:///{tmp_path / 'sub' / 'trackers.sqlite'}")


@pytest.fixture
async def store(domain: Domain, url: str, clock: Clock) -> AsyncIterator[BoundedTrackerStore]:
    made = BoundedTrackerStore(domain, host=url, secret="first-secret", clock=clock)
    clock.now += 10 * FORGET_AFTER
    await made.purge()
    yield made
    made.close()


def turn(tracker: DialogueStateTracker, number: int, text: str = SAID) -> None:
    tracker.update(UserUttered(text, {"name": "greet", "confidence": 1.0}, message_id=f"inbox:{number}"))
    tracker.update(ActionExecuted("action_greet"))
    tracker.update(BotUttered(f"trả lời {number}"))
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))


async def conversation(store: BoundedTrackerStore, turns: int) -> DialogueStateTracker:
    tracker = await store.create_tracker(SENDER)
    for number in range(turns):
        turn(tracker, number)
        await store.save(tracker)
        tracker = await read_back(store)
    return tracker


async def read_back(store: BoundedTrackerStore) -> DialogueStateTracker:
    tracker = await store.retrieve(SENDER)
    assert tracker is not None
    return tracker


async def test_a_conversation_comes_back_as_it_was(store: BoundedTrackerStore) -> None:
    tracker = await conversation(store, 2)
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == [SAID, SAID]
    assert tracker.latest_message is not None
    assert tracker.latest_message.message_id == "inbox:1"
    assert tracker.latest_action_name == ACTION_LISTEN_NAME


async def test_a_long_conversation_stays_short(store: BoundedTrackerStore) -> None:
    sizes = [len((await conversation(store, turns)).events) for turns in (5, 50)]
    assert sizes[0] == sizes[1]
    tracker = await read_back(store)
    ids = [event.message_id for event in tracker.events if isinstance(event, UserUttered)]
    assert ids == [f"inbox:{number}" for number in range(50 - TURNS_KEPT, 50)]


async def test_slots_outlive_the_turn_that_set_them(store: BoundedTrackerStore) -> None:
    tracker = await store.create_tracker(SENDER)
    tracker.update(SlotSet("category", "wages"))
    for number in range(10):
        turn(tracker, number)
        await store.save(tracker)
        tracker = await read_back(store)
    assert tracker.get_slot("category") == "wages"


@pytest.mark.parametrize("rejected", [False, True])
async def test_an_open_form_outlives_the_turn_that_opened_it(store: BoundedTrackerStore, rejected: bool) -> None:
    tracker = await store.create_tracker(SENDER)
    tracker.update(ActionExecuted("details_form"))
    tracker.update(ActiveLoop("details_form"))
    tracker.update(SlotSet("requested_slot", "free_text"))
    if rejected:
        tracker.update(ActionExecutionRejected("details_form"))
    for number in range(10):
        turn(tracker, number)
        await store.save(tracker)
        tracker = await read_back(store)
    assert tracker.active_loop_name == "details_form"
    assert tracker.is_active_loop_rejected is rejected
    assert tracker.get_slot("requested_slot") == "free_text"


async def test_a_closed_form_stays_closed_and_a_paused_bot_paused(store: BoundedTrackerStore) -> None:
    tracker = await store.create_tracker(SENDER)
    tracker.update(ActiveLoop("details_form"))
    tracker.update(ActiveLoop(None))
    tracker.update(ConversationPaused())
    for number in range(6):
        turn(tracker, number)
        await store.save(tracker)
        tracker = await read_back(store)
    assert tracker.active_loop_name is None
    assert tracker.is_paused()


async def test_a_day_of_silence_forgets(store: BoundedTrackerStore, clock: Clock) -> None:
    await conversation(store, 1)
    clock.now += FORGET_AFTER - 1
    assert await store.retrieve(SENDER) is not None
    clock.now += 2
    assert await store.retrieve(SENDER) is None
    assert list(await store.keys())
    assert await store.purge() == 1
    assert not list(await store.keys())


async def test_a_message_each_hour_is_never_forgotten(store: BoundedTrackerStore, clock: Clock) -> None:
    tracker = await conversation(store, 1)
    for number in range(30):
        clock.now += 3600
        turn(tracker, number)
        await store.save(tracker)
        assert await store.purge() == 0
        tracker = await read_back(store)


async def test_nothing_is_readable_on_disk(store: BoundedTrackerStore, tmp_path: Path, url: str) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("looks into SQLite's files")
    await conversation(store, 5)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "sub").iterdir())
    assert stored
    for secret in (SAID, "nợ lương", SENDER, "inbox:", "greet", "trả lời"):
        assert secret.encode() not in stored


async def test_a_row_cannot_be_moved_to_another_conversation(
    store: BoundedTrackerStore, tmp_path: Path, url: str
) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("changes SQLite's files")
    await conversation(store, 1)
    await store.save(await _another(store, "conversation-0002"))
    with sqlite3.connect(tmp_path / "sub" / "trackers.sqlite") as connection:
        connection.execute("UPDATE rasa_trackers SET body = (SELECT body FROM rasa_trackers ORDER BY rowid LIMIT 1)")
    assert await store.retrieve(SENDER) is not None
    assert await store.retrieve("conversation-0002") is None


async def _another(store: BoundedTrackerStore, sender: str) -> DialogueStateTracker:
    tracker = await store.create_tracker(sender)
    turn(tracker, 0)
    return tracker


async def test_a_new_key_reads_what_the_old_one_wrote(
    store: BoundedTrackerStore, domain: Domain, url: str, clock: Clock
) -> None:
    await conversation(store, 1)
    rotated = BoundedTrackerStore(domain, host=url, secret="second-secret, first-secret", clock=clock)
    tracker = await rotated.retrieve(SENDER)
    assert tracker is not None
    turn(tracker, 9)
    clock.now += 1
    await rotated.save(tracker)
    rotated.close()
    only_new = BoundedTrackerStore(domain, host=url, secret="second-secret", clock=clock)
    newest = await only_new.retrieve(SENDER)
    assert newest is not None
    assert newest.latest_message is not None
    assert newest.latest_message.message_id == "inbox:9"
    only_new.close()


async def test_a_slot_that_a_newer_model_does_not_have_is_left_out(
    store: BoundedTrackerStore, domain: Domain, url: str
) -> None:
    tracker = await store.create_tracker(SENDER)
    tracker.update(SlotSet("category", "wages"))
    turn(tracker, 1)
    await store.save(tracker)
    store.domain = Domain.empty()
    assert (await read_back(store)).get_slot("category") is None


def test_a_store_without_a_secret_does_not_start(url: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        BoundedTrackerStore(None, host=url, secret=" , ")
