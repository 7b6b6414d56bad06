from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.engine import TurnRequest
from connectors.errors import EngineError
from connectors.inputs import MAX_TEXT, plain_text
from connectors.leases import LeaseLost, claim_turns, hold
from connectors.messages import Attachment, Button, EventKind, Media, Reply
from connectors.phrases import APOLOGY, NOT_UNDERSTOOD, TEXT_CUT
from connectors.turns import TurnPolicy
from storage.tables import Conversation, InboxItem, MediaItem
from tests.connectors.conftest import World
from tests.connectors.pictures import jpeg_with_place

MENU = Reply("Bạn cần gì?", (Button("Lương", '/ask_topic{"topic":"wage"}'), Button("Gặp cán bộ", "/ask_human")))


async def test_a_message_is_answered_and_the_answer_says_what_it_is_about(world: World) -> None:
    assert await world.say("Lương tối thiểu?", platform_message_id="p7") == ["Bạn nói: Lương tối thiểu?"]
    (request,) = world.engine.requests
    talk = await world.conversation()
    assert (request.sender, request.message_id, request.metadata.channel) == (talk.id, "inbox:1", "web")
    assert (world.channel.sent[0].user_id, world.channel.sent[0].in_reply_to) == ("u1", "p7")
    assert (talk.next_turn_at, talk.next_send_at, talk.turn_owner, talk.send_owner) == (None, None, None, None)


async def test_messages_are_answered_in_the_order_they_came(world: World) -> None:
    for n in range(15):
        await world.hear(f"tin {n}")
    await world.work()
    assert world.channel.texts == [f"Bạn nói: tin {n}" for n in range(15)]


async def test_a_flood_in_one_chat_lets_others_through(world: World) -> None:
    for n in range(25):
        await world.hear(f"tin {n}")
    world.clock.advance(seconds=1)
    await world.hear("người khác", user_id="u2")
    world.clock.advance(seconds=1)
    await world.turns().run_once("t")
    world.clock.advance(seconds=1)
    await world.turns().run_once("t")
    assert [r.text for r in world.engine.requests][10:] == ["người khác"]


async def test_a_failed_turn_is_tried_again_later_and_blocks_only_its_own_chat(world: World) -> None:
    world.engine.failures = [EngineError("engine_500")]
    await world.hear("một")
    await world.hear("hai")
    world.clock.advance(seconds=1)
    await world.hear("khác", user_id="u2")
    await world.work()
    assert world.channel.texts == ["Bạn nói: khác"]
    first, second, _ = await world.inbox_items()
    assert (first.state, first.attempts, first.last_error) == ("pending", 1, "engine_500")
    assert second.state == "pending"
    world.clock.advance(seconds=3)
    await world.work()
    assert world.channel.texts[1:] == ["Bạn nói: một", "Bạn nói: hai"]


