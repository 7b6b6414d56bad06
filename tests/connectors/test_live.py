"""While an officer talks: the bot is silent, nothing that either writes is lost, and the worker can always go back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from connectors.errors import ContactGone, EngineError, SendPermanent
from connectors.messages import Attachment, Button, EventKind, Media, Reply
from connectors.outbox import OutboxNotifier
from grievances.live import words
from grievances.live.desk import LiveDesk
from grievances.live.line import DeliveryState
from grievances.live.model import LiveView
from grievances.live.worker import LiveWorker
from grievances.model import CaseKind, EntryKind
from storage.database import Database
from storage.tables import CaseAlarm, Conversation, InboxItem, LiveChat
from storage.vault import Vault
from tests.connectors.conftest import World, make_world
from tests.connectors.pictures import jpeg_with_place
from tests.grievances.cast import Union, found_union
from tests.support.clock import ManualClock

OLD_MENU = Reply("Bạn cần gì?", (Button("Lương", '/ask_topic{"topic":"wage"}'), Button("Gặp cán bộ", "/ask_human")))


@dataclass
class Line:
    """A worker's chat, the bot behind it, and an officer."""

    world: World
    union: Union
    chat: str
    case_id: str

    @property
    def desk(self) -> LiveDesk:
        return LiveDesk(self.world.vault, self.world.clock, OutboxNotifier(self.world.vault, self.world.clock))

    async def take(self) -> None:
        async with self.world.database.transaction() as tx:
            await LiveWorker(self.world.vault, self.world.clock).ask(tx, self.chat, self.case_id)
            await self.desk.take(tx, self.union.staff["mill"], self.case_id)
        await self.world.work()
        self.world.clock.advance(seconds=1)

    async def say(self, text: str, key: str) -> None:
        async with self.world.database.transaction() as tx:
            await self.desk.say(tx, self.union.staff["mill"], self.case_id, key, text)

    async def end(self) -> None:
        async with self.world.database.transaction() as tx:
            await self.desk.end(tx, self.union.staff["mill"], self.case_id)

    async def view(self) -> LiveView:
        async with self.world.database.transaction() as tx:
            return await self.desk.look(tx, self.union.staff["mill"], self.case_id)

    async def said(self) -> list[str]:
        return [entry.body for entry in (await self.view()).entries if entry.kind is EntryKind.MESSAGE]

    async def token(self, title: str) -> str:
        shown = [button for sent in reversed(self.world.channel.sent) for button in sent.part.buttons]
        return next(button.token for button in shown if button.title == title)


async def open_line(database: Database, vault: Vault, clock: ManualClock) -> Line:
    world = await make_world(database, vault, clock)
    world.engine.answer = lambda request: [OLD_MENU] if request.text == "menu" else [Reply(f"Bot: {request.text}")]
    union = await found_union(database, vault, clock)
    await world.say("menu")
    chat = (await world.conversation()).id
    case_id = (await union.open(chat=chat, kind=CaseKind.HUMAN_REQUEST)).case_id
    return Line(world, union, chat, case_id)


@pytest.fixture
async def line(database: Database, vault: Vault, clock: ManualClock) -> Line:
    made = await open_line(database, vault, clock)
    await made.take()
    return made


@pytest.fixture
async def small_line(sqlite_database: Database, vault: Vault, clock: ManualClock) -> Line:
    made = await open_line(sqlite_database, vault, clock)
    await made.take()
    return made


async def test_the_bot_is_silent_and_the_words_go_to_the_officer(line: Line) -> None:
    assert line.world.channel.texts[-1] == words.STARTED
    asked = len(line.world.engine.requests)
    assert await line.world.say("Em bị trừ lương") == []
    assert await line.world.say("/restart") == []
    assert len(line.world.engine.requests) == asked
    assert await line.said() == ["Em bị trừ lương", "/restart"]


