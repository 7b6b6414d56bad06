"""Promises to whoever just talks, sends a sticker, or wants to be forgotten."""

from __future__ import annotations

import pytest

from storage.clock import new_id
from storage.tables import ChannelAccount, Conversation
from tests.actions.reports import cases, opened
from tests.actions.seam import DOMAIN, MAIN_MENU, Worker
from tests.grievances.cast import Union


async def converse(union: Union, worker: Worker) -> None:
    """Make the conversation known, as the connectors do."""
    async with union.database.transaction() as tx:
        account = ChannelAccount(id=new_id(), kind="zalo", external_id="1", name="", created_at=union.clock())
        tx.add(account)
        await tx.flush()
        tx.add(
            Conversation(id=worker.id, account_id=account.id, user_hash="h", user_sealed=b"", created_at=union.clock())
        )


async def unit_of(union: Union, worker: Worker) -> str | None:
    async with union.database.transaction() as tx:
        conversation = await tx.get(Conversation, worker.id)
        return conversation.unit_id if conversation else None


async def test_the_first_contact_says_who_this_is_and_who_can_see_it(worker: Worker) -> None:
    said = await worker.command("/start_chat")
    assert "trợ lý tự động của Công đoàn" in said
    assert "Zalo có thể xem được" in said
    assert worker.titles == MAIN_MENU


async def test_a_code_from_a_poster_ties_the_chat_to_its_unit(union: Union, worker: Worker) -> None:
    await converse(union, worker)
    assert "Công đoàn Nhà máy Dệt" in await worker.command("/start_chat", start="mill")
    assert await unit_of(union, worker) == union.units["mill"].id
    assert "Công đoàn Nhà máy Dệt" in await worker.again()


@pytest.mark.parametrize("code", ["nobody", "' OR 1=1 --", "x" * 4_000, "  "])
async def test_a_code_that_is_none_is_no_trouble(union: Union, worker: Worker, code: str) -> None:
    await converse(union, worker)
    assert "Chào bạn" in await worker.command("/start_chat", start=code)
    assert await unit_of(union, worker) is None


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ("greet", "Chào bạn"),
        ("menu", "Bạn chọn một việc"),
        ("thanks", "Không có gì"),
        ("goodbye", "bình an"),
        ("affirm", "cứ viết, hoặc chọn"),
        ("deny", "không làm gì thêm"),
        ("out_of_scope", "không rành"),
        ("abuse", "Mình hiểu bạn đang bực"),
        ("nlu_unknown", "chưa hiểu"),
    ],
)
async def test_everything_typed_gets_an_answer_and_a_way_on(worker: Worker, intent: str, words: str) -> None:
    assert words in await worker.says("…", intent)
    assert worker.titles


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("share_voice", "chưa tải được"),
        ("share_sticker", "nhãn dán"),
        ("share_location", "vị trí"),
        ("share_contact", "danh thiếp"),
        ("share_other", "chưa đọc được"),
        ("stale_button", "Nút này cũ"),
        ("cancel", "không gửi gì thêm"),
    ],
)
async def test_what_is_not_text_gets_an_honest_answer(worker: Worker, command: str, words: str) -> None:
    assert words in await worker.command(f"/{command}")
    assert worker.titles


@pytest.mark.parametrize("form", sorted(set(DOMAIN["forms"]) - {"calculation_form"}))
@pytest.mark.parametrize("command", ["share_sticker", "share_voice", "share_location", "share_media"])
async def test_what_is_not_text_does_not_end_a_form(worker: Worker, form: str, command: str) -> None:
    worker.form, worker.slots["requested_slot"] = form, "free_text"
    await worker.command(f"/{command}")
    assert (worker.form, worker.slots["free_text"]) == (form, None)
    assert len(worker.replies) == 2
    assert worker.replies[-1].expects_text


async def test_a_photo_does_not_count_as_a_code(union: Union, worker: Worker) -> None:
    await worker.command("/enter_code")
    assert "gõ thành chữ" in await worker.command("/share_media", media_id="0" * 32)


async def test_being_forgotten_is_asked_twice_and_cuts_every_tie(union: Union, worker: Worker) -> None:
    receipt = await opened(worker)
    await worker.tap("Để lại liên hệ")
    await worker.says("0901234567", "nlu_unknown")
    assert "chỉ xem được bằng mã" in await worker.says("xóa dữ liệu của tôi", "delete_my_data")
    assert (await cases(union))[0].has_contact
    assert "đã quên" in await worker.tap("Đúng, cắt liên lạc")
    assert worker.slots == {}
    [case] = await cases(union)
    assert (case.has_contact, case.reachable) == (False, False)
    assert "chưa gửi phản ánh nào" in await worker.command("/check_status")
    await worker.command("/enter_code")
    assert "Tiền lương" in await worker.says(receipt, "nlu_unknown")


@pytest.mark.parametrize(("text", "intent"), [("xóa dữ liệu", "delete_my_data"), ("đừng nhắn nữa", "unsubscribe")])
async def test_a_typed_yes_right_after_the_question_counts(
    union: Union, worker: Worker, text: str, intent: str
) -> None:
    await opened(worker)
    await worker.says(text, intent)
    assert "đã quên" in await worker.says("đồng ý", "affirm")
    assert (await cases(union))[0].reachable is False


async def test_a_typed_yes_later_on_deletes_nothing(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.says("xóa dữ liệu", "delete_my_data")
    await worker.says("cảm ơn", "thanks")
    assert "cứ viết, hoặc chọn" in await worker.says("ok", "affirm")
    assert (await cases(union))[0].reachable is True


async def test_stopping_the_news_is_possible(union: Union, worker: Worker) -> None:
    await opened(worker)
    assert "chỉ nhắn khi phản ánh của bạn có tin mới" in await worker.says("đừng nhắn nữa", "unsubscribe")
    await worker.tap("Đúng, ngừng tin")
    assert (await cases(union))[0].reachable is False


async def test_who_hesitates_keeps_everything(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.command("/delete_my_data")
    await worker.tap("Thôi")
    assert (await cases(union))[0].reachable is True