async def test_after_six_tries_the_worker_gets_an_apology_with_a_way_to_a_person(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.engine.failures = [EngineError("engine_500")] * 6
    await world.hear("bí mật của tôi")
    await world.hear("câu sau")
    waits = []
    for _ in range(5):
        await world.work()
        due = (await world.conversation()).next_turn_at
        assert due is not None
        waits.append(int((due - world.clock()).total_seconds()))
        world.clock.now = due
    await world.work()
    assert waits == [2, 4, 8, 16, 32]
    assert world.channel.texts == [APOLOGY.text, "Bạn nói: câu sau"]
    assert [b.title for b in world.channel.sent[0].part.buttons] == ["Gặp cán bộ"]
    failed = (await world.inbox_items())[0]
    assert (failed.state, failed.attempts, failed.last_error) == ("failed", 6, "engine_500")
    assert "turn.given_up inbox=1 code=engine_500" in caplog.text
    assert "bí mật" not in caplog.text


async def test_a_fault_of_our_own_counts_as_a_failed_try(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def broken(request: TurnRequest) -> Sequence[Reply]:
        raise KeyError(request.text)

    world.engine.answer = broken
    await world.hear("lời riêng")
    await world.work()
    (item,) = await world.inbox_items()
    assert (item.attempts, item.last_error) == (1, "crash_KeyError")
    assert "lời riêng" not in caplog.text


async def test_a_message_that_kills_the_process_each_time_is_given_up(world: World) -> None:
    class Killed(BaseException):
        """As when the system ends the process: nothing is written down any more."""

    def deadly(request: TurnRequest) -> Sequence[Reply]:
        raise Killed

    world.engine.answer = deadly
    await world.hear("một")
    for _ in range(6):
        with pytest.raises(Killed):
            await world.turns().run_once("t")
        world.clock.advance(seconds=61)
    await world.work()
    (item,) = await world.inbox_items()
    assert (item.state, item.attempts, item.last_error) == ("failed", 6, "crashed")
    assert world.channel.texts == [APOLOGY.text]


async def test_a_caption_without_end_reaches_the_engine_shortened(world: World) -> None:
    await world.say("a" * 100_000, EventKind.IMAGE)
    (request,) = world.engine.requests
    assert len(request.metadata.caption) == MAX_TEXT


async def test_an_engine_that_hangs_is_left_before_the_lease_ends(world: World) -> None:
    class Hanging:
        async def turn(self, request: TurnRequest) -> Sequence[Reply]:
            await asyncio.sleep(60)
            return []

    world.engine = Hanging()  # type: ignore[assignment]
    await world.hear()
    await world.turns(TurnPolicy(work=timedelta(milliseconds=20))).run_once("t")
    assert (await world.inbox_items())[0].last_error == "timeout"


async def test_no_reply_to_a_message_still_gets_an_answer(small_world: World) -> None:
    small_world.engine.answer = lambda request: []
    assert await small_world.say("hmm") == [NOT_UNDERSTOOD.text]


async def test_two_workers_never_hold_one_chat_and_a_late_one_may_not_write(world: World) -> None:
    await world.hear()
    mine = [world.channel.account_id]
    minute = timedelta(seconds=60)
    async with world.database.transaction() as tx:
        lease = await claim_turns(tx, "a", world.clock(), minute, mine)
        assert lease is not None
    async with world.database.transaction() as tx:
        assert await claim_turns(tx, "b", world.clock(), minute, mine) is None
    world.clock.advance(seconds=61)
    async with world.database.transaction() as tx:
        assert await claim_turns(tx, "b", world.clock(), minute, mine) is not None
    with pytest.raises(LeaseLost):
        async with world.database.transaction() as tx:
            await hold(tx, lease, world.clock())


async def test_who_loses_the_lease_during_a_turn_leaves_nothing_and_the_other_answers_once(world: World) -> None:
    async def overtaken(request: TurnRequest) -> Sequence[Reply]:
        if len(world.engine.requests) == 0:
            world.engine.requests.append(request)
            world.clock.advance(minutes=2)
            assert await world.turns().run_once("second")
        return [Reply("Một câu trả lời")]

    class Overtaken:
        turn = staticmethod(overtaken)

    engine, world.engine = world.engine, Overtaken()  # type: ignore[assignment]
    world.engine.requests = engine.requests
    await world.hear()
    await world.work()
    assert world.channel.texts == ["Một câu trả lời"]


async def test_many_workers_at_once_handle_each_message_once_in_order(world: World) -> None:
    for n in range(40):
        await world.hear(f"{n}", user_id=f"u{n % 8}")
    worker, sender = world.turns(), world.sender()

    async def drain(name: str) -> None:
        while await worker.run_once(name) or await sender.run_once(name):
            pass

    await asyncio.gather(*(drain(f"w{n}") for n in range(6)))
    await world.work()
    assert sorted(world.channel.texts) == sorted(f"Bạn nói: {n}" for n in range(40))
    for user in range(8):
        mine = [int(s.part.text.split()[-1]) for s in world.channel.sent if s.user_id == f"u{user}"]
        assert mine == sorted(mine)


@pytest.mark.parametrize(
    "text", ["/restart", " /restart", "\u200b/restart", "\u00a0\ufeff\u2060 /x", "／restart", "\u0301/x", "\x01/x"]
)
def test_what_somebody_types_is_never_a_command(text: str) -> None:
    assert plain_text(text).startswith("\u200b")


def test_ordinary_texts_are_left_alone_but_composed() -> None:
    assert plain_text("  lương 5/7 tháng ") == "lương 5/7 tháng"
    assert plain_text("Lu\u031bo\u031bng") == "Lương"


async def test_a_long_text_reaches_the_dialogue_whole_and_a_longer_one_is_cut_with_a_word(small_world: World) -> None:
    small_world.engine.answer = lambda request: [Reply("Đã nhận")]
    assert await small_world.say("a" * 5000) == ["Đã nhận"]
    assert await small_world.say("b" * 9000) == [TEXT_CUT.text, "Đã nhận"]
    assert [len(request.text) for request in small_world.engine.requests] == [5000, MAX_TEXT]


async def test_an_empty_text_is_something_else_shared(small_world: World) -> None:
    await small_world.say(" \n ")
    assert small_world.engine.requests[0].text == "/share_other"


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        (EventKind.START, "/start_chat"),
        (EventKind.FOLLOW, "/start_chat"),
        (EventKind.IMAGE, "/share_media"),
        (EventKind.VIDEO, "/share_media"),
        (EventKind.FILE, "/share_media"),
        (EventKind.VOICE, "/share_voice"),
        (EventKind.STICKER, "/share_sticker"),
        (EventKind.LOCATION, "/share_location"),
        (EventKind.CONTACT, "/share_contact"),
        (EventKind.LINK, "/share_other"),
        (EventKind.OTHER, "/share_other"),
    ],
)
async def test_every_kind_of_message_gets_its_command(small_world: World, kind: EventKind, command: str) -> None:
    assert len(await small_world.say("/restart", kind)) == 1
    assert small_world.engine.requests[0].text == command


