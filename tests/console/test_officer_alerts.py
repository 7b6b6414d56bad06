"""Where an officer wants to be alerted, on the own account."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.tables import OfficerAlert
from tests.console.cast import House


async def test_an_officer_says_where_to_be_alerted_and_tries_it(house: House) -> None:
    visitor = await house.visitor("officer")
    assert "/account/alerts" in (await visitor.get("/account")).text
    await visitor.post("/account/alerts/test")
    assert "Bạn lưu e-mail hoặc ID Telegram trước nhé." in (await visitor.get("/account/alerts")).text
    answer = await visitor.post("/account/alerts", {"email": "hung@", "telegram": "123456789"})
    assert answer.status_code == 422
    assert 'value="hung@"' in answer.text
    await visitor.post("/account/alerts", {"email": "hung@congdoan.example", "telegram": "123456789"})
    assert 'value="hung@congdoan.example"' in (await visitor.get("/account/alerts")).text
    await visitor.post("/account/alerts/test")
    await visitor.post("/account/alerts/test")
    async with house.database.transaction() as tx:
        [alert] = (await tx.scalars(select(OfficerAlert))).all()
    assert (alert.event, alert.staff_id, alert.case_id) == ("test", house.staff["officer"].id, None)


async def test_a_custodian_says_where_to_be_called_when_an_officer_asks_for_a_contact(house: House) -> None:
    visitor = await house.visitor("custodian")
    assert "/account/alerts" in (await visitor.get("/account")).text
    assert "Khi có cán bộ xin xem liên hệ của người lao động" in (await visitor.get("/account/alerts")).text
    await visitor.post("/account/alerts", {"email": "hanh@congdoan.example", "telegram": ""})
    assert 'value="hanh@congdoan.example"' in (await visitor.get("/account/alerts")).text


@pytest.mark.parametrize("who", ["trainer", "viewer"])
async def test_who_handles_no_cases_is_alerted_of_none(house: House, who: str) -> None:
    visitor = await house.visitor(who)
    assert (await visitor.get("/account/alerts")).status_code == 404
    assert (await visitor.post("/account/alerts", {"email": "a@congdoan.example"})).status_code == 404
    assert (await visitor.post("/account/alerts/test")).status_code == 404
