"""Several workers of one workplace who report the same."""

from __future__ import annotations

from grievances.model import Category
from grievances.worker import Proof
from tests.grievances.cast import Union

PLACE = "Công ty TNHH May An Phú"


def chat(number: int) -> str:
    return f"{number:032x}"


def proof(number: int) -> Proof:
    return Proof(chat(number))


async def report(
    union: Union,
    number: int,
    text: str = "",
    unit: str = "mill",
    place: str = PLACE,
    category: Category = Category.WAGES,
) -> str:
    """Worker number so-and-so reports."""
    opened = await union.open(unit, text or f"Lời của người {number}", chat(number), category=category)
    async with union.database.transaction() as tx:
        await union.cases.set_workplace(tx, proof(number), opened.case_id, place)
    return opened.case_id


async def key_of(union: Union, case_id: str) -> str:
    return (await union.record(case_id)).workplace_key or ""


async def join(union: Union, members: list[str], who: str = "north", category: Category = Category.WAGES) -> str:
    key = await key_of(union, members[0])
    async with union.database.transaction() as tx:
        return await union.desk.collectives.create(tx, union.staff[who], key, category, members)