async def test_a_start_payload_and_a_caption_travel_as_metadata(small_world: World) -> None:
    await small_world.say("don-vi-7", EventKind.START)
    await small_world.say("xem giúp", EventKind.IMAGE)
    start, image = (request.metadata for request in small_world.engine.requests)
    assert (start.start, start.caption, image.start, image.caption) == ("don-vi-7", "", "", "xem giúp")


async def test_a_tap_means_its_command_only_in_its_own_chat(world: World) -> None:
    world.engine.answer = lambda request: [MENU] if request.text == "menu" else [Reply(request.text)]
    await world.say("menu")
    token = world.channel.sent[0].part.buttons[1].token
    assert len(token) == 16
    assert await world.say("", EventKind.BUTTON, button=token, callback_id="cb") == ["/ask_human"]
    assert world.channel.acknowledged == ["cb"]
    for user, button in (("u2", token), ("u1", "x" * 16), ("u1", "")):
        assert await world.say("", EventKind.BUTTON, button=button, user_id=user) == ["/stale_button"]


async def test_a_typed_number_means_a_button_of_the_last_menu_also_late(world: World) -> None:
    world.engine.answer = lambda request: [MENU] if request.text == "menu" else [Reply(request.text)]
    assert await world.say("2") == ["2"]
    await world.say("menu")
    world.clock.advance(days=3)
    await world.say("cảm ơn")
    for typed in ("2", " 2 ", "2.", "số 2", "Số 2", "２"):
        assert await world.say(typed) == ["/ask_human"]
    assert await world.say("1)") == ['/ask_topic{"topic":"wage"}']
    assert await world.say("3") == ["3"]
    assert await world.say("2 triệu") == ["2 triệu"]
    assert await world.say("2", user_id="u2") == ["2"]


