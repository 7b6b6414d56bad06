"""Promises to the worker who reports."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from grievances.model import CaseKind, Category
from tests.actions.reports import RECEIPT, cases, opened, told
from tests.actions.seam import Worker
from tests.grievances.cast import Union


async def test_two_taps_open_an_anonymous_case_with_a_receipt(union: Union, worker: Worker) -> None:
    asked = await worker.command("/report_grievance")
    assert "không ghi tên bạn" in asked
    assert "Zalo có thể xem được" in asked
    assert len(worker.titles) == 8
    said = await worker.tap("Bảo hiểm")
    assert "tới Công đoàn. Cán bộ" in said
    assert RECEIPT.search(said)
    assert "chỉ hiện một lần" in said
    assert worker.titles == ["Kể thêm", "Gửi ảnh", "Nơi làm việc", "Để lại liên hệ", "Xong"]
    [case] = await cases(union)
    assert (case.row.kind, case.row.category, case.channel_kind) == (CaseKind.GRIEVANCE, Category.INSURANCE, "zalo")
    assert (told(case), case.has_contact, case.workplace) == ([], False, "")


async def test_the_web_page_is_not_told_about_zalo(worker: Worker) -> None:
    worker.channel = "web"
    assert "Zalo" not in await worker.command("/report_grievance")


async def test_a_turn_that_is_repeated_opens_one_case_with_the_same_receipt(union: Union, worker: Worker) -> None:
    receipt = await opened(worker)
    assert receipt in await worker.again()
    assert len(await cases(union)) == 1


async def test_an_impatient_second_tap_does_not_open_a_second_case(union: Union, worker: Worker) -> None:
    await worker.command("/report_grievance")
    categories = worker.replies
    await worker.tap("Tiền lương")
    worker.replies = categories
    assert "vừa gửi một phản ánh" in await worker.tap("Tiền lương")
    assert len(await cases(union)) == 1
    await worker.tap("Gửi phản ánh mới")
    assert len(await cases(union)) == 2


async def test_what_was_told_before_goes_along_and_its_category_comes_first(union: Union, worker: Worker) -> None:
    asked = await worker.says("cty tôi bắt tăng ca tới 11h đêm hoài", "report_grievance")
    assert "«cty tôi bắt tăng ca tới 11h đêm hoài»" in asked
    assert worker.titles[0] == "Giờ làm, tăng ca"
    await worker.tap("Giờ làm")
    [case] = await cases(union)
    assert told(case) == ["cty tôi bắt tăng ca tới 11h đêm hoài"]


async def test_two_messages_of_complaint_go_along_both(union: Union, worker: Worker) -> None:
    await worker.says("công ty nợ lương hai tháng", "report_grievance")
    await worker.says("quản đốc còn dọa đuổi việc", "report_grievance")
    await worker.tap("Tiền lương")
    assert told((await cases(union))[0]) == ["công ty nợ lương hai tháng\nquản đốc còn dọa đuổi việc"]


async def test_a_bare_wish_to_report_is_not_taken_for_its_content(union: Union, worker: Worker) -> None:
    assert "gửi kèm" not in await worker.says("em muốn phản ánh công ty ạ", "report_grievance")
    await worker.tap("Việc khác")
    assert told((await cases(union))[0]) == []


async def test_who_changes_their_mind_sends_nothing_along(union: Union, worker: Worker) -> None:
    await worker.says("công ty nợ lương hai tháng", "report_grievance")
    await worker.says("thôi", "deny")
    await opened(worker)
    assert told((await cases(union))[0]) == []


async def test_a_misunderstood_text_can_become_a_report(union: Union, worker: Worker) -> None:
    await worker.says("chuyền em bị ép ghê lắm", "nlu_unknown")
    await worker.tap("Phản ánh việc này")
    await worker.tap("Việc khác")
    assert told((await cases(union))[0]) == ["chuyền em bị ép ghê lắm"]


async def test_an_earlier_question_does_not_go_along_unasked(union: Union, worker: Worker) -> None:
    await worker.asks("đoàn phí bao nhiêu", "dues")
    await worker.says("menu", "menu")
    await worker.tap("Phản ánh")
    await worker.tap("Việc khác")
    assert told((await cases(union))[0]) == []


async def test_a_question_goes_along_when_the_worker_reports_just_that(union: Union, worker: Worker) -> None:
    await worker.asks("công ty nợ lương 2 tháng thì làm sao", "dues")
    assert "Gửi kèm lời bạn viết: «công ty nợ lương" in await worker.tap("Phản ánh việc này")
    assert worker.titles[0] == "Tiền lương, thưởng"
    assert "tới Công đoàn, kèm lời bạn viết." in await worker.tap("Tiền lương, thưởng")
    assert told((await cases(union))[0]) == ["công ty nợ lương 2 tháng thì làm sao"]


@pytest.mark.parametrize(
    ("text", "intent", "words"), [("có", "affirm", "muốn thêm gì"), ("không", "deny", "Cảm ơn bạn")]
)
async def test_yes_and_no_answer_the_question_what_else_to_add(
    worker: Worker, text: str, intent: str, words: str
) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    await worker.says("chậm lương từ tháng 9", "nlu_unknown")
    assert words in await worker.says(text, intent)
    assert bool(worker.slots["case_id"]) is (intent == "affirm")


async def test_more_words_after_the_case_are_added_on_one_tap(union: Union, worker: Worker) -> None:
    await opened(worker)
    assert "phản ánh mới" in await worker.says("tháng này lại trừ tiền chuyên cần", "report_grievance")
    assert "đã thêm" in await worker.tap("Thêm vào phản ánh")
    await worker.says("lần nào hỏi cũng kêu chờ", "nlu_unknown")
    await worker.tap("Thêm vào phản ánh")
    [case] = await cases(union)
    assert told(case) == ["tháng này lại trừ tiền chuyên cần", "lần nào hỏi cũng kêu chờ"]


async def test_or_become_a_report_of_their_own(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.says("cơm ca bị thiu hoài", "report_grievance")
    await worker.tap("Phản ánh mới")
    assert worker.titles[0] == "Bữa ăn, vệ sinh"
    await worker.tap("Bữa ăn")
    first, second = await cases(union)
    assert (told(first), told(second)) == ([], ["cơm ca bị thiu hoài"])


async def test_nothing_left_to_add_is_said(worker: Worker) -> None:
    await opened(worker)
    assert "không còn giữ lời nào" in await worker.command(f'/attach{{"case":"{worker.slots["case_id"]}"}}')


async def test_details_workplace_and_contact_are_optional_and_kept(union: Union, worker: Worker) -> None:
    await opened(worker)
    for button, text in (
        ("Kể thêm", "đoàn phí đóng bao nhiêu?"),
        ("Nơi làm việc", "Xưởng 2, May Hoa Sen"),
        ("Để lại liên hệ", "0901 234 567"),
    ):
        assert "không bắt buộc" in await worker.tap(button)
        assert worker.replies[-1].expects_text
        assert "đã" in await worker.says(text, "greet")
        assert (button in worker.titles) is (button == "Kể thêm")  # a place is asked once, a story may go on
    assert "mình nhắn bạn tại đây" in await worker.tap("Xong")
    [case] = await cases(union)
    assert told(case) == ["đoàn phí đóng bao nhiêu?"]
    assert (case.workplace, case.has_contact) == ("Xưởng 2, May Hoa Sen", True)


@pytest.mark.parametrize("word", ["hủy", "HUỶ", "huy", "Thôi", "thôi.", "bỏ qua"])
async def test_huy_ends_a_form_and_keeps_nothing(union: Union, worker: Worker, word: str) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    assert "không gửi gì thêm" in await worker.says(word, "deny")
    assert told((await cases(union))[0]) == []
    assert worker.slots["free_text"] is None


async def test_a_tap_leaves_the_form(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    assert "Bạn chọn một việc" in await worker.command("/menu")
    assert (worker.form, worker.slots["free_text"], worker.slots["requested_slot"]) == ("", None, None)
    assert told((await cases(union))[0]) == []


async def test_tapping_the_same_button_twice_asks_again(union: Union, worker: Worker) -> None:
    await opened(worker)
    buttons = worker.replies
    await worker.tap("Kể thêm")
    worker.replies = buttons
    assert "Bạn kể ở đây" in await worker.tap("Kể thêm")
    await worker.says("một lần", "nlu_unknown")
    assert told((await cases(union))[0]) == ["một lần"]


async def test_a_typed_slash_is_a_text_like_any_other(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    await worker.says("\u200b/restart", "nlu_unknown")
    assert told((await cases(union))[0]) == ["/restart"]


async def test_a_text_that_is_too_long_is_refused_kindly_and_the_form_can_be_used_again(
    union: Union, worker: Worker
) -> None:
    await opened(worker)
    buttons = worker.replies
    await worker.tap("Để lại liên hệ")
    assert "dài quá" in await worker.says("9" * 5_000, "nlu_unknown")
    assert worker.slots["free_text"] is None
    worker.replies = buttons
    await worker.tap("Để lại liên hệ")
    await worker.says("0901234567", "nlu_unknown")
    assert (await cases(union))[0].has_contact


async def test_details_in_decomposed_vietnamese_are_kept_composed(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    await worker.says(unicodedata.normalize("NFD", "nợ lương 😡"), "nlu_unknown")
    assert told((await cases(union))[0]) == ["nợ lương 😡"]


async def test_another_chat_cannot_touch_a_case(union: Union, worker: Worker, stranger: Callable[[], Worker]) -> None:
    await opened(worker)
    case_id = worker.slots["case_id"]
    other = stranger()
    for command in ("my_case", "withdraw_case", "confirm_withdraw"):
        assert "không tìm thấy" in await other.command(f'/{command}{{"case":"{case_id}"}}')
    assert "không tìm thấy" in await other.command(f'/rate_case{{"case":"{case_id}","rating":"bad"}}')
    for command in ("add_details", "add_contact", "add_workplace", "reply_case"):
        await other.command(f'/{command}{{"case":"{case_id}"}}')
        assert "không tìm thấy" in await other.says("tôi là kẻ lạ", "nlu_unknown")
    [case] = await cases(union)
    assert (told(case), case.has_contact, case.workplace) == ([], False, "")


@pytest.mark.parametrize("payload", ['/choose_category{"category":"money"}', "/choose_category"])
async def test_a_category_that_is_none_opens_nothing(union: Union, worker: Worker, payload: str) -> None:
    assert "Nút này cũ" in await worker.command(payload)
    assert await cases(union) == []


async def test_dangerous_categories_come_with_numbers_to_call(worker: Worker) -> None:
    await worker.command("/report_grievance")
    assert "gọi ngay 113 (công an), 114 (cháy, cứu hộ) hoặc 115" in await worker.tap("An toàn")


async def test_a_case_goes_to_the_unit_of_the_chat(union: Union, worker: Worker) -> None:
    worker.unit_id = union.units["mill"].id
    await opened(worker)
    assert (await cases(union))[0].row.unit_name == "Công đoàn Nhà máy Dệt"


async def test_cases_are_counted_once_even_when_a_worker_is_in_a_hurry(union: Union, worker: Worker) -> None:
    """The same tap delivered three times is one act."""
    await opened(worker)
    await worker.tap("Kể thêm")
    await worker.says("một lần thôi", "nlu_unknown")
    for _ in range(2):
        await worker.again()
    assert told((await cases(union))[0]) == ["một lần thôi"]
    assert len(await cases(union)) == 1


async def test_who_fears_the_union_of_the_own_company_is_heard_above_it(union: Union, worker: Worker) -> None:
    worker.unit_id = union.units["mill"].id
    await worker.command("/report_grievance")
    assert worker.titles[-1] == "Gửi thẳng cấp trên"
    assert len(worker.titles) <= 8
    said = await worker.tap("Gửi thẳng cấp trên")
    assert "Công đoàn tại công ty bạn không thấy phản ánh này" in said
    assert "Gửi thẳng cấp trên" not in worker.titles
    assert RECEIPT.search(await worker.tap("Quấy rối"))
    [case] = await cases(union)
    assert case.row.unit_name == union.units["north"].name


async def test_nobody_is_asked_to_pass_over_a_union_that_is_of_no_company(union: Union, worker: Worker) -> None:
    worker.unit_id = union.units["north"].id
    await worker.command("/report_grievance")
    assert "Gửi thẳng cấp trên" not in worker.titles
