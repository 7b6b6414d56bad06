"""Whole conversations through the trained assistant, its rules and the real actions.

What is typed is unmistakable, or how it is understood does not matter: understanding is measured elsewhere.
"""

from __future__ import annotations

import re

import pytest

from grievances.media import keep_media
from grievances.model import EntryKind, WorkerCaseView
from grievances.worker import WorkerCases
from storage.clock import utc_now
from storage.database import Database
from tests.bot_dialogue.world import VAULT, Chat, World

pytestmark = pytest.mark.rasa

RECEIPT = re.compile(r"CD-\w{4}-\w{4}-\w{4}")


async def mine(records: Database, chat: Chat) -> list[WorkerCaseView]:
    async with records.transaction() as tx:
        return await WorkerCases(VAULT, utc_now).mine(tx, chat.id)


def told(case: WorkerCaseView) -> list[str]:
    return [entry.body for entry in case.timeline if entry.kind is EntryKind.MESSAGE]


def report(chat: Chat, category: str = "Tiền lương") -> str:
    chat.say("/report_grievance")
    found = RECEIPT.search(send(chat, category))
    assert found, chat.heard
    return found[0]


def send(chat: Chat, title: str) -> str:
    """Tap what sends something; the first time the bot asks whether it may keep it."""
    said = chat.tap(title)
    return chat.tap("Đồng ý") if "Bạn đồng ý không?" in said else said


async def test_a_worker_reports_adds_everything_and_finishes(chat: Chat, records: Database) -> None:
    assert "trợ lý tự động của Công đoàn" in chat.say("/start_chat")
    report(chat)
    chat.tap("Kể thêm")
    assert chat.expects_text
    chat.say("công ty nợ lương từ tháng 8")
    chat.tap("Nơi làm việc")
    chat.say("May Hoa Sen, Bắc Ninh")
    chat.tap("Để lại liên hệ")
    chat.say("1")  # a number is an answer here, not a choice
    assert "mình nhắn bạn tại đây" in chat.tap("Xong")
    [case] = await mine(records, chat)
    assert [entry.kind for entry in case.timeline] == [
        EntryKind.OPENED,
        EntryKind.MESSAGE,
        EntryKind.WORKPLACE,
        EntryKind.CONTACT,
    ]


async def test_a_complaint_in_own_words_goes_along_with_the_tap(chat: Chat, records: Database) -> None:
    chat.say("tôi muốn phản ánh công ty nợ lương 2 tháng")
    assert "Gửi kèm lời bạn viết" in chat.heard
    send(chat, "Tiền lương")
    assert told((await mine(records, chat))[0]) == ["tôi muốn phản ánh công ty nợ lương 2 tháng"]


@pytest.mark.parametrize("text", ["đoàn phí đóng bao nhiêu?", "chào bạn", "tôi muốn gặp cán bộ", "cảm ơn", "😡"])
async def test_whatever_is_typed_into_the_details_form_is_kept(chat: Chat, records: Database, text: str) -> None:
    report(chat)
    chat.tap("Kể thêm")
    assert "đã thêm" in chat.say(text)
    assert told((await mine(records, chat))[0]) == [text]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/menu", "Bạn chọn một việc"),
        ("/cancel", "không gửi gì thêm"),
        ("/check_status", "Đã nhận"),
        ("/report_grievance", "Bạn muốn phản ánh việc gì"),
        ("/add_contact", "số điện thoại"),
        ("/add_details", "Bạn kể ở đây"),
        ("/start_chat", "trợ lý tự động"),
        ("/stale_button", "Nút này cũ"),
    ],
)
async def test_a_tap_leaves_the_form_and_does_what_it_says(
    chat: Chat, records: Database, command: str, words: str
) -> None:
    report(chat)
    chat.tap("Kể thêm")
    assert words in chat.say(command)
    assert len(chat.replies) == 1
    assert told((await mine(records, chat))[0]) == []


async def test_after_a_form_was_left_texts_are_understood_again(chat: Chat, records: Database) -> None:
    report(chat)
    chat.tap("Kể thêm")
    chat.say("/menu")
    assert "Chào bạn" in chat.say("chào bạn")
    assert told((await mine(records, chat))[0]) == []


@pytest.mark.parametrize("word", ["hủy", "huy", "thôi"])
async def test_huy_ends_the_form(chat: Chat, records: Database, word: str) -> None:
    report(chat)
    chat.tap("Kể thêm")
    assert "không gửi gì thêm" in chat.say(word)
    assert "Chào bạn" in chat.say("chào bạn")
    assert told((await mine(records, chat))[0]) == []


async def test_one_form_after_the_other_asks_anew_each_time(chat: Chat, records: Database) -> None:
    report(chat)
    for number in range(3):
        assert "Bạn kể ở đây" in chat.tap("Kể thêm")
        chat.say(f"lần {number}")
    assert told((await mine(records, chat))[0]) == ["lần 0", "lần 1", "lần 2"]


