"""Whatever happens in whatever order: nothing is lost, nothing is answered twice, each chat keeps its order."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from connectors.engine import TurnRequest
from connectors.errors import (
    AccountBroken,
    ChannelError,
    ContactGone,
    EngineError,
    SendPermanent,
    SendTemporary,
    SendUnknown,
)
from connectors.messages import EventKind, InboundEvent, Part, Reply, SendReceipt
from connectors.phrases import APOLOGY
from storage.database import Database
from storage.migrate import migrate
from storage.vault import Vault
from tests.connectors.conftest import World, make_world
from tests.support.clock import ManualClock


class Killed(BaseException):
    """The process died here."""


USERS = st.sampled_from(["u1", "u2"])
ERRORS = st.sampled_from(
    [
        SendTemporary("busy"),
        SendTemporary("limit", whole_account=True),
        SendUnknown("timeout"),
        SendPermanent("refused"),
        ContactGone("blocked"),
        AccountBroken("token"),
    ]
)
FATES_OF_A_TURN = st.sampled_from([None, None, EngineError("engine_500"), Killed()])
FATES_OF_SENDS = st.lists(st.none() | ERRORS, max_size=2)


class Way(RuleBasedStateMachine):
    template: Path | None = None

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        self.world = self.run(self.build())
        self.events: list[InboundEvent] = []
        self.death_in_turn = self.death_in_send = False
        self.refused = False
        self.silenced = False

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def build(self) -> World:
        file = self.folder / "way.sqlite"
        if Way.template is None:
            Way.template = Path(tempfile.mkdtemp()) / "template.sqlite"
            empty = Database(f"sqlite:///{Way.template}")
            await migrate(empty)
            await empty.close()
        shutil.copy(Way.template, file)
        world = await make_world(Database(f"sqlite:///{file}"), Vault(["k" * 16]), ManualClock())
        deliver = world.channel.send

        async def send(user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
            receipt = await deliver(user_id, conversation_id, part, in_reply_to)
            if self.death_in_send:
                self.death_in_send = False
                raise Killed
            return receipt

        def answer(request: TurnRequest) -> Sequence[Reply]:
            if self.death_in_turn:
                self.death_in_turn = False
                raise Killed
            return [Reply(f"{request.message_id}:a"), Reply(f"{request.message_id}:b")]

        world.channel.send = send  # type: ignore[method-assign]
        world.engine.answer = answer
        return world

    @initialize()
    def the_morning(self) -> None:
        for user in ("u1", "u2", "u1"):
            self.somebody_writes(user)

    @rule(user=USERS)
    def somebody_writes(self, user: str) -> None:
        self.events.append(self.world.event(f"tin {len(self.events)}", user_id=user))
        self.deliver(self.events[-1:])

    @rule(data=st.data())
    def the_platform_repeats_itself(self, data: st.DataObject) -> None:
        if self.events:
            self.deliver([data.draw(st.sampled_from(self.events))])

    @rule(user=USERS, kind=st.sampled_from([EventKind.UNFOLLOW, EventKind.STAFF_MESSAGE]), often=st.integers(0, 3))
    def somebody_leaves_or_an_officer_takes_over(self, user: str, kind: EventKind, often: int) -> None:
        if often == 0:
            self.silenced = self.silenced or kind is EventKind.STAFF_MESSAGE
            self.deliver([self.world.event("", kind, user_id=user)])

    @rule(fate=FATES_OF_A_TURN, fates=FATES_OF_SENDS, death=st.booleans(), seconds=st.sampled_from([0, 5, 70, 400]))
    def the_workers_work(
        self, fate: EngineError | Killed | None, fates: list[ChannelError | None], death: bool, seconds: int
    ) -> None:
        self.world.clock.advance(seconds=seconds)
        self.world.engine.failures = [fate] if isinstance(fate, EngineError) else []
        self.death_in_turn = isinstance(fate, Killed)
        with contextlib.suppress(Killed):
            self.run(self.world.turns().run_once("t"))
        self.world.channel.errors = list(fates)
        self.refused = self.refused or any(type(error) is SendPermanent for error in fates)
        self.death_in_send = death
        with contextlib.suppress(Killed):
            self.run(self.world.sender().run_once("s"))

    def deliver(self, events: list[InboundEvent]) -> None:
        self.run(self.world.inbox.accept(self.world.channel.account_id, events))

    def teardown(self) -> None:
        try:
            self.come_to_rest()
            self.run(self.check())
        finally:
            self.run(self.world.database.close())
            self.runner.close()
            shutil.rmtree(self.folder)

    def come_to_rest(self) -> None:
        self.death_in_turn = self.death_in_send = False
        self.world.engine.failures.clear()
        self.world.channel.errors.clear()
        for _ in range(3):
            self.world.clock.advance(hours=9)
            for user in {event.user_id for event in self.events}:
                self.deliver([self.world.event("", EventKind.FOLLOW, user_id=user)])
            self.run(self.world.work(rounds=500))

    async def check(self) -> None:
        inbox, outbox = await self.world.inbox_items(), await self.world.outbox_items()
        assert {item.state for item in inbox} <= {"handled", "skipped", "failed"}
        assert {item.state for item in outbox} <= {"sent", "unknown", "failed"}
        texts = self.world.channel.texts
        for item in inbox:
            answers = [o for o in outbox if o.idem_key.startswith(f"inbox:{item.id}:")]
            if item.state == "handled" and item.kind in {"text", "follow"}:
                assert len(answers) == 2
            assert item.state != "failed" or len(answers) == 1
            assert item.state != "skipped" or (self.silenced and answers == [])
        for out in outbox:
            text = f"{out.idem_key[:-2]}:{'ab'[int(out.idem_key[-1])]}"
            if text not in texts:
                refused = out.state == "failed" and self.refused
                assert out.unknowns > 0 or refused or self._apology(inbox, out.idem_key)
            elif out.unknowns == 0:
                assert texts.count(text) == 1
            else:
                assert texts.count(text) <= 2
        for user in {sent.user_id for sent in self.world.channel.sent}:
            numbers = [
                (int(text.split(":")[1]), text[-1])
                for text in dict.fromkeys(s.part.text for s in self.world.channel.sent if s.user_id == user)
                if text != APOLOGY.text
            ]
            assert numbers == sorted(numbers)

    @staticmethod
    def _apology(inbox: Sequence[Any], key: str) -> bool:
        return any(item.state == "failed" and key == f"inbox:{item.id}:0" for item in inbox)


Way.TestCase.settings = settings(
    max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTheWayOfAMessage = Way.TestCase
