"""Words of a case are found, with and without diacritics, and stand nowhere in the clear."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from grievances.folding import fold, words_of
from grievances.queue import search
from grievances.queue.search import WordIndex, forget_words
from storage.tables import CaseRecord, CaseWord
from storage.vault import Vault
from tests.grievances.cast import MINE, Union


async def found(union: Union, text: str, *, loose: bool = False, vault: Vault | None = None) -> set[str]:
    index = WordIndex(vault or union.vault)
    async with union.database.transaction() as tx:
        conditions = await index.matches(tx, text, loose)
        return set(await tx.scalars(select(CaseRecord.id).where(*conditions)))


def test_folding_takes_every_mark_away() -> None:
    assert fold("Đường ĐỎ quẹo, NGHỈ Ưu tiên") == "duong do queo, nghi uu tien"


def test_frequent_syllables_count_only_beside_another() -> None:
    words = words_of("Công ty không chi trả lương")
    assert words.singles == {"cong", "ty", "tra", "luong"}
    assert {"chi tra", "tra luong", "cong ty"} <= words.pairs
    assert "khong chi" not in words.pairs


@pytest.mark.parametrize("typed", ["chậm lương", "cham luong", "CHAM  LƯƠNG", "chậm, lương!", "lương"])
async def test_what_a_worker_wrote_is_found(union: Union, typed: str) -> None:
    case_id = (await union.open(text="Công ty chậm lương hai tháng nay.")).case_id
    await union.open(text="Bữa ăn ca có sâu.")
    assert await found(union, typed) == {case_id}


async def test_words_that_stand_apart_are_found_only_loosely(union: Union) -> None:
    case_id = (await union.open(text="Lương tháng này trả chậm.")).case_id
    assert await found(union, "chậm lương") == set()
    assert await found(union, "chậm lương", loose=True) == {case_id}


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "là và của", "%", "a" * 300, "\u202e"])
async def test_nothing_to_search_for_finds_nothing(union: Union, typed: str) -> None:
    await union.open(text="Công ty chậm lương là và của ai.")
    assert await found(union, typed) == set()


async def test_replies_notes_reasons_and_workplaces_are_found_too(union: Union) -> None:
    case_id = (await union.open(text="Tăng ca quá giờ")).case_id
    member = union.staff["mill"]
    async with union.database.transaction() as tx:
        await union.cases.set_workplace(tx, MINE, case_id, "Xưởng Hoa Sen")
    for act in (union.desk.reply, union.desk.note):
        async with union.database.transaction() as tx:
            await act(tx, member, case_id, await union.version(case_id), f"{act.__name__} thanh tra")
    for typed in ("hoa sen", "tang ca", "note thanh", "reply thanh"):
        assert await found(union, typed) == {case_id}, typed


async def test_a_workplace_that_was_corrected_or_taken_back_is_not_found(union: Union) -> None:
    case_id = (await union.open(text="Tăng ca quá giờ")).case_id
    for name in ("Xưởng Hoa Sen", "Xưởng Bông Lúa"):
        async with union.database.transaction() as tx:
            await union.cases.set_workplace(tx, MINE, case_id, name)
    assert await found(union, "hoa sen") == set()
    async with union.database.transaction() as tx:
        await union.cases.withdraw(tx, MINE, case_id)
    assert await found(union, "bông lúa") == set()
    assert await found(union, "tăng ca") == {case_id}


async def test_a_forgotten_case_is_found_by_no_word(union: Union) -> None:
    case_id = (await union.open(text="Tăng ca quá giờ")).case_id
    other = (await union.open(text="Tăng ca không lương", unit="mine")).case_id
    async with union.database.transaction() as tx:
        await forget_words(tx, case_id)
    assert await found(union, "tăng ca") == {other}


async def test_after_a_rotation_old_cases_are_found_before_and_after_reindexing(union: Union) -> None:
    case_id = (await union.open(text="Tăng ca quá giờ")).case_id
    rotated = Vault(["another-secret-of-enough-length", "test-secret-of-enough-length"])
    assert await found(union, "tăng ca", vault=rotated) == {case_id}
    done: int | None = 0
    while done is not None:
        async with union.database.transaction() as tx:
            done = await WordIndex(rotated).rebuild_batch(tx, done, 1)
    assert await found(union, "tăng ca", vault=rotated) == {case_id}
    assert await found(union, "tăng ca", vault=Vault(["another-secret-of-enough-length"])) == {case_id}
    assert await found(union, "tăng ca") == set()


async def test_a_very_long_text_is_indexed_whole(union: Union) -> None:
    text = " ".join(f"w{number}" for number in range(1_200))
    case_id = (await union.open(text=text)).case_id
    assert await found(union, "w1198 w1199") == {case_id}
    async with union.database.transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(CaseWord)) == 2_399


async def test_words_that_stand_in_many_cases_are_found_as_those_of_few(
    union: Union, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = (await union.open(text="Công ty chậm lương hai tháng nay.")).case_id
    await union.open(text="Chậm đóng bảo hiểm, lương thì đủ.")
    for few in (0, 1, 2_000):
        monkeypatch.setattr(search, "_FEW", few)
        assert await found(union, "chậm lương") == {case_id}
        assert await found(union, "bữa lương") == set()
