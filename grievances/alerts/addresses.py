"""Where an officer wants to be alerted outside the console: an e-mail address, a Telegram chat, both or neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from grievances.audit import record as audit
from grievances.model import StaffMember
from storage.clock import Clock
from storage.errors import RuleViolation
from storage.tables import StaffAddress
from storage.vault import Vault

_LONGEST = 200


class AddressKind(StrEnum):
    EMAIL = "email"
    TELEGRAM = "telegram"


_SHAPES: Mapping[AddressKind, re.Pattern[str]] = {
    AddressKind.EMAIL: re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    AddressKind.TELEGRAM: re.compile(r"-?[0-9]{5,20}"),
}
_WRONG: Mapping[AddressKind, str] = {
    AddressKind.EMAIL: "Địa chỉ e-mail chưa đúng. Bạn xem lại giúp nhé.",
    AddressKind.TELEGRAM: "ID Telegram chỉ gồm chữ số, ví dụ 123456789. Bạn xem lại giúp nhé.",
}


class StaffAddresses:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def of(self, tx: AsyncSession, staff_id: str) -> Mapping[AddressKind, str]:
        rows = await tx.scalars(select(StaffAddress).where(StaffAddress.staff_id == staff_id))
        return {
            AddressKind(row.kind): self._vault.open(row.address_sealed, _context(staff_id, row.kind)) for row in rows
        }

    async def put(self, tx: AsyncSession, staff: StaffMember, wanted: Mapping[AddressKind, str]) -> None:
        """These and no others; an empty address takes one away. RuleViolation for one that cannot be."""
        for kind, address in wanted.items():
            if address and (len(address) > _LONGEST or not _SHAPES[kind].fullmatch(address)):
                raise RuleViolation(_WRONG[kind])
        await tx.execute(delete(StaffAddress).where(StaffAddress.staff_id == staff.id))
        for kind, address in wanted.items():
            if address:
                sealed = self._vault.seal(address, _context(staff.id, kind))
                row = StaffAddress(staff_id=staff.id, kind=kind, address_sealed=sealed, updated_at=self._clock())
                tx.add(row)
        await tx.flush()
        detail = {kind.value: bool(address) for kind, address in wanted.items()}
        await audit(tx, self._clock, staff, "staff.alerts_changed", "staff", staff.id, detail)


def _context(staff_id: str, kind: str) -> str:
    return f"staff.address:{staff_id}:{kind}"
