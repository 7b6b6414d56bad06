from __future__ import annotations

import pytest

from grievances.model import CaseKind, Category
from grievances.units import create_unit, intake_unit_id, unit_by_code
from grievances.worker import OpenRequest, WorkerCases
from storage.database import Database
from storage.errors import ConfigError, NotFound, RuleViolation
from storage.vault import Vault
from tests.grievances.cast import CHAT, Union
from tests.support.clock import ManualClock


async def test_a_unit_knows_its_level_and_its_path_from_its_parent(union: Union) -> None:
    root, north, mill = union.units["root"], union.units["north"], union.units["mill"]
    assert [root.level, north.level, mill.level] == [1, 2, 3]
    assert mill.path == f"/{root.id}/{north.id}/{mill.id}/"


async def test_the_tree_has_three_levels_and_no_more(union: Union) -> None:
    with pytest.raises(RuleViolation, match="ba cấp"):
        async with union.database.transaction() as tx:
            await create_unit(tx, "too-deep", "Tổ công đoàn", union.units["mill"].id)


@pytest.mark.parametrize(("code", "name"), [("mill", "Trùng mã"), ("", "Không mã"), ("x" * 41, "Mã dài"), ("x", " ")])
async def test_a_unit_needs_a_code_of_its_own_and_a_name(sqlite_union: Union, code: str, name: str) -> None:
    with pytest.raises(RuleViolation):
        async with sqlite_union.database.transaction() as tx:
            await create_unit(tx, code, name, None)


async def test_a_unit_under_nothing_is_refused(sqlite_union: Union) -> None:
    with pytest.raises(NotFound):
        async with sqlite_union.database.transaction() as tx:
            await create_unit(tx, "lost", "Lạc", "0" * 32)


async def test_there_is_one_intake_unit(union: Union) -> None:
    async with union.database.transaction() as tx:
        assert await intake_unit_id(tx) == union.units["root"].id
        south = await unit_by_code(tx, "south")
        desk = await create_unit(tx, "intake", "Bộ phận tiếp nhận", union.units["root"].id, is_intake=True)
        assert await intake_unit_id(tx) == desk.id
        assert south is not None
        assert await unit_by_code(tx, "nowhere") is None


async def test_without_an_intake_unit_the_topmost_takes_the_case(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as tx:
        top = await create_unit(tx, "z", "Trên", None)
        await create_unit(tx, "a", "Dưới", top.id)
        assert await intake_unit_id(tx) == top.id


async def test_a_case_without_any_unit_tells_the_operator_what_to_do(
    database: Database, vault: Vault, clock: ManualClock
) -> None:
    with pytest.raises(ConfigError, match="đơn vị"):
        async with database.transaction() as tx:
            await WorkerCases(vault, clock).open(tx, OpenRequest(CaseKind.GRIEVANCE, Category.OTHER, CHAT, "web"))
