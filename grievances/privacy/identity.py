"""Who the worker is stays with a custodian: an officer asks with a reason, the custodian decides, and only then is the
contact open, to that officer alone and for a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from grievances.audit import record as audit
from grievances.identifiers import is_id
from grievances.model import CLOSED, CaseKind, Category, EntryKind, StaffMember
from grievances.permissions import Permission, may
from grievances.privacy.identity_alerts import GUARDS, IdentityAlerts
from grievances.queue.scope import cases_in_scope
from grievances.texts import REASON_MAX, clean_text
from grievances.timeline import SYSTEM, Step, Timeline
from grievances.units import unit_and_below
from storage.clock import Clock, new_id
from storage.errors import Conflict, NotFound, RuleViolation
from storage.tables import CaseAlarm, CaseExclusion, CaseRecord, IdentityRequest, Staff, UnionUnit
from storage.vault import Vault

OPEN_FOR = timedelta(hours=24)
PER_PAGE = 20
_CASE = "case"

_NOTHING_LEFT = "Người lao động không để lại liên hệ, hoặc đã xóa rồi."
_ASKED_ALREADY = "Bạn đã xin rồi và đang chờ quyết định. Bạn không cần xin lại."
_OPEN_ALREADY = "Liên hệ đang mở cho bạn. Bạn không cần xin lại."
_NO_CUSTODIAN = (
    "Chưa có ai giữ danh tính cho đơn vị này nên chưa xin xem được. Bạn báo quản trị viên cử một người, "
    "hoặc nhắn người lao động trong vụ việc."
)
_BY_RULE = "Tự mở: bạn là người nhận báo động khẩn cấp này."


class IdentityState(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True)
class IdentityView:
    """What an officer's own newest request has come to. `open_until` is None unless the contact is open now."""

    state: IdentityState | None = None
    asked_at: datetime | None = None
    answer: str = ""
    open_until: datetime | None = None


@dataclass(frozen=True)
class RequestView:
    """What a custodian decides on: which case, who asks and why, none of the case's words."""

    id: str
    number: int
    kind: CaseKind
    category: Category
    unit_name: str
    asker_name: str
    asked_at: datetime
    reason: str
    state: IdentityState
    decided_by: str
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True)
class RequestPage:
    requests: Sequence[RequestView]
    total: int
    page: int


@dataclass(frozen=True)
class OpenContact:
    contact: str = field(repr=False)
    number: int = 0
    until: datetime | None = None


