"""A collective case is found by what its workers said, as long as they say it there, and by nothing else of theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grievances.model import CaseFilter
from grievances.privacy.my_data import MyData
from grievances.queue.search import WordIndex
from storage.tables import CaseExclusion, CaseRecord, CollectiveMember
from tests.grievances.cast import Union
from tests.grievances.collective_cast import chat, join, proof, report


async def found(union: Union, words: str, who: str = "north") -> set[str]:
    async with union.database.transaction() as tx:
        return {row.case_id for row in (await union.desk.list(tx, union.staff[who], CaseFilter(words=words), 1)).rows}


async def three(union: Union) -> list[str]:
    texts = ("Công ty nợ lương tháng mười.", "Quản đốc ép ký giấy trắng.", "Không ai trả tiền làm đêm.")
    return [await report(union, number, text) for number, text in enumerate(texts, 1)]


@pytest.fixture
async def collective(union: Union) -> str:
    return await join(union, await three(union))


@pytest.mark.parametrize("words", ["nợ lương", "ep ky", "giấy trắng", "làm đêm", "nợ lương giấy trắng"])
async def test_what_any_of_its_workers_wrote_finds_it(union: Union, collective: str, words: str) -> None:
    assert await found(union, words) == {collective}


@pytest.mark.parametrize("who", ["south", "mine"])
async def test_officers_of_other_units_find_nothing_by_those_words(union: Union, collective: str, who: str) -> None:
    assert await found(union, "nợ lương", who) == set()


async def test_whom_it_is_about_finds_nothing(union: Union, collective: str) -> None:
    async with union.database.transaction() as tx:
        about = union.staff["north"].id
        tx.add(CaseExclusion(case_id=collective, staff_id=about, cause="named", at=union.clock()))
    assert await found(union, "nợ lương") == set()


async def test_what_a_worker_adds_later_finds_it_too(union: Union, collective: str) -> None:
    async with union.database.transaction() as tx:
        [member] = await union.cases.mine(tx, chat(2))
        await union.cases.add_text(tx, proof(2), member.case_id, "Hôm qua cắt thưởng chuyên cần.")
    assert await found(union, "chuyên cần") == {collective}


async def test_notes_of_before_about_one_worker_do_not_find_it(union: Union) -> None:
    members = await three(union)
    async with union.database.transaction() as tx:
        await union.desk.note(tx, union.staff["mill"], members[0], await union.version(members[0]), "Chị Bích tổ hai")
    assert await found(union, "chị Bích") == {members[0]}
    await join(union, members)
    assert await found(union, "chị Bích") == set()


async def test_what_is_taken_out_again_does_not_find_it_any_more(union: Union) -> None:
    members = await three(union)
    collective = await join(union, members)
    async with union.database.transaction() as tx:
        batch = await tx.scalar(select(CollectiveMember.batch_id).limit(1)) or ""
        await union.desk.collectives.undo_join(tx, union.staff["north"], collective, batch)
    assert await found(union, "giấy trắng") == {members[1]}


async def test_what_a_worker_deletes_does_not_find_it_any_more(union: Union, collective: str) -> None:
    async with union.database.transaction() as tx:
        await MyData(union.vault, union.clock, union.cases).delete(tx, chat(2), with_words=True)
    assert await found(union, "giấy trắng") == set()
    assert await found(union, "nợ lương") == {collective}


async def test_a_new_index_finds_it_as_the_old_one_did(union: Union, collective: str) -> None:
    async with union.database.transaction() as tx:
        await WordIndex(union.vault).rebuild(tx, await tx.get_one(CaseRecord, collective))
    assert await found(union, "giấy trắng") == {collective}