async def test_a_photo_inside_the_form_is_kept_and_the_form_goes_on(chat: Chat, records: Database) -> None:
    report(chat)
    chat.tap("Kể thêm")
    async with records.transaction() as tx:
        media_id = await keep_media(tx, VAULT, utc_now, chat.id, "image", "image/png", b"\x89PNG")
    heard = chat.say("/share_media", media_id=media_id, caption="")
    assert "đã thêm vào phản ánh" in heard
    assert "Bạn kể ở đây" in heard
    assert chat.expects_text
    chat.say("đây là bảng lương")
    [case] = await mine(records, chat)
    assert [entry.kind for entry in case.timeline] == [EntryKind.OPENED, EntryKind.MEDIA, EntryKind.MESSAGE]


def test_a_sticker_gets_an_answer_inside_and_outside_of_forms(chat: Chat) -> None:
    assert "nhãn dán" in chat.say("/share_sticker")
    report(chat)
    chat.tap("Nơi làm việc")
    assert "nhãn dán" in chat.say("/share_sticker")
    assert chat.expects_text
    assert "đã ghi nơi làm việc" in chat.say("Xưởng 2")


async def test_the_code_shows_the_case_in_another_chat(chat: Chat, world: World) -> None:
    receipt = report(chat)
    other = world.chat("telegram")
    other.say("/check_status")
    other.tap("Nhập mã")
    assert other.expects_text
    assert "Đã nhận" in other.say(receipt.lower())
    assert "Tiền lương" in world.chat().say(receipt)


async def test_withdrawing_asks_first_and_then_does_it(chat: Chat, records: Database) -> None:
    report(chat)
    chat.say("/check_status")
    chat.tap("Rút lại")
    assert "đã rút lại" in chat.tap("Đúng")
    assert (await mine(records, chat))[0].status == "withdrawn"


async def test_a_typed_yes_counts_right_after_the_question_only(chat: Chat, records: Database) -> None:
    report(chat)
    chat.say("/check_status")
    chat.tap("Rút lại")
    chat.say("/menu")
    chat.say("đồng ý")
    assert (await mine(records, chat))[0].status == "received"
    chat.say("/check_status")
    chat.tap("Rút lại")
    assert "đã rút lại" in chat.say("đồng ý")
    assert (await mine(records, chat))[0].status == "withdrawn"


async def test_an_answer_to_an_officer_long_after(chat: Chat, records: Database) -> None:
    report(chat)
    [case] = await mine(records, chat)
    chat.tap("Xong")
    chat.say(f'/reply_case{{"case":"{case.case_id}"}}')
    assert "chuyển lời của bạn" in chat.say("dạ, ở xưởng 3")
    assert told((await mine(records, chat))[0]) == ["dạ, ở xưởng 3"]


async def test_a_human_is_two_taps_away(chat: Chat, records: Database) -> None:
    chat.say("/ask_human")
    chat.tap("Viết lời nhắn")
    assert "Bạn đồng ý không?" in chat.say("cho em hỏi về hợp đồng")
    assert RECEIPT.search(chat.tap("Đồng ý"))
    [case] = await mine(records, chat)
    assert (case.kind, told(case)) == ("human_request", ["cho em hỏi về hợp đồng"])


async def test_being_forgotten(chat: Chat, records: Database) -> None:
    receipt = report(chat)
    chat.say("/delete_my_data")
    assert "đã quên" in chat.tap("Đúng")
    assert await mine(records, chat) == []
    assert "chưa gửi phản ánh nào" in chat.say("/check_status")
    assert "Tiền lương" in chat.say(f"mã {receipt}")


@pytest.mark.parametrize("typed", ["/restart", "/back", "/session_start", '/choose_category{"category":"wages"}'])
async def test_a_command_that_a_person_types_does_nothing_special(chat: Chat, records: Database, typed: str) -> None:
    chat.say("tôi muốn phản ánh công ty nợ lương 2 tháng")
    categories = chat.replies
    assert chat.say("\u200b" + typed)
    assert await mine(records, chat) == []
    chat.replies = categories
    send(chat, "Tiền lương")
    assert told((await mine(records, chat))[0])[0].startswith("tôi muốn phản ánh")


async def test_a_message_that_is_delivered_twice_is_one_turn(chat: Chat, records: Database) -> None:
    chat.say("/report_grievance")
    chat.tap("Bảo hiểm")
    payload = next(button["payload"] for button in chat.buttons if button["title"] == "Đồng ý")
    first = chat.send("inbox:twice:" + chat.id, payload)
    assert chat.send("inbox:twice:" + chat.id, payload) == first
    assert len(await mine(records, chat)) == 1


def test_a_question_is_answered_offered_or_passed_on_but_never_left_alone(chat: Chat) -> None:
    assert chat.say("đoàn phí đóng bao nhiêu")
    assert chat.titles


def test_an_answer_can_be_rated_and_read_further(chat: Chat) -> None:
    chat.say('/ask_topic{"topic":"union_dues_rate"}')
    assert "Xem thêm" in chat.titles
    chat.tap("Xem thêm")
    assert "Theo quy định tại ngày" in chat.heard
    assert "Cảm ơn" in chat.tap("👍")
