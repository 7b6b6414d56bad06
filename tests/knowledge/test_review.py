"""The trainers' list of what was not understood, on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from knowledge.heard import Heard, HeardMessages, Reason
from knowledge.review import WINDOW, Question, QuestionPage, Review, Scope, State, Wanted
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.tables import HeardMessage, Staff, UnionUnit
from storage.vault import Vault
from tests.support.clock import ManualClock

LAN = "staff-lan"


@dataclass
class Room:
    """Two units and a trainer."""

    database: Database
    vault: Vault
    clock: ManualClock
    review: Review

    async def hear(
        self, said: str, times: int = 1, reason: Reason = Reason.UNKNOWN, unit: str = "north", intent: str = "faq/dues"
    ) -> None:
        keeper = HeardMessages(self.vault, self.clock)
        async with self.database.transaction() as tx:
            for _ in range(times):
                await keeper.keep(tx, Heard(said, reason, unit, "zalo", intent, 0.4, [intent, "ask_human"]))

    async def page(
        self, wanted: Wanted | None = None, unit: str = "north", page: int = 1, size: int = 25
    ) -> QuestionPage:
        async with self.database.reading() as tx:
            return await self.review.find(tx, only(unit), wanted or Wanted(), page, size)

    async def texts(self, wanted: Wanted | None = None, unit: str = "north") -> list[str]:
        return [question.text for question in (await self.page(wanted, unit)).questions]

    async def key(self, unit: str = "north") -> str:
        return (await self.page(unit=unit)).questions[0].key

    async def take(self, key: str, intent: str, unit: str = "north") -> None:
        async with self.database.transaction() as tx:
            await self.review.take(tx, only(unit), LAN, key, intent)

    async def dismiss(self, key: str, unit: str = "north") -> None:
        async with self.database.transaction() as tx:
            await self.review.dismiss(tx, only(unit), LAN, key)

    async def undo(self, key: str, unit: str = "north") -> None:
        async with self.database.transaction() as tx:
            await self.review.undo(tx, only(unit), key)

    async def taken(self, unit: str = "north") -> dict[str, list[str]]:
        async with self.database.reading() as tx:
            return await self.review.taken(tx, only(unit))


def only(unit: str) -> Scope:
    return select(UnionUnit.id).where(UnionUnit.id == unit)


@pytest.fixture
async def room(database: Database, vault: Vault, clock: ManualClock) -> Room:
    async with database.transaction() as tx:
        for name in ("north", "south"):
            tx.add(UnionUnit(id=name, code=name, name=name, level=1, path=f"/{name}/"))
        await tx.flush()
        tx.add(
            Staff(id=LAN, email="l@x", name="L", password_hash="", role="trainer", unit_id="north", created_at=clock())
        )
    return Room(database, vault, clock, Review(vault, clock))


async def test_the_same_words_are_one_question(room: Room) -> None:
    await room.hear("Thưởng Tết bao nhiêu?", 2)
    await room.hear("thuong tet  bao nhieu", 38, Reason.RATED_BAD)
    await room.hear("chuyện khác")
    first, second = (await room.page()).questions
    assert (first.times, first.reasons) == (40, {Reason.UNKNOWN: 2, Reason.RATED_BAD: 38})
    assert first.guesses == ("faq/dues", "ask_human")
    assert (second.text, second.times) == ("chuyện khác", 1)


async def test_the_newest_come_first_and_then_the_most_frequent(room: Room) -> None:
    await room.hear("hôm trước", 5)
    room.clock.advance(days=1)
    await room.hear("một lần")
    await room.hear("hai lần", 2)
    assert await room.texts() == ["hai lần", "một lần", "hôm trước"]


async def test_only_the_units_of_the_scope_are_seen_or_changed(room: Room) -> None:
    await room.hear("chung một câu", unit="north")
    await room.hear("chung một câu", 2, unit="south")
    key = await room.key()
    assert [question.times for question in (await room.page(unit="south")).questions] == [2]
    await room.take(key, "faq/dues")
    assert await room.taken("south") == {}
    assert [question.times for question in (await room.page(unit="south")).questions] == [2]
    with pytest.raises(NotFound):
        await room.undo(key, "south")
    with pytest.raises(NotFound):
        await room.dismiss(key, "east")


async def test_the_list_is_filtered_by_reason_and_state(room: Room) -> None:
    await room.hear("chưa hiểu")
    await room.hear("trả lời dở", reason=Reason.RATED_BAD)
    assert await room.texts(Wanted(reason=Reason.RATED_BAD)) == ["trả lời dở"]
    await room.dismiss((await room.page(Wanted(reason=Reason.RATED_BAD))).questions[0].key)
    assert await room.texts() == ["chưa hiểu"]
    assert await room.texts(Wanted(State.DISMISSED)) == ["trả lời dở"]
    assert await room.texts(Wanted(State.DISMISSED, Reason.UNKNOWN)) == []


@pytest.mark.parametrize("words", ["thai san", "sản THAI", "  thai   sản ", "nghi thai"])
async def test_words_are_found_with_and_without_diacritics(room: Room, words: str) -> None:
    await room.hear("nghỉ thai sản mấy tháng")
    await room.hear("chuyện khác")
    found = await room.page(Wanted(words=words))
    assert ([question.text for question in found.questions], found.total) == (["nghỉ thai sản mấy tháng"], 1)
    assert not found.beyond


@pytest.mark.parametrize("words", ["???", "không có đâu", "\x00", "%", "'; --", "\ud800"])
async def test_words_that_are_nowhere_find_nothing(room: Room, words: str) -> None:
    await room.hear("nghỉ thai sản mấy tháng")
    assert await room.texts(Wanted(words=words)) == []


async def test_a_search_says_that_it_did_not_look_at_everything(room: Room) -> None:
    async with room.database.transaction() as tx:
        await tx.execute(
            HeardMessage.__table__.insert(),
            [_row(room, f"{number:032x}", f"{number:064x}", f"câu {number}") for number in range(WINDOW + 1)],
        )
    found = await room.page(Wanted(words="câu"))
    assert (found.total, found.beyond) == (WINDOW, True)


async def test_pages_stay_within_their_bounds(room: Room) -> None:
    for number in range(5):
        await room.hear(f"câu thứ {number}")
    shown = [await room.page(page=page, size=2) for page in (1, 3, 99, -1)]
    assert [(page.page, len(page.questions), page.total) for page in shown] == [
        (1, 2, 5), (3, 1, 5), (3, 1, 5), (1, 2, 5),
    ]  # fmt: skip
    assert [page.total for page in [await room.page(Wanted(words="xyz"), page=7)]] == [0]


async def test_what_was_taken_is_handed_out_in_each_way_of_writing(room: Room) -> None:
    await room.hear("Thưởng Tết bao nhiêu", 3)
    await room.hear("thuong tet bao nhieu")
    await room.hear("còn lại")
    key = next(question.key for question in (await room.page()).questions if question.times == 4)
    await room.take(key, "faq/tet_bonus")
    assert await room.taken() == {"faq/tet_bonus": ["Thưởng Tết bao nhiêu", "thuong tet bao nhieu"]}
    async with room.database.reading() as tx:
        taken = await room.review.one(tx, only("north"), key, State.TAKEN)
    assert (taken.taken_as, taken.times) == ("faq/tet_bonus", 4)


async def test_the_last_decision_about_the_same_words_counts(room: Room) -> None:
    await room.hear("thưởng tết")
    await room.take(await room.key(), "faq/dues")
    room.clock.advance(days=1)
    await room.hear("thưởng tết")
    await room.take(await room.key(), "faq/tet_bonus")
    assert await room.taken() == {"faq/tet_bonus": ["thưởng tết"]}


@pytest.mark.parametrize("act", ["take", "dismiss"])
async def test_a_decision_can_be_undone(room: Room, act: str) -> None:
    await room.hear("thưởng tết", 2)
    key = await room.key()
    await (room.take(key, "faq/dues") if act == "take" else room.dismiss(key))
    assert await room.texts() == []
    await room.undo(key)
    assert await room.texts() == ["thưởng tết"]
    assert await room.taken() == {}
    with pytest.raises(NotFound):
        await room.undo(key)


async def test_who_comes_second_is_told(room: Room) -> None:
    await room.hear("thưởng tết")
    key = await room.key()
    await room.dismiss(key)
    with pytest.raises(Conflict):
        await room.take(key, "faq/dues")
    with pytest.raises(Conflict):
        await room.dismiss(key)


@pytest.mark.parametrize("key", ["", "x", "\x00", "0" * 64, "'", "0" * 5000])
async def test_a_key_that_is_none_is_not_found(room: Room, key: str) -> None:
    await room.hear("thưởng tết")
    for attempt in (room.dismiss(key), room.undo(key), room.take(key, "faq/dues")):
        with pytest.raises(NotFound):
            await attempt
    async with room.database.reading() as tx:
        with pytest.raises(NotFound):
            await room.review.one(tx, only("north"), key, State.NEW)


async def test_the_words_are_sealed_and_their_order_is_not_kept(room: Room) -> None:
    for number in range(8):
        await room.hear(f"câu số {number}")
    async with room.database.reading() as tx:
        rows = (await tx.execute(text("SELECT id, text_sealed FROM heard_message"))).all()
        if room.database.is_sqlite:
            assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert not any(b"c\xc3\xa2u" in bytes(row.text_sealed) for row in rows)


def _row(room: Room, row_id: str, key: str, said: str) -> dict[str, object]:
    sealed = room.vault.seal(said, f"heard.text:{row_id}")
    kept = {"unit_id": "north", "channel_kind": "web", "reason": "unknown", "intent": "", "confidence": 0.0}
    day = room.clock().date()
    return {
        **kept,
        "id": row_id,
        "same_key": key,
        "text_sealed": sealed,
        "candidates": [],
        "created_on": day,
        "state": "new",
    }


def test_a_question_without_a_guess_has_none() -> None:
    assert Question("k", State.NEW, "x", 1, ManualClock()().date(), (), "").reasons == {}
