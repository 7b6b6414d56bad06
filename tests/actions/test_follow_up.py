"""Promises to the worker who waits for an answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grievances.model import Rating, Status
from tests.actions.reports import cases, opened, told
from tests.actions.seam import Worker
from tests.grievances.cast import Union


async def move(union: Union, to: Status, reason: str = "") -> None:
    """An officer changes the status of the only case."""
    [case] = await cases(union)
    async with union.database.transaction() as tx:
        await union.desk.change_status(tx, union.staff["admin"], case.row.case_id, case.version, to, reason)


async def reply(union: Union, text: str) -> None:
    [case] = await cases(union)
    async with union.database.transaction() as tx:
        await union.desk.reply(tx, union.staff["admin"], case.row.case_id, case.version, text)


async def test_the_same_chat_sees_status_and_timeline_in_plain_words(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    await worker.says("nợ lương từ tháng 8", "nlu_unknown")
    await reply(union, "Chào bạn, Công đoàn đã làm việc với công ty.")
    seen = await worker.says("phản ánh của tôi tới đâu rồi", "check_status")
    assert seen.startswith("Phản ánh: Tiền lương, thưởng\nGửi ngày 25/11/2026 · Đang xử lý")
    assert "25/11 09:00 Bạn: nợ lương từ tháng 8" in seen
    assert "25/11 09:00 Công đoàn: Chào bạn, Công đoàn đã làm việc với công ty." in seen
    assert "Cán bộ admin" not in seen
    assert worker.titles == ["Kể thêm", "Gửi ảnh", "Để lại liên hệ", "Rút lại", "Mục chính"]


async def test_internal_notes_stay_internal(union: Union, worker: Worker) -> None:
    await opened(worker)
    [case] = await cases(union)
    async with union.database.transaction() as tx:
        await union.desk.note(tx, union.staff["admin"], case.row.case_id, case.version, "công ty này hay tái phạm")
    assert "tái phạm" not in await worker.command("/check_status")


async def test_several_cases_are_a_list_to_choose_from(worker: Worker) -> None:
    await opened(worker, "Tiền lương")
    await opened(worker, "Bữa ăn")
    listed = await worker.command("/check_status")
    assert "• Bữa ăn, vệ sinh, gửi 25/11: đã nhận" in listed
    assert worker.titles == ["Bữa ăn, vệ sinh 25/11", "Tiền lương, thưởng 25/11", "Nhập mã"]
    assert "Tiền lương" in await worker.tap("Tiền lương")


async def test_without_a_case_the_code_is_asked_for(worker: Worker) -> None:
    assert "chưa gửi phản ánh nào" in await worker.command("/check_status")
    assert "CD-XXXX-XXXX-XXXX" in await worker.tap("Nhập mã")
    assert worker.replies[-1].expects_text


async def test_the_code_opens_the_case_in_another_chat_to_add_and_withdraw(
    union: Union, worker: Worker, stranger: Callable[[], Worker]
) -> None:
    receipt = await opened(worker)
    other = stranger()
    await other.command("/enter_code")
    typed = receipt.replace("-", " ").lower()
    assert "Tiền lương" in await other.says(typed, "nlu_unknown")
    await other.tap("Kể thêm")
    await other.says("tôi nhắn từ máy của chồng", "nlu_unknown")
    assert told((await cases(union))[0]) == ["tôi nhắn từ máy của chồng"]
    await other.command(f'/withdraw_case{{"case":"{other.slots["case_id"]}"}}')
    assert "đã rút lại" in await other.tap("Đúng")
    assert (await cases(union))[0].row.status is Status.WITHDRAWN


@pytest.mark.parametrize("intent", ["nlu_unknown", "nlu_offer", "out_of_scope", "check_status", "faq/dues"])
async def test_a_code_typed_anywhere_is_looked_up(worker: Worker, stranger: Callable[[], Worker], intent: str) -> None:
    receipt = await opened(worker)
    assert "Tiền lương" in await stranger().says(f"xem giúp mã {receipt}", intent, {"intent": intent})


async def test_a_wrong_code_says_so_and_guessing_is_slowed_down(worker: Worker) -> None:
    for _ in range(5):
        await worker.command("/enter_code")
        assert "không tìm thấy mã này" in await worker.says("CD-2345-FGHJ-6789", "nlu_unknown")
    await worker.command("/enter_code")
    assert "thử nhiều lần" in await worker.says("CD-2345-FGHJ-6789", "nlu_unknown")


async def test_what_is_no_code_is_said_to_be_none(worker: Worker) -> None:
    await worker.command("/enter_code")
    assert "chưa đúng dạng" in await worker.says("mã gì vậy", "nlu_unknown")
    assert worker.slots["free_text"] is None


async def test_withdrawing_asks_first(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.command("/check_status")
    assert "chắc chắn" in await worker.tap("Rút lại")
    seen = await worker.tap("Giữ lại")
    assert "Đã nhận" in seen
    await worker.tap("Rút lại")
    assert "đã rút lại" in await worker.tap("Đúng")
    assert "đã rút lại" in await worker.again()
    assert (await cases(union))[0].row.status is Status.WITHDRAWN


async def test_a_typed_yes_withdraws_right_after_the_question(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.command("/check_status")
    await worker.tap("Rút lại")
    assert "đã rút lại" in await worker.says("có", "affirm")
    assert (await cases(union))[0].row.status is Status.WITHDRAWN


async def test_a_withdrawn_case_takes_nothing_more_and_says_why(worker: Worker) -> None:
    await opened(worker)
    buttons = worker.replies
    await worker.command(f'/confirm_withdraw{{"case":"{worker.slots["case_id"]}"}}')
    worker.replies = buttons
    await worker.tap("Kể thêm")
    assert "đã rút lại phản ánh này" in await worker.says("còn nữa", "nlu_unknown")


async def test_the_answer_to_an_officer_reaches_the_case(union: Union, worker: Worker) -> None:
    await opened(worker)
    await reply(union, "Bạn làm xưởng nào?")
    await move(union, Status.WAITING_WORKER)
    [case] = await cases(union)
    worker.slots.clear()  # the push comes days later
    await worker.command(f'/reply_case{{"case":"{case.row.case_id}"}}')
    assert "chuyển lời của bạn" in await worker.says("xưởng may số 3", "faq/dues")
    [case] = await cases(union)
    assert (told(case), case.row.status) == (["Bạn làm xưởng nào?", "xưởng may số 3"], Status.IN_PROGRESS)


async def test_a_waiting_case_offers_to_answer_first(union: Union, worker: Worker) -> None:
    await opened(worker)
    await move(union, Status.WAITING_WORKER)
    await worker.command("/check_status")
    assert worker.titles[0] == "Trả lời"


async def test_a_good_outcome_is_rated_in_one_tap(union: Union, worker: Worker) -> None:
    await opened(worker)
    await move(union, Status.RESOLVED)
    assert "ổn chưa" in await worker.command("/check_status")
    assert "việc đã ổn" in await worker.tap("👍")
    await worker.again()
    [case] = await cases(union)
    assert (case.row.rating, case.row.status) == (Rating.GOOD, Status.RESOLVED)
    await worker.command("/check_status")
    assert worker.titles == ["Kể thêm", "Mục chính"]


async def test_a_bad_outcome_takes_the_case_up_again(union: Union, worker: Worker) -> None:
    await opened(worker)
    await move(union, Status.RESOLVED)
    await worker.command("/check_status")
    assert "xem lại" in await worker.tap("👎")
    assert (await cases(union))[0].row.status is Status.IN_PROGRESS


async def test_rating_before_the_end_and_a_rating_that_is_none_change_nothing(union: Union, worker: Worker) -> None:
    await opened(worker)
    case_id = worker.slots["case_id"]
    assert "giải quyết xong" in await worker.command(f'/rate_case{{"case":"{case_id}","rating":"good"}}')
    assert "Nút này cũ" in await worker.command(f'/rate_case{{"case":"{case_id}","rating":"5"}}')
    assert (await cases(union))[0].row.rating is None


@pytest.mark.parametrize(("to", "button"), [(Status.REJECTED, "Gặp cán bộ"), (Status.IN_PROGRESS, "Rút lại")])
async def test_each_status_offers_what_is_possible(union: Union, worker: Worker, to: Status, button: str) -> None:
    await opened(worker)
    await move(union, to, "ngoài phạm vi" if to is Status.REJECTED else "")
    await worker.command("/check_status")
    assert button in worker.titles


async def test_a_long_history_shows_the_latest_and_says_what_is_left_out(worker: Worker) -> None:
    await opened(worker)
    for number in range(9):
        await worker.command(f'/add_details{{"case":"{worker.slots["case_id"]}"}}')
        await worker.says(f"lần {number} " + "kể dài " * 100, "nlu_unknown")
    seen = await worker.command(f'/my_case{{"case":"{worker.slots["case_id"]}"}}')
    assert "(còn 4 mục cũ hơn)" in seen
    assert "lần 8" in seen
    assert len(seen) < 2_000


@pytest.mark.parametrize("case", ["", "x", "' OR 1=1 --", "0" * 32, "../../etc/passwd"])
async def test_a_case_that_is_none_is_not_found(worker: Worker, case: str) -> None:
    assert "không tìm thấy" in await worker.command(f'/my_case{{"case":"{case}"}}')
