"""The trainers' side of what was not understood: the same words are one question, to be taken into a topic or not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.folding import fold
from knowledge.heard import Reason, text_context
from storage.clock import Clock
from storage.errors import Conflict, NotFound
from storage.tables import HeardMessage
from storage.vault import Vault

WINDOW = 2_000  # of the newest questions: so many are opened for a search
_KEY = re.compile(r"[0-9a-f]{64}")

Scope = Select[Any]
"""The ids of the units whose messages somebody may read."""


_Groups = Select[str, date, int, str]


class State(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Wanted:
    """What a list is to show. All of `words` must be in a question, in any order, with or without diacritics."""

    state: State = State.NEW
    reason: Reason | None = None
    words: str = ""


@dataclass(frozen=True)
class Question:
    """The same words in one state, however often they were said. `guesses`: the intents that the bot took them for."""

    key: str
    state: State
    text: str
    times: int
    last_on: date
    guesses: tuple[str, ...]
    taken_as: str
    reasons: Mapping[Reason, int] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionPage:
    """`beyond`: there are older questions that a search did not look at."""

    questions: Sequence[Question]
    total: int
    page: int
    per_page: int
    beyond: bool = False


class Review:
    """Each method joins the caller's transaction, and sees nothing outside of the scope."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def find(self, tx: AsyncSession, scope: Scope, wanted: Wanted, page: int, per_page: int = 25) -> QuestionPage:
        """Newest first; a page beyond the end is the last one."""
        groups = _groups(scope, wanted)
        total = await tx.scalar(select(func.count()).select_from(groups.subquery())) or 0
        beyond = False
        if wanted.words:
            keys = await self._matching(tx, groups, wanted.words)
            groups, beyond, total = groups.where(HeardMessage.same_key.in_(keys)), total > WINDOW, len(keys)
        page = min(max(page, 1), max(1, -(-total // per_page)))
        rows = (await tx.execute(groups.limit(per_page).offset((page - 1) * per_page))).all()
        return QuestionPage(await self._questions(tx, scope, wanted.state, rows), total, page, per_page, beyond)

    async def counts(self, tx: AsyncSession, scope: Scope) -> dict[State, int]:
        """How many questions there are in each state."""
        columns = select(HeardMessage.state, func.count(HeardMessage.same_key.distinct()))
        rows = await tx.execute(columns.where(HeardMessage.unit_id.in_(scope)).group_by(HeardMessage.state))
        return dict.fromkeys(State, 0) | {State(state): count for state, count in rows}

    async def one(self, tx: AsyncSession, scope: Scope, key: str, state: State) -> Question:
        """Raise NotFound when there is no such question in this state."""
        rows = (await tx.execute(_groups(scope, Wanted(state)).where(_is(key)))).all()
        if not rows:
            raise NotFound
        return (await self._questions(tx, scope, state, rows))[0]

    async def take(self, tx: AsyncSession, scope: Scope, staff_id: str, key: str, intent: str) -> None:
        """All of it, also what was taken before as something else. Conflict when somebody was faster."""
        await self._settle(tx, scope, staff_id, key, State.TAKEN, intent)
        earlier = (HeardMessage.state == State.TAKEN) & _is(key) & HeardMessage.unit_id.in_(scope)
        await tx.execute(update(HeardMessage).where(earlier).values(taken_as=intent))

    async def dismiss(self, tx: AsyncSession, scope: Scope, staff_id: str, key: str) -> None:
        """Raise Conflict when somebody was faster."""
        await self._settle(tx, scope, staff_id, key, State.DISMISSED, None)

    async def undo(self, tx: AsyncSession, scope: Scope, key: str) -> None:
        """As new again, whatever was decided. Raise NotFound when nothing was."""
        decided = (HeardMessage.state != State.NEW) & _is(key) & HeardMessage.unit_id.in_(scope)
        back = {"state": State.NEW, "taken_as": None, "handled_by": None, "handled_at": None}
        if not await _changed(tx, decided, back):
            raise NotFound

    async def taken(self, tx: AsyncSession, scope: Scope) -> dict[str, list[str]]:
        """Every way in which the questions were written that were taken into an intent, by intent; the last decision
        about the same words counts."""
        columns = select(HeardMessage.id, HeardMessage.text_sealed, HeardMessage.taken_as)
        mine = columns.where(HeardMessage.state == State.TAKEN, HeardMessage.unit_id.in_(scope))
        owners: dict[str, tuple[str, str]] = {}
        for row_id, sealed, intent in await tx.execute(mine.order_by(HeardMessage.handled_at, HeardMessage.id)):
            text = self._vault.open(sealed, text_context(row_id))
            owners[text.lower()] = (intent or "", text)
        examples: dict[str, list[str]] = {}
        for intent, text in sorted(owners.values()):
            examples.setdefault(intent, []).append(text)
        return examples

    async def _settle(
        self, tx: AsyncSession, scope: Scope, staff_id: str, key: str, state: State, intent: str | None
    ) -> None:
        mine = _is(key) & HeardMessage.unit_id.in_(scope)
        values = {"state": state, "taken_as": intent, "handled_by": staff_id, "handled_at": self._clock()}
        if await _changed(tx, mine & (HeardMessage.state == State.NEW), values):
            return
        known = await tx.scalar(select(HeardMessage.id).where(mine).limit(1))
        raise NotFound if known is None else Conflict

    async def _matching(self, tx: AsyncSession, groups: _Groups, words: str) -> list[str]:
        """Which of the newest questions have all of the words."""
        wanted = fold(words).split()
        rows = (await tx.execute(groups.limit(WINDOW))).all()
        texts = await self._opened(tx, [row.sample for row in rows])
        return [row.same_key for row in rows if wanted and _has_all(texts[row.sample][0], wanted)]

    async def _questions(self, tx: AsyncSession, scope: Scope, state: State, rows: Sequence[Any]) -> Sequence[Question]:
        opened = await self._opened(tx, [row.sample for row in rows])
        reasons = await _reasons(tx, scope, state, [row.same_key for row in rows])
        made = []
        for row in rows:
            text, message = opened[row.sample]
            guesses = tuple(dict.fromkeys(name for name in (message.intent, *message.candidates) if name))
            counted, taken_as = reasons.get(row.same_key, {}), message.taken_as or ""
            made.append(Question(row.same_key, state, text, row.times, row.last_on, guesses, taken_as, counted))
        return made

    async def _opened(self, tx: AsyncSession, ids: Sequence[str]) -> dict[str, tuple[str, HeardMessage]]:
        messages = await tx.scalars(select(HeardMessage).where(HeardMessage.id.in_(ids)))
        return {found.id: (self._vault.open(found.text_sealed, text_context(found.id)), found) for found in messages}


def _groups(scope: Scope, wanted: Wanted) -> _Groups:
    """One row for the same words, with one of the messages as a sample."""
    last_on = func.max(HeardMessage.created_on).label("last_on")
    times = func.count().label("times")
    columns = select(HeardMessage.same_key, last_on, times, func.min(HeardMessage.id).label("sample"))
    query = columns.where(HeardMessage.state == wanted.state, HeardMessage.unit_id.in_(scope))
    if wanted.reason is not None:
        query = query.where(HeardMessage.reason == wanted.reason)
    return query.group_by(HeardMessage.same_key).order_by(last_on.desc(), times.desc(), HeardMessage.same_key)


async def _reasons(tx: AsyncSession, scope: Scope, state: State, keys: Sequence[str]) -> dict[str, dict[Reason, int]]:
    columns = select(HeardMessage.same_key, HeardMessage.reason, func.count())
    mine = columns.where(HeardMessage.state == state, HeardMessage.unit_id.in_(scope), HeardMessage.same_key.in_(keys))
    counted: dict[str, dict[Reason, int]] = {}
    for key, reason, times in await tx.execute(mine.group_by(HeardMessage.same_key, HeardMessage.reason)):
        counted.setdefault(key, {})[Reason(reason)] = times
    return counted


async def _changed(tx: AsyncSession, which: ColumnElement[bool], values: Mapping[str, Any]) -> bool:
    done: CursorResult[Any] = await tx.execute(update(HeardMessage).where(which).values(**values))  # type: ignore[assignment]
    return done.rowcount > 0


def _is(key: str) -> ColumnElement[bool]:
    """A key that is none matches nothing: what a browser sends may be anything."""
    return HeardMessage.same_key == (key if _KEY.fullmatch(key) else "")


def _has_all(text: str, wanted: Sequence[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in wanted)
