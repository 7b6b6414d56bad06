"""Words of the live conversation, and the views that the desk gets of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from grievances.live.line import Delivery
from grievances.model import CaseKind, Category, EntryView

SILENCE = timedelta(minutes=15)  # without a word from the officer the bot comes back
AWAY = timedelta(minutes=5)  # how long the officer's page may be closed before another one is called
SIGN_EVERY = timedelta(seconds=30)  # an open page need not be noted each time it asks
PATIENCE = timedelta(minutes=5)  # how long a request waits for its unit before it rings one further up
WAITS = timedelta(hours=24)  # then nobody expects a live conversation any more; the case stays
TYPING = timedelta(seconds=6)  # how long a sign of typing lasts
LIVE_TEXT_MAX = 2_000  # a chat message on Zalo holds no more: a longer one would arrive in pieces


class LiveState(StrEnum):
    OFFERED = "offered"  # by an officer; the worker has not answered yet
    ASKED = "asked"
    TAKEN = "taken"
    ENDED = "ended"


class EndedBy(StrEnum):
    STAFF = "staff"
    WORKER = "worker"
    SILENCE = "silence"
    NOBODY = "nobody"  # nobody took it within the day
    LEFT = "left"  # the officer signed out, was switched off, or closed the page; another one is called


@dataclass(frozen=True)
class LiveLink:
    """The live conversation that a worker's message belongs to."""

    live_id: str
    case_id: str


@dataclass(frozen=True)
class Presence:
    """The officer as the worker's page shows them; `typed_at` is None when they are not typing now."""

    live: bool
    typed_at: datetime | None


@dataclass(frozen=True)
class ChatRow:
    """A request, or a conversation that goes on (`holder` is who talks). `rings_in`: the highest unit it rings for."""

    case_id: str
    number: int
    kind: CaseKind
    category: Category
    unit_name: str
    asked_at: datetime
    holder: str
    rings_in: str


@dataclass(frozen=True)
class ChatLists:
    waiting: Sequence[ChatRow]
    running: Sequence[ChatRow]


@dataclass(frozen=True)
class LiveView:
    """What an officer sees of one conversation. `state` is None when there never was one; `mine`: this officer talks;
    `can_type`: the platform of the worker tells when they type; `sign_due`: the open page of who talks should be noted
    (`LiveDesk.is_here`)."""

    case_id: str
    number: int
    kind: CaseKind
    category: Category
    unit_name: str
    channel_kind: str
    reachable: bool
    closed: bool
    state: LiveState | None
    mine: bool
    holder: str
    asked_at: datetime | None
    ends_at: datetime | None
    worker_types: bool
    sign_due: bool
    entries: Sequence[EntryView]
    deliveries: Mapping[int, Delivery]
