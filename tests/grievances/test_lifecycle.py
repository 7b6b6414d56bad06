"""The state machine: as a table, and as a long and random life of a case."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from grievances.lifecycle import (
    AFTER_REPLY,
    NEEDS_WORDS,
    STAFF_MOVES,
    WORKER_MOVES,
    WorkerAct,
    staff_move,
    worker_move,
)
from grievances.messages import status_notice
from grievances.model import CATEGORY_NAMES, CLOSED, CaseView, EntryKind, Rating, Status, WorkerCaseView
from grievances.numbers import read_number, shown_number
from storage.database import Database
from storage.errors import RuleViolation
from storage.migrate import migrate
from storage.tables import CaseRecord
from storage.vault import Vault
from tests.grievances.cast import MINE, Union, found_union
from tests.support.clock import ManualClock


def test_the_table_knows_every_status() -> None:
    assert set(STAFF_MOVES) == set(WORKER_MOVES) == set(Status)
    assert set(AFTER_REPLY) == set(Status) - {Status.WITHDRAWN}


def test_nobody_can_move_a_withdrawn_case_and_no_officer_can_withdraw_one() -> None:
    assert STAFF_MOVES[Status.WITHDRAWN] == ()
    assert not any(Status.WITHDRAWN in moves for moves in STAFF_MOVES.values())
    for act in WorkerAct:
        with pytest.raises(RuleViolation, match="rút lại"):
            worker_move(Status.WITHDRAWN, act)


def test_a_worker_can_withdraw_what_is_not_closed() -> None:
    assert {status for status in Status if WorkerAct.WITHDRAW in WORKER_MOVES[status]} == set(Status) - CLOSED


def test_every_status_can_be_reached_and_only_a_withdrawn_case_is_over_for_good() -> None:
    def next_of(status: Status) -> set[Status]:
        return set(STAFF_MOVES[status]) | set(WORKER_MOVES[status].values())

    reached, new = {Status.RECEIVED}, {Status.RECEIVED}
    while new:
        new = set().union(*map(next_of, new)) - reached
        reached |= new
    assert reached == set(Status)
    assert {status for status in Status if not next_of(status) - {status}} == {Status.WITHDRAWN}
    assert all(Status.IN_PROGRESS in next_of(status) for status in CLOSED - {Status.WITHDRAWN})


def test_the_worker_is_told_of_every_move_in_words_of_its_own_and_can_answer_with_a_tap() -> None:
    record = CaseRecord(id="c" * 32, kind="grievance", category="wages")
    moves = {to for moves in STAFF_MOVES.values() for to in moves}
    notices = {to: status_notice("key", record, to, "Vì thế") for to in moves}
    assert moves == set(Status) - {Status.RECEIVED, Status.WITHDRAWN}
    assert len({notice.text for notice in notices.values()}) == len(moves)
    for notice in notices.values():
        assert "Vì thế" in notice.text
        assert CATEGORY_NAMES["wages"] in notice.text  # type: ignore[index]
        assert any("case" in button.payload for button in notice.buttons)


@pytest.mark.parametrize("to", sorted(NEEDS_WORDS))
def test_the_worker_hears_why_it_was_refused_and_who_has_it_now(to: Status) -> None:
    with pytest.raises(RuleViolation, match="bạn cần ghi"):
        staff_move(Status.IN_PROGRESS, to, "")
    staff_move(Status.IN_PROGRESS, to, "Thanh tra Sở Nội vụ")


def test_a_refused_move_says_why_in_vietnamese() -> None:
    with pytest.raises(RuleViolation, match="“Đã giải quyết” nên không chuyển sang “Không thụ lý”"):
        staff_move(Status.RESOLVED, Status.REJECTED, "")
    with pytest.raises(RuleViolation, match="đã ở trạng thái “Đã nhận” rồi"):
        staff_move(Status.RECEIVED, Status.RECEIVED, "")


@pytest.mark.parametrize("typed", ["PA-000123", "pa 123", "123", " PA-123 ", "000123"])
def test_a_case_number_is_read_as_people_write_it(typed: str) -> None:
    assert read_number(typed) == 123
    assert read_number(shown_number(123)) == 123


@pytest.mark.parametrize("typed", ["", "PA", "12a", "-1x", "9" * 40, "١٢٣"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


class LifeOfACase(RuleBasedStateMachine):
    """Worker and officer act at random; what the rules promise holds after every step."""

    def __init__(self, runner: asyncio.Runner, union: Union) -> None:
        super().__init__()
        self._runner = runner
        self._union = union
        self._case_id = self._run(union.open()).case_id
        self._notes = 0
        self._withdrawn = False
        self._seen: list[tuple[EntryKind, str]] = []
        self._look()

    def _run[Result](self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(coroutine)

    def _look(self) -> None:
        async def both() -> tuple[WorkerCaseView, CaseView]:
            async with self._union.database.transaction() as tx:
                shown = await self._union.cases.view(tx, MINE, self._case_id)
                return shown, await self._union.desk.read(tx, self._union.staff["mill"], self._case_id)

        self.shown, self.read = self._run(both())

    def _try(self, act: str, *details: object, by_staff: bool = False) -> bool:
        """Do it in a transaction and look again; False when the rules refuse it."""
        union, before = self._union, self.read.version

        async def attempt() -> None:
            async with union.database.transaction() as tx:
                if by_staff:
                    await getattr(union.desk, act)(tx, union.staff["mill"], self._case_id, before, *details)
                else:
                    await getattr(union.cases, act)(tx, MINE, self._case_id, *details)

        union.clock.advance(seconds=1)
        try:
            self._run(attempt())
        except RuleViolation:
            self._look()
            assert self.read.version == before
            return False
        self._look()
        assert self.read.version == before + 1
        return True

    @rule(text=st.sampled_from(["Nợ lương", "\x00", "Thêm"]))
    def the_worker_adds(self, text: str) -> None:
        done = self._try("add_text", text)
        assert done == (not self._withdrawn and text != "\x00")

    @rule(act=st.sampled_from(["set_workplace", "set_contact"]))
    def the_worker_tells_who_and_where(self, act: str) -> None:
        assert self._try(act, "Xưởng 3") != self._withdrawn

    @rule(rating=st.sampled_from(Rating))
    def the_worker_rates(self, rating: Rating) -> None:
        was = self.read.row.status
        assert self._try("rate", rating) == (was in (Status.RESOLVED, Status.CLOSED))
        if was in (Status.RESOLVED, Status.CLOSED):
            assert self.read.row.status is (was if rating is Rating.GOOD else Status.IN_PROGRESS)

    @precondition(lambda self: len(self._seen) > 8)
    @rule()
    def the_worker_withdraws(self) -> None:
        was = self.read.row.status
        done = self._try("withdraw")
        assert done == (was not in CLOSED)
        self._withdrawn = self._withdrawn or done

    @rule()
    def the_officer_replies(self) -> None:
        assert self._try("reply", "Chào bạn", by_staff=True) != self._withdrawn

    @rule()
    def the_officer_notes(self) -> None:
        assert self._try("note", "GHI CHÚ", by_staff=True)
        self._notes += 1

    @rule(to=st.sampled_from(Status), reason=st.sampled_from(["", "Vì thế"]))
    def the_officer_decides(self, to: Status, reason: str) -> None:
        allowed = to in STAFF_MOVES[self.read.row.status] and (to not in NEEDS_WORDS or reason != "")
        assert self._try("change_status", to, reason, by_staff=True) == allowed

    @invariant()
    def a_withdrawn_case_never_comes_back(self) -> None:
        assert (self.read.row.status is Status.WITHDRAWN) == self._withdrawn
        if self._withdrawn:
            assert (self.read.workplace, self.read.has_contact, self.read.row.worker_waiting) == ("", False, False)

    @invariant()
    def the_worker_never_sees_a_note(self) -> None:
        assert not any(entry.internal or "GHI CHÚ" in entry.body for entry in self.shown.timeline)
        assert sum(entry.kind is EntryKind.NOTE for entry in self.read.timeline) == self._notes
        assert len(self.read.timeline) == len(self.shown.timeline) + self._notes

    @invariant()
    def the_timeline_only_grows_and_keeps_its_order(self) -> None:
        now = [(entry.kind, entry.body) for entry in self.read.timeline]
        assert now[: len(self._seen)] == self._seen
        self._seen = now
        times = [entry.at for entry in self.read.timeline]
        assert times == sorted(times)

    @invariant()
    def the_status_is_what_the_timeline_says_last(self) -> None:
        moves = [entry.status_to for entry in self.shown.timeline if entry.kind is EntryKind.STATUS]
        assert (moves[-1] if moves else Status.RECEIVED) is self.shown.status is self.read.row.status

    @invariant()
    def what_came_how_far_is_what_the_timeline_says(self) -> None:
        record = self._run(self._union.record(self._case_id))
        moves = [entry for entry in self.read.timeline if entry.kind is EntryKind.STATUS]
        officers = [entry.at for entry in self.read.timeline if entry.actor == "staff" and not entry.internal]
        was = [Status.RECEIVED, *(entry.status_to for entry in moves if entry.status_to)]
        back = sum(a in CLOSED and b not in CLOSED for a, b in pairwise(was))
        assert record.reopened == back
        assert record.acknowledged_at == (officers[0] if officers else None)
        assert (record.closed_at is not None) == (record.status in CLOSED)
        assert record.confirmed_at is None or record.rating == Rating.GOOD
        assert record.resolved_at is None or record.status in CLOSED
        words = [
            entry.at for entry in self.read.timeline if entry.at in officers and entry.actor == "staff" and entry.body
        ]
        assert not words or (record.answered_at is not None and record.answered_at <= min(words))

    @invariant()
    def every_notice_has_a_key_of_its_own(self) -> None:
        told = sum(entry.actor == "staff" for entry in self.shown.timeline)
        taken_up_by_reply = sum(
            after.kind is EntryKind.STATUS
            and before.kind is EntryKind.MESSAGE
            and not after.body
            and before.actor == after.actor == "staff"
            and before.at == after.at
            for before, after in zip(self.shown.timeline, self.shown.timeline[1:], strict=False)
        )
        mine = [notice for _, notice in self._union.notifier.sent.values() if self._is_mine(notice.buttons)]
        assert len(mine) == told - taken_up_by_reply

    def _is_mine(self, buttons: Any) -> bool:
        return any(self._case_id in button.payload for button in buttons)


def test_a_case_keeps_its_promises_through_any_life(vault: Vault) -> None:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        database = Database(f"sqlite:///{Path(folder) / 'life.sqlite'}")
        runner.run(migrate(database))
        union = runner.run(found_union(database, vault, ManualClock()))
        run_state_machine_as_test(
            lambda: LifeOfACase(runner, union),
            settings=settings(
                max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
        runner.run(database.close())
