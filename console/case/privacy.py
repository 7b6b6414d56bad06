"""What a case page says about who the worker is, and how long the words are kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from console.services import ConsoleServices
from grievances.model import CaseView, StaffMember
from grievances.privacy.erasure import Erasure
from grievances.privacy.identity import Identities
from grievances.privacy.keeping import Keeping


async def privacy_of(tx: AsyncSession, services: ConsoleServices, staff: StaffMember, case: CaseView) -> dict[str, Any]:
    """For the templates."""
    identities = Identities(services.vault, services.clock)
    return {
        "identity": await identities.of_case(tx, staff, case.row.case_id),
        "keeping": await keeping_of(services).of_case(tx, staff, case.row.case_id),
    }


def keeping_of(services: ConsoleServices) -> Keeping:
    return Keeping(services.vault, services.clock, Erasure(services.vault, services.clock))
