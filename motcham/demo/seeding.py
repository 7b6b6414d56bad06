"""Makes the demo union, once, in an installation that has none. Nothing here runs in `motcham serve`."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.clocks.calendar import is_working_day
from motcham.demo.accounts import add_accounts, make_units
from motcham.demo.acts import Act, Story
from motcham.demo.desk_things import keep_heard, save_views, write_templates
from motcham.demo.stage import MovingClock, Stage
from motcham.demo.stories import STORIES
from storage.audit_chain import seal_all
from storage.clock import VIETNAM, Clock, in_vietnam
from storage.database import Database
from storage.tables import Staff, UnionUnit
from storage.vault import Vault

_DAYS_OF_HISTORY = 30  # working days
_HEARD_ON = ("9 11:00", "3 11:00")
_ROUND = time(17, 1)  # deadlines pass at 17:00
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Scene:
    at: datetime
    play: Callable[[Stage], Awaitable[None]]


async def seed(database: Database, vault: Vault, clock: Clock, password: str, *, with_cases: bool = True) -> str | None:
    """Make the demo union unless there are staff or units. Return the password of the new accounts, or None. The
    accounts need no second factor, but only while nobody on another machine can reach the console
    (`Settings.only_here`)."""
    async with database.transaction() as tx:
        if await _is_in_use(tx):
            return None
        now = clock()
        moving = MovingClock(_moment(f"{_DAYS_OF_HISTORY} 8:00", now))
        units = await make_units(tx)
        chosen = password or secrets.token_urlsafe(9)
        people = await add_accounts(tx, moving if with_cases else clock, units, chosen)
        if with_cases:
            await _play(Stage(tx, vault, moving, units, people), now)
    await seal_all(database, vault)
    return chosen


async def _is_in_use(tx: AsyncSession) -> bool:
    staff, units = select(Staff.id).limit(1), select(UnionUnit.id).limit(1)
    return await tx.scalar(staff) is not None or await tx.scalar(units) is not None


async def _play(stage: Stage, now: datetime) -> None:
    await write_templates(stage)
    await save_views(stage)
    for scene in sorted(_scenes(now), key=lambda scene: scene.at):
        stage.clock.move_to(scene.at)
        await scene.play(stage)
    stage.clock.move_to(now)
    await stage.let_time_work()


def _scenes(now: datetime) -> Iterator[_Scene]:
    """Of one moment, in this order: the watch goes first, and a story's acts follow each other."""
    yield from (_Scene(at, Stage.let_time_work) for at in _rounds(now))
    yield from (_Scene(_moment(act.when, now), _played(story, act)) for story in STORIES for act in story.acts)
    yield from (_Scene(_moment(when, now), keep_heard) for when in _HEARD_ON)


def _played(story: Story, act: Act) -> Callable[[Stage], Awaitable[None]]:
    return lambda stage: act.do(stage, story)


def _rounds(now: datetime) -> Iterator[datetime]:
    day = in_vietnam(_moment(f"{_DAYS_OF_HISTORY} 0:00", now)).date()
    while day <= in_vietnam(now).date():
        moment = datetime.combine(day, _ROUND, VIETNAM).astimezone(UTC)
        if moment < now:
            yield moment
        day += _DAY


def _moment(when: str, now: datetime) -> datetime:
    """What an act's `when` means at this moment; see `Act`."""
    if when.endswith("m"):
        return now - timedelta(minutes=int(when.removesuffix("m")))
    days, clock = when.split()
    hour, minute = map(int, clock.split(":"))
    day = in_vietnam(now).date()
    for _ in range(int(days)):
        day -= _DAY
        while not is_working_day(day):
            day -= _DAY
    return datetime.combine(day, time(hour, minute), VIETNAM).astimezone(UTC)