class Identities:
    """Each method joins the caller's transaction. Out of scope, wrong role and not existing are all NotFound."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._timeline = Timeline(vault, clock)
        self._alerts = IdentityAlerts(clock)

    async def of_case(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> IdentityView:
        request = await self._newest(tx, staff, case_id)
        if request is None:
            return IdentityView()
        answer = self._opened(request.answer_sealed, f"identity.answer:{request.id}")
        until = request.open_until if self._is_open(request) else None
        return IdentityView(IdentityState(request.state), request.asked_at, answer, until)

    async def ask(self, tx: AsyncSession, staff: StaffMember, case_id: str, reason: str) -> IdentityState:
        """Ask the custodian. Whoever took the alarm of an emergency is not kept waiting: somebody may be in danger.
        RuleViolation when there is nothing to ask for, or nobody to decide."""
        case = await self._case(tx, staff, case_id)
        why = clean_text(reason, REASON_MAX)
        if case.contact_sealed is None:
            raise RuleViolation(_NOTHING_LEFT)
        before = await self._newest(tx, staff, case_id)
        if before is not None and before.state == IdentityState.WAITING:
            raise RuleViolation(_ASKED_ALREADY)
        if before is not None and self._is_open(before):
            raise RuleViolation(_OPEN_ALREADY)
        request = IdentityRequest(id=new_id(), case_id=case_id, asked_by=staff.id, asked_at=self._clock())
        request.reason_sealed = self._vault.seal(why, f"identity.reason:{request.id}")
        request.state = IdentityState.WAITING
        if await _took_the_alarm(tx, staff, case):
            self._decide(request, IdentityState.GRANTED, _BY_RULE)
        elif not await _has_custodian(tx, case.unit_id):
            raise RuleViolation(_NO_CUSTODIAN)
        tx.add(request)
        await tx.flush()
        if request.state == IdentityState.WAITING:
            await self._alerts.asked(tx, case, request)
        await audit(tx, self._clock, staff, "identity.asked", _CASE, case_id, {"state": request.state})
        return IdentityState(request.state)

    async def see(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> OpenContact:
        """The contact, for who was granted it. Each look is audited; of the first one the worker is told."""
        case = await self._case(tx, staff, case_id)
        request = await self._newest(tx, staff, case_id)
        if request is None or not self._is_open(request) or case.contact_sealed is None:
            raise NotFound
        if request.seen_at is None:
            request.seen_at = self._clock()
            await self._timeline.add(tx, case_id, Step(EntryKind.IDENTITY, actor=SYSTEM))
        await audit(tx, self._clock, staff, "identity.seen", _CASE, case_id)
        contact = self._vault.open(case.contact_sealed, f"case.contact:{case_id}")
        return OpenContact(contact, case.number, request.open_until)

    async def waiting(self, tx: AsyncSession, staff: StaffMember) -> int:
        """How many wait for this custodian; for every page, so not audited."""
        return await tx.scalar(_count(_requests(staff).where(*_in_state(staff, decided=False)))) or 0

    async def page(self, tx: AsyncSession, staff: StaffMember, decided: bool, page: int) -> RequestPage:
        """What waits, the oldest first; or what was decided, the newest first. A page beyond the end is the last."""
        query = _requests(staff).where(*_in_state(staff, decided))
        total = await tx.scalar(_count(query)) or 0
        page = min(max(page, 1), max(1, -(-total // PER_PAGE)))
        order = IdentityRequest.decided_at.desc() if decided else IdentityRequest.asked_at
        rows = await tx.execute(query.order_by(order, IdentityRequest.id).limit(PER_PAGE).offset((page - 1) * PER_PAGE))
        found = RequestPage([self._view(*row) for row in rows], total, page)
        detail = {"decided": decided, "page": page, "rows": len(found.requests)}
        await audit(tx, self._clock, staff, "identity.listed", "identity", "", detail)
        return found

    async def decide(self, tx: AsyncSession, staff: StaffMember, request_id: str, grant: bool, reason: str) -> None:
        """Yes or no, with a reason for the officer. NotFound for an own request; Conflict when it was decided."""
        query: Any = _requests(staff).where(IdentityRequest.id == request_id, IdentityRequest.asked_by != staff.id)
        query = query.with_for_update(of=IdentityRequest).execution_options(populate_existing=True)
        row = (await tx.execute(query)).one_or_none() if is_id(request_id) else None
        if row is None:
            raise NotFound
        request, case = row[0], row[1]
        answer = clean_text(reason, REASON_MAX)
        if request.state != IdentityState.WAITING:
            raise Conflict(Conflict.__doc__)
        request.decided_by = staff.id
        self._decide(request, IdentityState.GRANTED if grant else IdentityState.REFUSED, answer)
        await self._alerts.decided(tx, case, request)
        await audit(tx, self._clock, staff, f"identity.{request.state}", _CASE, request.case_id)

    def _decide(self, request: IdentityRequest, state: IdentityState, answer: str) -> None:
        request.state = state
        request.decided_at = self._clock()
        request.answer_sealed = self._vault.seal(answer, f"identity.answer:{request.id}")
        request.open_until = self._clock() + OPEN_FOR if state is IdentityState.GRANTED else None

    async def _case(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> CaseRecord:
        """The case, locked: two requests at once become one."""
        if not may(staff.role, Permission.IDENTITY_ASK) or not is_id(case_id):
            raise NotFound
        query = cases_in_scope(staff).where(CaseRecord.id == case_id).with_for_update(of=CaseRecord)
        row = (await tx.execute(query.execution_options(populate_existing=True))).one_or_none()
        if row is None:
            raise NotFound
        return row[0]

    async def _newest(self, tx: AsyncSession, staff: StaffMember, case_id: str) -> IdentityRequest | None:
        own = (IdentityRequest.case_id == case_id, IdentityRequest.asked_by == staff.id)
        query = select(IdentityRequest).where(*own).order_by(IdentityRequest.asked_at.desc(), IdentityRequest.id)
        return (await tx.scalars(query.limit(1))).first()

    def _is_open(self, request: IdentityRequest) -> bool:
        return request.open_until is not None and self._clock() < request.open_until

    def _view(
        self, request: IdentityRequest, case: CaseRecord, unit_name: str, asker: str, decider: str | None
    ) -> RequestView:
        return RequestView(
            id=request.id,
            number=case.number,
            kind=CaseKind(case.kind),
            category=Category(case.category),
            unit_name=unit_name,
            asker_name=asker,
            asked_at=request.asked_at,
            reason=self._vault.open(request.reason_sealed, f"identity.reason:{request.id}"),
            state=IdentityState(request.state),
            decided_by=decider or "",
            decided_at=request.decided_at,
            answer=self._opened(request.answer_sealed, f"identity.answer:{request.id}"),
        )

    def _opened(self, sealed: bytes | None, context: str) -> str:
        return self._vault.open(sealed, context) if sealed is not None else ""


async def erase_requests_of(tx: AsyncSession, case_id: str) -> None:
    """With the case: reasons may say who the worker is. That somebody looked stays in the audit log."""
    await tx.execute(delete(IdentityRequest).where(IdentityRequest.case_id == case_id))


_DECIDER = aliased(Staff)


def _requests(staff: StaffMember) -> Select[Any]:
    """What this custodian may decide on: cases of the own unit and below that are not about this very person."""
    if not may(staff.role, Permission.IDENTITY_DECIDE):
        raise NotFound
    query: Any = select(IdentityRequest, CaseRecord, UnionUnit.name, Staff.name, _DECIDER.name)
    query = query.join(CaseRecord, IdentityRequest.case_id == CaseRecord.id)
    query = query.join(UnionUnit, CaseRecord.unit_id == UnionUnit.id).join(Staff, IdentityRequest.asked_by == Staff.id)
    query = query.join(_DECIDER, IdentityRequest.decided_by == _DECIDER.id, isouter=True)
    about_them = select(CaseExclusion.case_id).where(CaseExclusion.staff_id == staff.id)
    scoped: Select[Any] = query.where(unit_and_below(staff.unit_path), CaseRecord.id.not_in(about_them))
    return scoped


def _in_state(staff: StaffMember, decided: bool) -> tuple[ColumnElement[bool], ...]:
    """What the worker took back meanwhile waits no more."""
    if decided:
        return (IdentityRequest.state != IdentityState.WAITING,)
    waits = IdentityRequest.state == IdentityState.WAITING
    return waits, CaseRecord.contact_sealed.is_not(None), IdentityRequest.asked_by != staff.id


def _count(query: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(query.with_only_columns(IdentityRequest.id).subquery())


async def _took_the_alarm(tx: AsyncSession, staff: StaffMember, case: CaseRecord) -> bool:
    if case.kind != CaseKind.EMERGENCY or case.status in CLOSED:
        return False
    return await tx.scalar(select(CaseAlarm.taken_by).where(CaseAlarm.case_id == case.id)) == staff.id


async def _has_custodian(tx: AsyncSession, unit_id: str) -> bool:
    """Whether anybody guards identities in this unit or above it."""
    path = (await tx.scalar(select(UnionUnit.path).where(UnionUnit.id == unit_id))) or ""
    query = select(Staff.id).join(UnionUnit, Staff.unit_id == UnionUnit.id)
    guards = Staff.role.in_(GUARDS), Staff.active.is_(True)
    above = literal(path).startswith(UnionUnit.path)
    return await tx.scalar(query.where(*guards, above).limit(1)) is not None
