"""Cases of one workplace are known as such, in the own units only, and officers can mend the spelling."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grievances.collective.workplaces import Workplaces
from grievances.model import CaseKind
from grievances.worker import Proof
from storage.errors import NotFound, RuleViolation
from storage.tables import AuditEvent, Workplace
from tests.grievances.cast import Union


async def at(union: Union, workplace: str, number: int, unit: str = "mill") -> str:
    chat = f"{number:032x}"
    opened = await union.open(unit, "Nợ lương", chat, kind=CaseKind.GRIEVANCE)
    async with union.database.transaction() as tx:
        await union.cases.set_workplace(tx, Proof(chat), opened.case_id, workplace)
    return opened.case_id


async def key(union: Union, case_id: str) -> str | None:
    return (await union.record(case_id)).workplace_key


@pytest.fixture
def workplaces(union: Union) -> Workplaces:
    return Workplaces(union.vault, union.clock)


async def test_two_spellings_get_one_key_and_one_sealed_row(union: Union) -> None:
    first = await at(union, "Cty TNHH May An Phú", 1)
    second = await at(union, "công ty may an phu, tổ 3", 2)
    assert await key(union, first) == await key(union, second) is not None
    async with union.database.transaction() as tx:
        row = (await tx.scalars(select(Workplace))).one()
    assert "Phú".encode() not in row.name_sealed
    assert "an phu" not in row.key


async def test_a_text_without_a_name_joins_nothing(union: Union) -> None:
    assert await key(union, await at(union, "công ty", 1)) is None


async def test_withdrawing_takes_the_workplace_away(union: Union) -> None:
    case_id = await at(union, "May An Phú", 1)
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, Proof(f"{1:032x}"), case_id)
    assert await key(union, case_id) is None


async def test_an_officer_merges_two_spellings_and_undoes_it(union: Union, workplaces: Workplaces) -> None:
    main, odd = await at(union, "May An Phú", 1), await at(union, "An Phú Garment", 2)
    odd_key = await key(union, odd)
    assert odd_key
    async with union.database.transaction() as tx:
        await workplaces.merge(tx, union.staff["north"], odd_key, "cty may an phú")
    assert await key(union, odd) == await key(union, main)
    later = await at(union, "an phu garment", 3)
    assert await key(union, later) == await key(union, main)
    async with union.database.transaction() as tx:
        places = await workplaces.places(tx, union.staff["north"], 1, 25)
        (merged,) = await workplaces.merged(tx, union.staff["north"])
        with pytest.raises(RuleViolation, match="một nơi rồi"):
            await workplaces.merge(tx, union.staff["north"], odd_key, "May An Phú")
        await workplaces.undo_merge(tx, union.staff["north"], merged.alias_id)
        actions = [event.action for event in await tx.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert [(place.name, place.cases) for place in places.rows] == [("May An Phú", 3)]
    assert places.total == 1
    assert await key(union, odd) == await key(union, later) == odd_key
    assert actions[-2:] == ["workplace.merged", "workplace.merge_undone"]


async def test_a_circle_of_spellings_is_refused(union: Union, workplaces: Workplaces) -> None:
    keys = [await key(union, await at(union, name, number)) for number, name in enumerate(["Alpha", "Beta", "Gamma"])]
    async with union.database.transaction() as tx:
        await workplaces.merge(tx, union.staff["north"], keys[0] or "", "Beta")
        await workplaces.merge(tx, union.staff["north"], keys[1] or "", "Gamma")
        with pytest.raises(RuleViolation):
            await workplaces.merge(tx, union.staff["north"], keys[2] or "", "Alpha")


async def test_what_one_unit_decides_binds_no_other(union: Union, workplaces: Workplaces) -> None:
    await at(union, "May An Phú", 1)
    odd_key = await key(union, await at(union, "An Phú Garment", 2)) or ""
    elsewhere = await at(union, "An Phú Garment", 3, unit="south")
    async with union.database.transaction() as tx:
        await workplaces.merge(tx, union.staff["mill"], odd_key, "May An Phú")
        (merged,) = await workplaces.merged(tx, union.staff["mill"])
    assert await key(union, elsewhere) == odd_key
    for who in ("south", "mine", "trainer"):
        async with union.database.transaction() as tx:
            with pytest.raises(NotFound):
                await workplaces.undo_merge(tx, union.staff[who], merged.alias_id)


async def test_where_many_cases_come_only_the_last_months_are_listed(union: Union, workplaces: Workplaces) -> None:
    await at(union, "Gỗ Bình Minh", 1)
    union.clock.advance(days=100)
    await at(union, "May An Phú", 2)
    async with union.database.transaction() as tx:
        few = await workplaces.places(tx, union.staff["north"], 1, per_page=2)
        many = await workplaces.places(tx, union.staff["north"], 1, per_page=1)
    assert {place.name for place in few.rows} == {"Gỗ Bình Minh", "May An Phú"}
    assert not few.recent_only
    assert [place.name for place in many.rows] == list(many.suggested) == ["May An Phú"]
    assert many.recent_only
    assert many.total == 1
    assert few.newest_only is None


async def test_where_too_many_come_it_is_said_how_many_of_the_newest_are_counted(
    union: Union, workplaces: Workplaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grievances.collective.workplaces._MOST", 2)
    await at(union, "Gỗ Bình Minh", 1)
    union.clock.advance(days=1)
    for number in (2, 3):
        await at(union, "May An Phú", number)
    async with union.database.transaction() as tx:
        found = await workplaces.places(tx, union.staff["north"], 1, per_page=25)
    assert ([place.name for place in found.rows], found.newest_only) == (["May An Phú"], 2)


async def test_an_outsider_sees_no_workplace(union: Union, workplaces: Workplaces) -> None:
    place_key = await key(union, await at(union, "May An Phú", 1)) or ""
    async with union.database.transaction() as tx:
        assert (await workplaces.places(tx, union.staff["south"], 1, 25)).rows == []
        assert await workplaces.merged(tx, union.staff["south"]) == []
        with pytest.raises(NotFound):
            await workplaces.merge(tx, union.staff["south"], place_key, "May An Phú")