async def test_both_sides_at_once_lose_nothing_and_keep_their_order(line: Line) -> None:
    for n in range(6):
        await line.world.hear(f"công nhân {n}")
        await line.say(f"cán bộ {n}", f"key-{n:05}")
    await line.world.work()
    said = await line.said()
    assert [text for text in said if text.startswith("công nhân")] == [f"công nhân {n}" for n in range(6)]
    assert [text for text in said if text.startswith("cán bộ")] == [f"cán bộ {n}" for n in range(6)]
    assert line.world.channel.texts[-6:] == [f"Cán bộ: cán bộ {n}" for n in range(6)]


@pytest.mark.parametrize("word", ["dừng", "  Dừng. ", "DỪNG", "Dừng lại!", "quay lai tro ly", "/stop"])
async def test_a_word_brings_the_bot_back(small_line: Line, word: str) -> None:
    assert await small_line.world.say(word) == [words.ENDED_BY_WORKER]
    assert await small_line.world.say("xin chào") == ["Bot: xin chào"]
    assert await small_line.said() == []


@pytest.mark.parametrize("word", ["dung", "đúng", "đừng dừng", "em muốn dừng hợp đồng"])
async def test_no_other_word_does(small_line: Line, word: str) -> None:
    assert await small_line.world.say(word) == []
    assert await small_line.said() == [word]


async def test_the_button_brings_the_bot_back_and_another_calls_the_officer_again(line: Line) -> None:
    end = await line.token("Quay lại trợ lý")
    assert await line.world.say("", EventKind.BUTTON, button=end) == [words.ENDED_BY_WORKER]
    assert await line.world.say("", EventKind.BUTTON, button=end) == [words.NOT_LIVE]
    again = await line.token("Gọi lại cán bộ")
    assert await line.world.say("", EventKind.BUTTON, button=again) == [words.ASKED_AGAIN]
    async with line.world.database.transaction() as tx:
        assert [chat.case_id for chat in await line.desk.waiting(tx, line.union.staff["mill"])] == [line.case_id]


async def test_what_is_written_behind_the_stop_word_is_the_bots(line: Line) -> None:
    await line.world.hear("dừng")
    line.world.clock.advance(seconds=1)
    await line.world.hear("lương tối thiểu?")
    line.world.clock.advance(seconds=5)
    await line.world.work()
    assert line.world.channel.texts[-2:] == [words.ENDED_BY_WORKER, "Bot: lương tối thiểu?"]


async def test_what_was_written_before_the_officer_left_goes_to_the_officer(line: Line) -> None:
    await line.world.hear("còn một điều nữa")
    line.world.clock.advance(seconds=1)
    await line.end()
    await line.world.work()
    assert await line.said() == ["còn một điều nữa"]
    line.world.clock.advance(seconds=1)
    assert await line.world.say("cảm ơn") == ["Bot: cảm ơn"]


async def test_an_old_button_gets_a_polite_answer_with_the_way_back(line: Line) -> None:
    tap = await line.token("Lương")
    assert await line.world.say("", EventKind.BUTTON, button=tap) == [words.IS_LIVE]
    assert [button.title for button in line.world.channel.sent[-1].part.buttons] == ["Quay lại trợ lý"]
    assert await line.said() == []


async def test_a_number_is_an_answer_to_the_officer(line: Line) -> None:
    await line.say("Mấy người bị?", "key-00001")
    await line.world.work()
    assert await line.world.say("1") == []
    assert await line.said() == ["Mấy người bị?", "1"]


async def test_a_cry_for_help_rings_and_the_worker_hears_whom_to_call(line: Line) -> None:
    line.world.engine.dangerous = ("cứu",)
    assert await line.world.say("cứu em với") == [words.IN_DANGER]
    assert await line.said() == ["cứu em với"]
    async with line.world.database.transaction() as tx:
        assert (await tx.scalars(select(CaseAlarm))).one().taken_at is None


