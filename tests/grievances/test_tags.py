"""Officers mark cases with their own words and find them again; nobody else learns the words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from grievances.model import CaseFilter
from grievances.tags import CHOICES, TAG_MAX, TAGS_PER_CASE, Tags, normalised
from storage.errors import NotFound, RuleViolation
from storage.tables import AuditEvent, CaseTag
from storage.vault import Vault
from tests.grievances.cast import OTHER_CHAT, Union


@pytest.fixture
def tags(union: Union) -> Tags:
    return Tags(union.vault, union.clock)


async def names(union: Union, tags: Tags, case_id: str) -> list[str]:
    async with union.database.transaction() as tx:
        return [tag.name for tag in await tags.of_case(tx, case_id)]


async def add(union: Union, tags: Tags, who: str, case_id: str, *typed: str) -> None:
    for text in typed:
        async with union.database.transaction() as tx:
            await tags.add(tx, union.staff[who], case_id, text)


async def test_a_tag_is_the_same_however_it_is_typed(union: Union, tags: Tags) -> None:
    case_id = (await union.open()).case_id
    await add(union, tags, "mill", case_id, "Nợ lương", "#NỢ  LƯƠNG ", unicodedata.normalize("NFD", "nợ lương"))
    assert await names(union, tags, case_id) == ["nợ lương"]


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(typed: str) -> None:
    try:
        name = normalised(typed)
    except RuleViolation:
        return
    assert normalised(name) == name
    assert 0 < len(name) <= TAG_MAX
    assert "#" not in name


@pytest.mark.parametrize("typed", ["", "  ", "#", "\u200b", "x" * (TAG_MAX + 1)])
async def test_what_is_no_tag_is_refused(union: Union, tags: Tags, typed: str) -> None:
    case_id = (await union.open()).case_id
    with pytest.raises(RuleViolation):
        await add(union, tags, "mill", case_id, typed)


async def test_ten_are_enough_for_a_case(union: Union, tags: Tags) -> None:
    case_id = (await union.open()).case_id
    await add(union, tags, "mill", case_id, *(f"nhãn {number}" for number in range(TAGS_PER_CASE)))
    with pytest.raises(RuleViolation, match="nhiều nhất 10"):
        await add(union, tags, "mill", case_id, "thêm nữa")
    await add(union, tags, "mill", case_id, "nhãn 3")  # is there already


async def test_the_queue_shows_the_cases_of_a_tag(union: Union, tags: Tags) -> None:
    first, _, third = [(await union.open("mill", chat=f"{number:032x}")).case_id for number in range(3)]
    await add(union, tags, "north", first, "đình công")
    await add(union, tags, "north", third, "đình công", "khẩn")
    async with union.database.transaction() as tx:
        key = (await tags.of_case(tx, first))[0].key
        found = await union.desk.list(tx, union.staff["north"], CaseFilter(tag=key), 1)
        none = await union.desk.list(tx, union.staff["south"], CaseFilter(tag=key), 1)
    assert {row.case_id for row in found.rows} == {first, third}
    assert none.total == 0


async def test_suggestions_come_from_the_own_units_only(union: Union, tags: Tags) -> None:
    await add(union, tags, "mill", (await union.open("mill")).case_id, "của nhà máy")
    await add(union, tags, "mine", (await union.open("mine", chat=OTHER_CHAT)).case_id, "của mỏ")
    async with union.database.transaction() as tx:
        seen = {
            who: [tag.name for tag in await tags.in_use(tx, union.staff[who])] for who in ("north", "mill", "south")
        }
    assert seen == {"north": ["của mỏ", "của nhà máy"], "mill": ["của nhà máy"], "south": []}
    assert len(seen["north"]) < CHOICES


@pytest.mark.parametrize("who", ["south", "mine", "trainer"])
async def test_nobody_else_touches_the_tags_of_a_case(union: Union, tags: Tags, who: str) -> None:
    case_id = (await union.open("mill")).case_id
    await add(union, tags, "mill", case_id, "kín")
    async with union.database.transaction() as tx:
        key = (await tags.of_case(tx, case_id))[0].key
        with pytest.raises(NotFound):
            await tags.add(tx, union.staff[who], case_id, "lạ")
        with pytest.raises(NotFound):
            await tags.remove(tx, union.staff[who], case_id, key)
    assert await names(union, tags, case_id) == ["kín"]


async def test_a_tag_comes_off_once_and_is_audited_without_its_word(union: Union, tags: Tags) -> None:
    case_id = (await union.open()).case_id
    await add(union, tags, "mill", case_id, "bí mật")
    for _ in range(2):
        async with union.database.transaction() as tx:
            key = await tx.scalar(select(CaseTag.key)) or "0" * 64
            await tags.remove(tx, union.staff["mill"], case_id, key)
    async with union.database.transaction() as tx:
        events = [event for event in (await tx.scalars(select(AuditEvent))).all() if "tagged" in event.action]
    assert [event.action for event in events] == ["case.tagged", "case.untagged"]
    assert all("bí mật" not in str(event.detail) for event in events)


async def test_the_word_is_sealed_and_known_again_under_a_new_secret(union: Union, tags: Tags) -> None:
    first, second = [(await union.open(chat=f"{number:032x}")).case_id for number in range(2)]
    await add(union, tags, "mill", first, "nợ lương")
    rotated = Tags(Vault(["another-secret-of-enough-length", "test-secret-of-enough-length"]), union.clock)
    await add(union, rotated, "mill", second, "nợ lương")
    async with union.database.transaction() as tx:
        rows = (await tx.scalars(select(CaseTag))).all()
    assert len({row.key for row in rows}) == 1
    assert all("nợ".encode() not in row.name_sealed for row in rows)
