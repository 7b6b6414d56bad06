"""Heads hear outside the console that something stands out, and only they."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grievances.alerts.officer_alerts import AlertEvent
from grievances.alerts.outbox import message_of
from grievances.reporting.spike_alerts import SpikeAlerts
from motcham.spike_watch import look_once
from storage.database import Database
from storage.tables import OfficerAlert
from storage.vault import Vault
from tests.grievances.cast import Union, found_union, has_address
from tests.support.clock import ManualClock


@pytest.fixture
async def union(database: Database, vault: Vault, clock: ManualClock) -> Union:
    return await found_union(database, vault, clock)


async def told(union: Union) -> list[str]:
    names = {member.id: name for name, member in union.staff.items()}
    async with union.database.transaction() as tx:
        query = select(OfficerAlert.staff_id).where(OfficerAlert.event == AlertEvent.SPIKE)
        return sorted(names[staff_id] for staff_id in await tx.scalars(query))


async def test_heads_of_the_unit_and_above_are_told_once_in_seven_days(union: Union) -> None:
    await has_address(union, "admin", "supervisor", "north", "south", "viewer")
    alerts = SpikeAlerts(union.vault, union.clock)
    assert await look_once(union.database, alerts) == 0
    for number in range(6):
        await union.open(chat=f"{number:032x}")
    assert await look_once(union.database, alerts) == 2
    assert await look_once(union.database, alerts) == 0
    assert await told(union) == ["admin", "supervisor"]
    union.clock.advance(days=8)
    assert await look_once(union.database, alerts) == 0


async def test_who_left_no_address_is_told_nothing(union: Union) -> None:
    for number in range(6):
        await union.open(chat=f"{number:032x}")
    assert await look_once(union.database, SpikeAlerts(union.vault, union.clock)) == 0


def test_the_alert_says_where_to_look_and_no_more() -> None:
    message = message_of([(AlertEvent.SPIKE, None)], "https://example/console")
    assert message.body.startswith("Có loại việc hoặc nơi làm việc tăng bất thường")
    assert "https://example/console" in message.body
