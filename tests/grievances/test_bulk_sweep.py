"""What officers wrote to many workers at once is not kept a second time for ever."""

from __future__ import annotations

import pytest

from grievances.model import Severity, Status
from grievances.queue.bulk import UNDO_WITHIN, ActState, Outcome
from grievances.queue.bulk_changes import BulkChange, BulkKind
from grievances.queue.bulk_sweep import KEPT_FOR, LOOKED_AT_FOR, forget_bulk_words
from storage.errors import NotFound
from storage.tables import BulkAct
from tests.grievances.cast import Union
from tests.grievances.test_bulk import acts_of, done, opened, prepare

TO_WORKERS = BulkChange(BulkKind.STATUS, Status.RESOLVED, "Công ty đã trả đủ lương tháng mười.")


async def sweep(union: Union) -> None:
    async with union.database.transaction() as tx:
        await forget_bulk_words(tx, union.vault, union.clock)


async def words_kept(union: Union, act_id: str) -> str:
    async with union.database.transaction() as tx:
        act = await tx.get_one(BulkAct, act_id)
        kept: str = union.vault.open_json(act.change_sealed, f"bulk_act:{act_id}")["text"]
        return kept


async def test_words_to_workers_go_when_nothing_can_be_taken_back(union: Union) -> None:
    act_id = await prepare(union, "mill", TO_WORKERS, await opened(union, 2))
    await done(union, "mill", act_id)
    await sweep(union)
    assert await words_kept(union, act_id) == TO_WORKERS.text
    union.clock.advance(seconds=UNDO_WITHIN.total_seconds())
    await sweep(union)
    await sweep(union)
    assert await words_kept(union, act_id) == ""
    view = await acts_of(union).view(union.staff["mill"], act_id)
    assert (view.state, view.change.to, view.count(Outcome.CHANGED)) == (ActState.DONE, Status.RESOLVED, 2)


async def test_what_is_still_to_be_done_keeps_its_words(union: Union) -> None:
    act_id = await prepare(union, "mill", TO_WORKERS, await opened(union, 2))
    union.clock.advance(hours=2)
    await sweep(union)
    assert await words_kept(union, act_id) == TO_WORKERS.text
    await done(union, "mill", act_id)
    assert sum(TO_WORKERS.text in text for text in union.notifier.texts) == 2


async def test_what_was_taken_back_needs_its_words_no_more(union: Union) -> None:
    act_id = await prepare(union, "mill", BulkChange(BulkKind.TAG, text="nợ lương"), await opened(union, 2))
    await done(union, "mill", act_id)
    await acts_of(union).undo(union.staff["mill"], act_id)
    await sweep(union)
    assert await words_kept(union, act_id) == ""


async def test_until_then_it_can_be_taken_back_after_a_sweep(union: Union) -> None:
    act_id = await prepare(union, "mill", BulkChange(BulkKind.TAG, text="nợ lương"), await opened(union, 2))
    await done(union, "mill", act_id)
    await sweep(union)
    await acts_of(union).undo(union.staff["mill"], act_id)
    assert (await acts_of(union).view(union.staff["mill"], act_id)).count(Outcome.UNDONE) == 2


async def test_a_preview_that_nobody_pressed_on_with_goes_after_a_day(union: Union) -> None:
    act_id = await prepare(union, "mill", TO_WORKERS, await opened(union, 1))
    union.clock.advance(seconds=LOOKED_AT_FOR.total_seconds())
    await sweep(union)
    with pytest.raises(NotFound):
        await acts_of(union).view(union.staff["mill"], act_id)


async def test_what_was_done_can_be_looked_at_for_a_week(union: Union) -> None:
    act_id = await prepare(union, "mill", BulkChange(BulkKind.SEVERITY, Severity.URGENT), await opened(union, 1))
    await done(union, "mill", act_id)
    union.clock.advance(seconds=KEPT_FOR.total_seconds() - 1)
    await sweep(union)
    assert (await acts_of(union).view(union.staff["mill"], act_id)).count(Outcome.CHANGED) == 1
    union.clock.advance(seconds=1)
    await sweep(union)
    with pytest.raises(NotFound):
        await acts_of(union).view(union.staff["mill"], act_id)
