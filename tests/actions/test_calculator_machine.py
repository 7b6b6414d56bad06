"""Whatever is answered, a calculation never breaks and always comes to an end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa_sdk.executor import CollectingDispatcher

from actions.calculate import FORM, AskForAnswer, EndCalculation, TakeAnswer
from actions.services import ActionServices
from actions.turn import Spotted, Turn
from actions.voice import Voice
from grievances.worker import WorkerCases
from knowledge.calculators import CALCULATORS
from knowledge.library import Library
from motcham.place import ROOT
from storage.database import Database
from storage.vault import Vault
from tests.actions.seam import Reply, check_reply
from tests.support.clock import ManualClock

TRIES = 3
MOST_QUESTIONS = 20

AMOUNTS = st.integers(-10, 10**13)
DURATIONS = st.fixed_dictionaries(
    {
        "years": st.integers(0, 99),
        "months": st.integers(0, 999),
        "days": st.integers(0, 999),
        "hours": st.floats(0, 999, allow_nan=False),
    }
)
DATES = st.builds(
    lambda day, precision: {"date": day.isoformat(), "precision": precision},
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["day", "month", "year"]),
)
NUMBERS = st.floats(-1e12, 1e12, allow_nan=False) | st.integers(0, 30).map(float)
SPOTTED = st.lists(
    st.one_of(
        st.builds(Spotted, st.just("money"), AMOUNTS),
        st.builds(Spotted, st.just("duration"), DURATIONS),
        st.builds(Spotted, st.just("date"), DATES),
        st.builds(Spotted, st.sampled_from(["number", "percent"]), NUMBERS),
        st.builds(Spotted, st.just("province"), st.just({"name": "Bắc Ninh", "said": "Bắc Giang"})),
    ),
    max_size=3,
)
SURE = st.sampled_from(["", "affirm", "deny", "greet"])
WORDS = st.text(max_size=12) | st.sampled_from(["có", "không", "ngày lễ", "khác", "0", "sinh đôi", "theo tháng"])


@dataclass(frozen=True)
class Message:
    """`tap`: which of the buttons is tapped instead of typing, if it is one that answers or corrects."""

    text: str
    spotted: Sequence[Spotted]
    intent: str
    tap: int | None


ANSWERS = st.builds(Message, WORDS, SPOTTED, SURE, st.none() | st.integers(0, 9))
CORRECTIONS = st.builds(Message, st.sampled_from(["sửa", "quay lại"]), st.just(()), st.just(""), st.none())


@dataclass
class Talk:
    """The form without Rasa around it."""

    services: ActionServices
    channel: str
    slots: dict[str, Any] = field(default_factory=dict)
    is_open: bool = True
    buttons: list[dict[str, str]] = field(default_factory=list)

    def hears(self, message: Message) -> None:
        choices = [button for button in self.buttons if button["payload"].startswith("/calculator_choice")]
        if message.tap is not None and choices:
            self.command("calculator_choice", choices[message.tap % len(choices)]["payload"])
        else:
            self._step("", message.text, {}, tuple(message.spotted), message.intent)

    def command(self, name: str, payload: str) -> None:
        entities = json.loads(payload[payload.index("{") :])
        self._step(name, "", entities, (), "")

    def _step(self, command: str, text: str, entities: dict[str, str], spotted: tuple[Spotted, ...], sure: str) -> None:
        nlu = {"decision": "answer", "intent": sure} if sure else {"decision": "unknown", "intent": ""}
        turn = Turn(
            "c", "m", text, command, entities, spotted, {"channel": self.channel}, self.slots, FORM, nlu, "", ""
        )
        events = self._run(TakeAnswer(self.services), turn)
        assert not any(event["event"] == "active_loop" for event in events)
        self.is_open = {"event": "slot", "timestamp": None, "name": "requested_slot", "value": None} not in events
        self._run(AskForAnswer(self.services) if self.is_open else EndCalculation(self.services), turn)

    def _run(self, action: Any, turn: Turn) -> list[dict[str, Any]]:
        dispatcher = CollectingDispatcher()
        events: list[dict[str, Any]] = asyncio.run(action.act(turn, Voice(dispatcher)))
        self.slots.update({event["name"]: event["value"] for event in events if event["event"] == "slot"})
        for said in dispatcher.messages:
            check_reply(Reply(said["text"], said["buttons"], bool(said["custom"])), is_long=True)
            self.buttons = said["buttons"]
        return events


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> ActionServices:
    database = Database(f"sqlite:///{Path(tmp_path_factory.mktemp('machine')) / 'unused.sqlite'}")
    vault, clock = Vault(["test-secret-of-enough-length"]), ManualClock()
    return ActionServices(database, vault, clock, WorkerCases(vault, clock), Library.load(ROOT / "data"))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(CALCULATORS)),
    SPOTTED,
    st.lists(ANSWERS, min_size=TRIES * MOST_QUESTIONS, max_size=TRIES * MOST_QUESTIONS),
    st.sampled_from(["zalo", "web"]),
)
def test_answers_always_lead_to_an_end(
    services: ActionServices, calculator: str, said: list[Spotted], messages: list[Message], channel: str
) -> None:
    talk = Talk(services, channel, {"last_values": [[item.kind, item.value] for item in said]})
    talk.command("calculate", f'/calculate{{"calculator":"{calculator}","keep":"yes"}}')
    for message in messages:
        if not talk.is_open:
            return
        talk.hears(message)
    assert not talk.is_open


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(CALCULATORS)), st.lists(ANSWERS | CORRECTIONS, max_size=25))
def test_going_back_and_forth_never_breaks_it(
    services: ActionServices, calculator: str, messages: list[Message]
) -> None:
    talk = Talk(services, "web")
    talk.command("calculate", f'/calculate{{"calculator":"{calculator}"}}')
    for message in messages:
        if not talk.is_open:
            talk.command("calculate", f'/calculate{{"calculator":"{calculator}","resume":"yes"}}')
        talk.hears(message)
