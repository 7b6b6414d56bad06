"""Alerts leave from here: gathered for each person, sent once, tried again when the way is blocked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.alerts.addresses import AddressKind, StaffAddresses
from grievances.alerts.officer_alerts import AlertEvent
from grievances.numbers import shown_number
from grievances.privacy.identity import IdentityState
from storage.clock import Clock
from storage.database import Database
from storage.tables import CaseExclusion, CaseRecord, IdentityRequest, OfficerAlert, Staff
from storage.vault import Vault

QUIET = timedelta(minutes=15)  # between two messages to the same person, but for what cannot wait
AT_ONCE = frozenset({AlertEvent.RINGING, AlertEvent.URGENT, AlertEvent.TEST})
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
_LEASE = timedelta(minutes=5)  # whoever sends has so long; then another may
_MOST = 500
_NAMED = 5  # case codes in one line

_LINES: Mapping[AlertEvent, str] = {
    AlertEvent.RINGING: "Báo động khẩn cấp chưa ai nhận",
    AlertEvent.URGENT: "Vụ việc khẩn cần xem",
    AlertEvent.PASSED: "Vụ việc quá hạn",
    AlertEvent.NEAR: "Vụ việc sắp đến hạn",
    AlertEvent.ASSIGNED: "Vụ việc vừa giao cho bạn",
    AlertEvent.CONTACT_ASKED: "Có cán bộ xin xem liên hệ, chờ bạn quyết định",
    AlertEvent.CONTACT_DECIDED: "Yêu cầu xem liên hệ của bạn đã có quyết định",
}


_SPIKE = "Có loại việc hoặc nơi làm việc tăng bất thường trong 7 ngày qua. Xem mục Báo cáo."


@dataclass(frozen=True)
class Message:
    title: str
    body: str


class AlertLine(Protocol):
    """The way out of this house. `kinds`: what it is set up for."""

    @property
    def kinds(self) -> frozenset[AddressKind]: ...

    async def send(self, kind: AddressKind, address: str, message: Message) -> bool:
        """False when it did not get through."""
        ...


@dataclass(frozen=True)
class _Batch:
    alert_ids: Sequence[int]
    addresses: Mapping[AddressKind, str]
    message: Message


class AlertOutbox:
    """Several processes may drain it: an alert is leased by a conditional update before it is sent."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, line: AlertLine, public_url: str) -> None:
        self._database = database
        self._clock = clock
        self._line = line
        self._address = f"{public_url.rstrip('/')}/console"
        self._addresses = StaffAddresses(vault, clock)

    async def drain(self) -> int:
        """Send what is due; how many messages got through."""
        async with self._database.reading() as tx:
            people = (await tx.scalars(select(OfficerAlert.staff_id).where(self._is_due()).distinct())).all()
        sent = 0
        for staff_id in people:
            async with self._database.transaction() as tx:
                batch = await self._lease(tx, staff_id)
            if batch is not None:
                sent += await self._send(batch)
        return sent

    def _is_due(self) -> ColumnElement[bool]:
        return OfficerAlert.next_try_at <= self._clock()

    async def _lease(self, tx: AsyncSession, staff_id: str) -> _Batch | None:
        """Everything that waits for this person, in one message; None while they were alerted just now."""
        now = self._clock()
        query = select(OfficerAlert).where(self._is_due(), OfficerAlert.staff_id == staff_id)
        alerts = (await tx.scalars(query.limit(_MOST))).all()
        if not any(alert.event in AT_ONCE or alert.attempts for alert in alerts) and await self._is_quiet(tx, staff_id):
            return None
        leased = await tx.execute(
            update(OfficerAlert)
            .where(OfficerAlert.id.in_([alert.id for alert in alerts]), OfficerAlert.next_try_at <= now)
            .values(next_try_at=now + _LEASE, attempts=OfficerAlert.attempts + 1)
            .returning(OfficerAlert.id)
            .execution_options(synchronize_session=False)
        )
        ids = [alert_id for (alert_id,) in leased]
        events = await self._events(tx, ids)
        if not events:
            await self._drop(tx, ids)
            return None
        found = await self._addresses.of(tx, staff_id)
        addresses = {kind: address for kind, address in found.items() if kind in self._line.kinds}
        return _Batch(ids, addresses, message_of(events, self._address))

    async def _events(self, tx: AsyncSession, ids: Sequence[int]) -> list[tuple[AlertEvent, int | None]]:
        """Only what still concerns them: an account that is off gets nothing, nor who must not see the case by now, nor
        a custodian when another decided."""
        query = select(OfficerAlert.event, CaseRecord.number).join(Staff, OfficerAlert.staff_id == Staff.id)
        query = query.join(CaseRecord, OfficerAlert.case_id == CaseRecord.id, isouter=True)
        kept_out = exists().where(
            CaseExclusion.case_id == OfficerAlert.case_id, CaseExclusion.staff_id == OfficerAlert.staff_id
        )
        undecided = exists().where(
            IdentityRequest.case_id == OfficerAlert.case_id,
            IdentityRequest.state == IdentityState.WAITING,
            CaseRecord.contact_sealed.is_not(None),
        )
        timely = or_(OfficerAlert.event != AlertEvent.CONTACT_ASKED, undecided)
        rows = await tx.execute(query.where(OfficerAlert.id.in_(ids), Staff.active, ~kept_out, timely))
        return [(AlertEvent(event), number) for event, number in rows]

    async def _is_quiet(self, tx: AsyncSession, staff_id: str) -> bool:
        last: datetime | None = await tx.scalar(
            select(func.max(OfficerAlert.sent_at)).where(OfficerAlert.staff_id == staff_id)
        )
        return last is not None and self._clock() - last < QUIET

    async def _send(self, batch: _Batch) -> bool:
        """One address that gets it is enough."""
        reached = [await self._line.send(kind, to, batch.message) for kind, to in batch.addresses.items()]
        async with self._database.transaction() as tx:
            if any(reached):
                await self._done(tx, batch.alert_ids)
            else:
                await self._put_off(tx, batch.alert_ids)
        return any(reached)

    async def _done(self, tx: AsyncSession, ids: Sequence[int]) -> None:
        query = update(OfficerAlert).where(OfficerAlert.id.in_(ids))
        await tx.execute(query.values(sent_at=self._clock(), next_try_at=None))

    async def _drop(self, tx: AsyncSession, ids: Sequence[int]) -> None:
        await tx.execute(update(OfficerAlert).where(OfficerAlert.id.in_(ids)).values(next_try_at=None))

    async def _put_off(self, tx: AsyncSession, ids: Sequence[int]) -> None:
        for alert in (await tx.scalars(select(OfficerAlert).where(OfficerAlert.id.in_(ids)))).all():
            again = alert.attempts <= len(RETRIES)
            alert.next_try_at = self._clock() + RETRIES[alert.attempts - 1] if again else None


def message_of(events: Sequence[tuple[AlertEvent, int | None]], console: str) -> Message:
    """No word of any case: what kind of thing waits, how many, and by which codes officers find them."""
    if all(event is AlertEvent.TEST for event, _ in events):
        return Message("Một Chạm: tin thử", f"Bạn sẽ nhận báo tin từ Một Chạm tại đây.\nBảng làm việc: {console}")
    lines = [line for event, words in _LINES.items() if (line := _line(words, [n for e, n in events if e is event]))]
    if any(event is AlertEvent.SPIKE for event, _ in events):
        lines.append(_SPIKE)
    rings = any(event is AlertEvent.RINGING for event, _ in events)
    title = "Một Chạm: BÁO ĐỘNG KHẨN CẤP" if rings else "Một Chạm: có việc cần xem"
    return Message(title, "\n".join([*lines, f"Mở bảng làm việc: {console}"]))


def _line(words: str, numbers: Sequence[int | None]) -> str:
    codes = [shown_number(number) for number in dict.fromkeys(numbers) if number is not None]
    if not codes:
        return ""
    more = f" và {len(codes) - _NAMED} vụ việc khác" if len(codes) > _NAMED else ""
    return f"{words}: {', '.join(codes[:_NAMED])}{more}."