async def test_a_number_is_an_answer_when_a_free_answer_is_awaited(world: World) -> None:
    question = Reply("Có bao nhiêu người?", expects_text=True)
    answers = {"menu": [MENU], "báo": [question]}
    world.engine.answer = lambda request: answers.get(request.text, [Reply(request.text)])
    await world.say("menu")
    await world.say("báo")
    assert await world.say("2") == ["2"]


async def test_a_number_typed_while_an_officer_talks_is_left_to_the_officer(world: World) -> None:
    await world.say()
    await world.hear("", EventKind.STAFF_MESSAGE)
    assert await world.say("2") == []
    skipped = (await world.inbox_items())[-1]
    assert (skipped.state, skipped.last_error) == ("skipped", "human")
    assert await world.say("", EventKind.BUTTON, button="x", callback_id="cb") == []
    assert world.channel.acknowledged == ["cb"]
    world.clock.advance(hours=9)
    assert await world.say("còn đó không") == ["Bạn nói: còn đó không"]


async def test_a_picture_is_kept_once_sealed_and_without_its_place(world: World) -> None:
    photo = Attachment(EventKind.IMAGE, "file-1")
    body = jpeg_with_place()
    world.channel.files["file-1"] = Media(EventKind.IMAGE, "image/jpeg", body)
    world.engine.failures = [EngineError("engine_500")]
    await world.hear("ảnh", EventKind.IMAGE, attachment=photo)
    await world.work()
    world.clock.advance(seconds=5)
    await world.work()
    async with world.database.transaction() as tx:
        kept = (await tx.scalars(select(MediaItem))).one()
    ids = {request.metadata.media_id for request in world.engine.requests}
    assert ids == {kept.id}
    plain = world.vault.open_bytes(kept.body_sealed, f"media.body:{kept.id}")
    assert b"GPS" not in plain
    assert b"Exif" not in plain
    assert (kept.kind, kept.mime, kept.size) == ("image", "image/jpeg", len(plain))


async def test_a_picture_that_cannot_be_fetched_is_still_answered(small_world: World) -> None:
    for attachment in (Attachment(EventKind.IMAGE, "gone"), Attachment(EventKind.IMAGE, "x", size=99_000_000)):
        assert len(await small_world.say("", EventKind.IMAGE, attachment=attachment)) == 1
    assert [request.metadata.media_id for request in small_world.engine.requests] == [None, None]


async def test_an_event_that_cannot_be_read_gets_an_apology_and_blocks_nothing(world: World) -> None:
    await world.hear("một")
    await world.hear("hai")
    async with world.database.transaction() as tx:
        await tx.execute(update(InboxItem).where(InboxItem.id == 1).values(event_sealed=b"rubbish"))
    await world.work()
    assert world.channel.texts == [APOLOGY.text, "Bạn nói: hai"]
    assert [item.state for item in await world.inbox_items()] == ["failed", "handled"]


async def test_an_account_without_a_channel_here_waits(small_world: World) -> None:
    await small_world.hear()
    known, small_world.channel.account_id = small_world.channel.account_id, "another"
    await small_world.work()
    assert small_world.engine.requests == []
    small_world.channel.account_id = known
    await small_world.work()
    assert len(small_world.channel.texts) == 1


async def test_the_unit_of_a_chat_travels_with_each_turn(small_world: World) -> None:
    await small_world.say()
    async with small_world.database.transaction() as tx:
        from storage.tables import UnionUnit

        unit = UnionUnit(code="x", name="X", level=3, path="/x/")
        tx.add(unit)
        await tx.flush()
        (await tx.scalars(select(Conversation))).one().unit_id = unit.id
    await small_world.say()
    assert [request.metadata.unit_id for request in small_world.engine.requests] == [None, unit.id]
