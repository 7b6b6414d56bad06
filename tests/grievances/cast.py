"""The fixed cast of the tests: a small union, its staff, one worker's chat, and a notifier that remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.alerts.emergencies import Cry, Emergencies, Reported
from grievances.desk import CaseDesk
from grievances.live.line import Delivery, DeliveryState
from grievances.model import CaseKind, Category, Opened, Role, StaffMember
from grievances.notices import Notice
from grievances.units import create_unit
from grievances.worker import OpenRequest, Proof, WorkerCases
from storage.clock import new_id
from storage.database import Database
from storage.tables import CaseRecord, Staff, StaffAddress, UnionUnit
from storage.vault import Vault
from tests.support.clock import ManualClock

CHAT = "c0ffee" * 5 + "00"
OTHER_CHAT = "beef00" * 5 + "11"
MINE = Proof(CHAT)


@dataclass
class RememberingNotifier:
    """A repeated key is kept once, as the real outbox does."""

    reachable: bool = True
    sent: dict[str, tuple[str, Notice]] = field(default_factory=dict)
    state: Delivery = field(default_factory=lambda: Delivery(DeliveryState.SENT))

    async def notify(self, tx: AsyncSession, conversation_id: str, notice: Notice) -> bool:
        if self.reachable:
            self.sent.setdefault(notice.key, (conversation_id, notice))
        return self.reachable

    async def deliveries(self, tx: AsyncSession, keys: Sequence[str]) -> Mapping[str, Delivery]:
        return {key: self.state for key in keys if key in self.sent}

    def fail(self, code: str) -> None:
        """From now on nothing gets through."""
        self.state = Delivery(DeliveryState.FAILED, code)

    async def resend(self, tx: AsyncSession, key: str) -> bool:
        return key in self.sent

    @property
    def texts(self) -> list[str]:
        return [notice.text for _, notice in self.sent.values()]


@dataclass
class Union:
    """root ─ north ─ (mill, mine) and root ─ south; one officer each, an admin at the root, a trainer in the north."""

    database: Database
    vault: Vault
    clock: ManualClock
    units: dict[str, UnionUnit]
    staff: dict[str, StaffMember]
    notifier: RememberingNotifier
    cases: WorkerCases
    desk: CaseDesk

    async def open(self, unit: str = "mill", text: str = "", chat: str = CHAT, **request: object) -> Opened:
        kind = request.get("kind", CaseKind.GRIEVANCE)
        category = request.get("category", Category.WAGES)
        assert isinstance(kind, CaseKind)
        assert isinstance(category, Category)
        asked = OpenRequest(kind, category, chat, "zalo", text, self.units[unit].id)
        async with self.database.transaction() as tx:
            return await self.cases.open(tx, asked)

    async def cry(self, text: str = "Có người bị máy cuốn tay!", unit: str = "mill", chat: str = CHAT) -> Reported:
        """An emergency, as the chat reports it."""
        cry = Cry(Category.SAFETY, chat, "zalo", text, self.units[unit].id)
        async with self.database.transaction() as tx:
            return await Emergencies(self.cases, self.vault, self.clock).report(tx, cry)

    async def record(self, case_id: str) -> CaseRecord:
        async with self.database.transaction() as tx:
            return (await tx.scalars(select(CaseRecord).where(CaseRecord.id == case_id))).one()

    async def version(self, case_id: str) -> int:
        return (await self.record(case_id)).version


async def found_union(database: Database, vault: Vault, clock: ManualClock) -> Union:
    notifier = RememberingNotifier()
    units: dict[str, UnionUnit] = {}
    staff: dict[str, StaffMember] = {}
    async with database.transaction() as tx:
        units["root"] = await create_unit(tx, "root", "Liên đoàn Lao động", None, is_intake=True)
        units["north"] = await create_unit(tx, "north", "Công đoàn phía Bắc", units["root"].id)
        units["south"] = await create_unit(tx, "south", "Công đoàn phía Nam", units["root"].id)
        units["mill"] = await create_unit(tx, "mill", "Công đoàn Nhà máy Dệt", units["north"].id)
        units["mine"] = await create_unit(tx, "mine", "Công đoàn Mỏ Than", units["north"].id)
        for name, role, unit in (
            ("admin", Role.ADMIN, "root"),
            ("north", Role.OFFICER, "north"),
            ("south", Role.OFFICER, "south"),
            ("mill", Role.OFFICER, "mill"),
            ("mine", Role.OFFICER, "mine"),
            ("trainer", Role.TRAINER, "north"),
            ("custodian", Role.CUSTODIAN, "north"),
            ("supervisor", Role.SUPERVISOR, "north"),
            ("viewer", Role.VIEWER, "north"),
        ):
            staff[name] = await hire(tx, clock, name, role, units[unit])
    cases = WorkerCases(vault, clock)
    return Union(database, vault, clock, units, staff, notifier, cases, CaseDesk(vault, clock, notifier))


async def hire(tx: AsyncSession, clock: ManualClock, name: str, role: Role, unit: UnionUnit) -> StaffMember:
    row = Staff(
        id=new_id(),
        email=f"{name}@congdoan.example",
        name=f"Cán bộ {name}",
        password_hash="",
        role=role,
        unit_id=unit.id,
        created_at=clock(),
    )
    tx.add(row)
    await tx.flush()
    return StaffMember(row.id, row.email, row.name, role, unit.id, unit.name, unit.path)


async def has_address(union: Union, *who: str) -> None:
    """Those who want to be alerted by e-mail."""
    async with union.database.transaction() as tx:
        for name in who:
            staff_id = union.staff[name].id
            sealed = union.vault.seal(f"{name}@congdoan.example", f"staff.address:{staff_id}:email")
            tx.add(StaffAddress(staff_id=staff_id, kind="email", address_sealed=sealed, updated_at=union.clock()))
