"""What workers agreed to: a ledger to which rows are only added. Consent holds for the words that were shown: when they
change, it is asked for again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.tables import ConsentEvent
from storage.vault import Vault

_SUBJECT = "consent.subject"


class Purpose(StrEnum):
    REPORT = "report"  # a report, or a request to the union, is kept and handled
    LEARNING = "learning"  # messages that were not understood are kept, masked
    NEWS = "news"  # news and campaigns: nobody is asked yet, because nothing is sent yet


@dataclass(frozen=True)
class Consent:
    """The newest event of a purpose."""

    purpose: Purpose
    given: bool
    text_version: str
    at: datetime


def version_of(text: str) -> str:
    """Changes with every letter of the words that were shown."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Consents:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def newest(self, tx: AsyncSession, conversation_id: str, purpose: Purpose) -> Consent | None:
        subject = ConsentEvent.subject.in_(self._subjects(conversation_id))
        query = select(ConsentEvent).where(subject, ConsentEvent.purpose == purpose)
        event = (await tx.scalars(query.order_by(ConsentEvent.id.desc()).limit(1))).first()
        return Consent(purpose, event.given, event.text_version, event.at) if event is not None else None

    async def given(self, tx: AsyncSession, conversation_id: str, purpose: Purpose, text: str) -> bool:
        """Whether this chat agrees to these very words now."""
        newest = await self.newest(tx, conversation_id, purpose)
        return newest is not None and newest.given and newest.text_version == version_of(text)

    async def all_of(self, tx: AsyncSession, conversation_id: str) -> Sequence[Consent]:
        """The newest of each purpose that was ever answered."""
        found = [await self.newest(tx, conversation_id, purpose) for purpose in Purpose]
        return [consent for consent in found if consent is not None]

    async def record(
        self, tx: AsyncSession, conversation_id: str, purpose: Purpose, text: str, given: bool, channel_kind: str
    ) -> None:
        """Add what was answered; the same answer to the same words again adds nothing."""
        newest = await self.newest(tx, conversation_id, purpose)
        version = version_of(text)
        if newest is not None and (newest.given, newest.text_version) == (given, version):
            return
        event = ConsentEvent(
            subject=self._subjects(conversation_id)[0],
            purpose=purpose,
            text_version=version,
            given=given,
            channel_kind=channel_kind,
            at=self._clock(),
        )
        tx.add(event)
        await tx.flush()

    async def cut_ties(self, tx: AsyncSession, conversation_id: str) -> None:
        """That somebody agreed stays provable, but nobody, with the secret or without, can say who."""
        mine = ConsentEvent.subject.in_(self._subjects(conversation_id))
        await tx.execute(update(ConsentEvent).where(mine).values(subject=secrets.token_hex(32)))

    def _subjects(self, conversation_id: str) -> list[str]:
        return self._vault.index_candidates(conversation_id, _SUBJECT)