async def test_a_model_that_is_away_keeps_no_words_from_the_officer(
    small_line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(text: str) -> bool:
        raise EngineError("engine_unreachable")

    monkeypatch.setattr(small_line.world.engine, "senses_danger", away)
    assert await small_line.world.say("em nhắn nè") == []
    assert await small_line.said() == ["em nhắn nè"]


async def test_photos_go_into_the_case(line: Line) -> None:
    line.world.channel.files["f1"] = Media(EventKind.IMAGE, "image/jpeg", jpeg_with_place())
    photo = Attachment(EventKind.IMAGE, "f1")
    assert await line.world.say("phiếu lương", EventKind.IMAGE, attachment=photo) == []
    entries = (await line.view()).entries
    assert [entry.kind for entry in entries[-2:]] == [EntryKind.MEDIA, EntryKind.MESSAGE]
    lost = Attachment(EventKind.IMAGE, "gone")
    assert await line.world.say("", EventKind.IMAGE, attachment=lost) == [words.NO_MEDIA]
    assert await line.world.say("", EventKind.STICKER) == []
    assert (await line.said())[-1] == "(Người lao động gửi một nhãn dán.)"


async def test_a_message_that_is_worked_on_twice_stands_there_once(line: Line) -> None:
    await line.world.hear("một lần thôi")
    await line.world.work()
    async with line.world.database.transaction() as tx:
        item = (await tx.scalars(select(InboxItem).order_by(InboxItem.id.desc()))).first()
        assert item is not None
        item.state, item.attempts = "pending", 1  # as a process leaves it that dies before it wrote "handled"
        (await tx.get_one(Conversation, line.chat)).next_turn_at = line.world.clock()
    await line.world.work()
    assert await line.said() == ["một lần thôi"]


async def test_a_text_that_is_too_long_is_cut_and_the_worker_is_told(small_line: Line) -> None:
    (told,) = await small_line.world.say("a" * 9000)
    assert "dài quá" in told
    assert len((await small_line.said())[0]) == 8000


async def test_the_officer_sees_sent_delivered_and_seen(line: Line) -> None:
    await line.say("Chào bạn", "key-00001")
    assert await states(line) == [DeliveryState.SENDING]
    await line.world.work()
    assert await states(line) == [DeliveryState.SENT]
    platform_id = f"{line.world.channel.account_id}-{len(line.world.channel.sent)}"
    await line.world.hear("", EventKind.DELIVERED, about=(platform_id,))
    assert await states(line) == [DeliveryState.DELIVERED]
    await line.world.hear("", EventKind.SEEN, about=(platform_id,))
    assert await states(line) == [DeliveryState.SEEN]


async def test_what_could_not_be_sent_says_why_and_can_be_sent_again(line: Line) -> None:
    line.world.channel.errors = [SendPermanent("too_long")]
    await line.say("Chào bạn", "key-00001")
    await line.world.work()
    view = await line.view()
    ((entry_id, delivery),) = view.deliveries.items()
    assert (delivery.state, delivery.code) == (DeliveryState.FAILED, "too_long")
    async with line.world.database.transaction() as tx:
        assert await line.desk.resend(tx, line.union.staff["mill"], line.case_id, entry_id)
    async with line.world.database.transaction() as tx:
        assert not await line.desk.resend(tx, line.union.staff["mill"], line.case_id, entry_id)
    await line.world.work()
    assert line.world.channel.texts[-1] == "Cán bộ: Chào bạn"
    assert await states(line) == [DeliveryState.SENT]


async def test_a_worker_who_left_gets_it_when_they_come_back(line: Line) -> None:
    line.world.channel.errors = [ContactGone("blocked")]
    await line.say("Chào bạn", "key-00001")
    await line.world.work()
    assert await states(line) == [DeliveryState.HELD]
    await line.world.say("em đây")
    assert await states(line) == [DeliveryState.SENT]


async def test_other_chats_keep_their_bot(line: Line) -> None:
    await line.world.hear("xin chào", user_id="u2")
    await line.world.work()
    assert line.world.channel.texts[-1] == "Bot: xin chào"
    async with line.world.database.transaction() as tx:
        assert len((await tx.scalars(select(LiveChat))).all()) == 1


async def states(line: Line) -> list[DeliveryState]:
    return [delivery.state for delivery in (await line.view()).deliveries.values()]
