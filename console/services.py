"""What the console is built from; the application's bootstrap fills it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from console.access.second_factor import FactorRule
from console.live.signals import Signals
from grievances.alerts.addresses import AddressKind
from grievances.desk import CaseDesk
from grievances.evidence.workshop import Cleaner, Workshop
from grievances.live.desk import LiveDesk
from knowledge.library import Answer
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault


class TopicTitles(Protocol):
    """The part of the knowledge library that the trainers' page shows."""

    def topic_ids(self) -> Sequence[str]: ...

    def title(self, topic_id: str) -> str: ...


class LawBook(TopicTitles, Protocol):
    """The part that officers cite from."""

    def answer(self, topic_id: str, on: date) -> Answer: ...


class TypingLine(Protocol):
    """Shows a worker that an officer is writing, where the platform can; never fails."""

    async def show(self, conversation_id: str) -> None: ...


@dataclass(frozen=True)
class ConsoleServices:
    """`secure_cookies`: the public address is https, so cookies get Secure and the `__Host-` prefix."""

    database: Database
    vault: Vault
    clock: Clock
    desk: CaseDesk
    live: LiveDesk
    typing: TypingLine
    signals: Signals
    secure_cookies: bool = False
    topics: LawBook | None = None
    second_factor: FactorRule = field(default_factory=FactorRule)
    alert_kinds: frozenset[AddressKind] = frozenset()
    cleaner: Cleaner = field(default_factory=Workshop)
