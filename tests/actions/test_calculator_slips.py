"""Promises to the worker who slips, thinks again, or is interrupted in the middle of a calculation."""

from __future__ import annotations

import pytest

from tests.actions.reckoning import DANGER, FAQ, begin, duration, money, number, severance_up_to_the_wage, types
from tests.actions.seam import Spotted, Worker


@pytest.fixture
def worker(reckoner: Worker) -> Worker:
    return reckoner


@pytest.mark.parametrize(
    ("typed", "spotted", "words"),
    [
        ("nhiều lắm", (), "Mình chưa thấy số tiền"),
        ("2 năm", duration(2), "Mình chưa thấy số tiền"),
        ("0 đồng", money(0), "hơi nhỏ"),
        ("-5", number(-5.0), "không thể nhỏ hơn 0"),
        ("9 tỷ tỷ", money(9_000_000_000_000), "hơi lớn"),
        ("😡", (), "Mình chưa thấy số tiền"),
        ("x" * 5_000, (), "Mình chưa thấy số tiền"),
    ],
)
async def test_what_cannot_be_is_said_plainly_and_nothing_is_lost(
    worker: Worker, typed: str, spotted: Spotted, words: str
) -> None:
    await severance_up_to_the_wage(worker)
    heard = await types(worker, typed, spotted)
    assert words in heard
    assert "6 tháng cuối, trung bình mỗi tháng bao nhiêu? Ví dụ" in heard
    await types(worker, "8tr", money(8_000_000))
    assert not worker.form


async def test_after_three_failures_an_officer_is_offered_and_trying_again_loses_nothing(worker: Worker) -> None:
    await severance_up_to_the_wage(worker)
    for _ in range(3):
        heard = await types(worker, "chịu")
    assert "để cán bộ Công đoàn tính giúp" in heard
    assert worker.titles == ["Thử lại", "Hỏi cán bộ", "Mục chính"]
    assert not worker.form
    assert "6 tháng cuối, trung bình mỗi tháng bao nhiêu" in await worker.tap("Thử lại")
    await types(worker, "8tr", money(8_000_000))
    assert "Căn cứ" in worker.heard


@pytest.mark.parametrize("word", ["sửa", "quay lại", "nhầm rồi"])
async def test_one_can_go_back_by_word(worker: Worker, word: str) -> None:
    await severance_up_to_the_wage(worker)
    assert "đóng bảo hiểm thất nghiệp cho bạn không" in await types(worker, word)
    assert "Bạn làm ở công ty này được bao lâu" in await types(worker, word)
    assert "Vì sao bạn nghỉ việc" in await types(worker, word)
    assert "câu đầu tiên" in await types(worker, word)
    assert worker.form


async def test_one_can_go_back_by_button_even_from_the_result(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    await types(worker, "8tr", money(8_000_000))
    assert "Lương tháng theo hợp đồng" in await worker.tap("Sửa câu trước")
    await types(worker, "9tr", money(9_000_000))
    await worker.tap("26 ngày")
    assert not worker.form
    assert "chia lương tháng cho mấy ngày công" in await worker.tap("Sửa câu cuối")
    assert "375.000" in (await worker.tap("24 ngày"))  # 9.000.000 : 24


async def test_a_tap_on_an_earlier_choice_corrects_it_and_keeps_the_rest(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    await types(worker, "9tr", money(9_000_000))
    choices = worker.replies
    await worker.tap("26 ngày")
    worker.replies = choices
    assert "375.000" in await worker.tap("24 ngày")


async def test_an_earlier_choice_that_leads_elsewhere_asks_what_is_missing(worker: Worker) -> None:
    await begin(worker, "overtime_pay")
    choices = worker.replies
    await worker.tap("Theo giờ")
    await types(worker, "40k", money(40_000))
    worker.replies = choices
    heard = await worker.tap("Theo ngày")
    assert "Lương một ngày của bạn là bao nhiêu" in heard


@pytest.mark.parametrize(
    ("typed", "amount", "taken"),
    [
        ("8tr5", 8_500_000, "Lương tháng: 8.500.000 đồng"),
        ("350k", 350_000, "Lương ngày: 350.000 đồng"),
        ("40k", 40_000, "Lương giờ: 40.000 đồng"),
    ],
)
async def test_a_wage_typed_where_its_kind_is_asked_says_both(
    worker: Worker, typed: str, amount: int, taken: str
) -> None:
    await begin(worker, "overtime_pay")
    assert taken in await types(worker, typed, money(amount))
    assert worker.form


@pytest.mark.parametrize("word", ["hủy", "thôi", "Thôi"])
async def test_one_can_stop(worker: Worker, word: str) -> None:
    await severance_up_to_the_wage(worker)
    assert "mình dừng phần tính" in await types(worker, word)
    assert worker.titles == ["Tính tiền, ngày phép", "Mục chính"]
    assert not worker.form
    assert worker.slots["calculation"] is None


async def test_the_button_stops_too_and_drops_nothing_else(worker: Worker) -> None:
    await worker.says("công ty nợ lương tôi", "report_grievance")
    await begin(worker, "hourly_wage")
    assert "mình dừng phần tính" in await worker.tap("Thôi")
    assert worker.slots["complaint"] == "công ty nợ lương tôi"


@pytest.mark.parametrize("command", ["share_sticker", "share_voice", "share_location", "share_media"])
async def test_what_is_not_text_gets_its_answer_and_the_question_again(worker: Worker, command: str) -> None:
    await begin(worker, "hourly_wage")
    heard = await worker.command(f"/{command}", media_id="")
    assert len(worker.replies) == 2
    assert "Lương tháng theo hợp đồng" in heard
    assert worker.form


async def test_a_photo_waits_for_the_report_that_may_follow(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    heard = await worker.command("/share_media", media_id="0" * 32)
    assert "chưa gửi cho ai" in heard
    assert worker.slots["waiting_media"] == ["0" * 32]


@pytest.mark.parametrize("spotted", [(), money(8_000_000)])
async def test_danger_always_wins(worker: Worker, spotted: Spotted) -> None:
    await begin(worker, "hourly_wage")
    heard = await worker.says("cháy xưởng rồi", "report_emergency", DANGER, spotted)
    assert "114" in heard
    assert len(worker.replies) == 1
    assert not worker.form


async def test_another_question_is_answered_and_the_calculation_waits(worker: Worker) -> None:
    await severance_up_to_the_wage(worker)
    heard = await types(worker, "một năm được nghỉ mấy ngày phép vậy", motcham=FAQ)
    assert heard.startswith("Mình tạm dừng phần tính nhé.")
    assert worker.titles[0] == "Tính tiếp"
    assert "6 tháng cuối, trung bình mỗi tháng bao nhiêu" in await worker.tap("Tính tiếp")
    await types(worker, "8tr", money(8_000_000))
    assert "Căn cứ" in worker.heard


async def test_going_on_is_offered_right_after_the_interruption_and_not_for_ever(worker: Worker) -> None:
    await severance_up_to_the_wage(worker)
    await types(worker, "một năm được nghỉ mấy ngày phép vậy", motcham=FAQ)
    assert worker.titles[:2] == ["Tính tiếp", "Tính cho tôi"]  # the new topic has a calculator of its own
    await types(worker, "mấy ngày phép một năm", motcham=FAQ)
    assert worker.titles[0] == "Tính cho tôi"


async def test_a_sentence_that_may_be_another_question_is_asked_about(worker: Worker) -> None:
    await severance_up_to_the_wage(worker)
    unsure = {**FAQ, "decision": "offer"}
    heard = await types(worker, "con nhỏ em ốm nghỉ có được gì không", motcham=unsure)
    assert heard == "Mình tạm dừng phần tính nhé.\nMình chưa chắc hiểu đúng. Ý bạn là việc nào?"
    assert worker.titles == ["Số ngày phép năm", "Tính tiếp", "Không phải"]
    assert "6 tháng cuối, trung bình mỗi tháng bao nhiêu" in await worker.tap("Tính tiếp")


async def test_a_few_odd_words_are_an_answer_that_went_wrong(worker: Worker) -> None:
    await severance_up_to_the_wage(worker)
    assert "Mình chưa thấy số tiền" in await types(worker, "cũng kha khá", motcham={**FAQ, "decision": "offer"})


async def test_a_question_with_a_number_in_it_is_still_a_question(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    await types(worker, "làm được 14 tháng thì nghỉ phép mấy ngày", number(14.0), FAQ)
    assert not worker.form


async def test_an_answer_that_sounds_like_a_question_is_an_answer(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    assert "✓ Lương tháng: 8.000.000 đồng" in await types(worker, "lương tôi nghỉ phép là 8tr", money(8_000_000), FAQ)


async def test_a_tap_on_something_else_leaves_without_a_word(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    assert "Bạn chọn một việc" in await worker.command("/menu")
    assert not worker.form


@pytest.mark.parametrize(
    ("text", "intent"),
    [("cảm ơn", "thanks"), ("không biết", "menu"), ("hihi", "out_of_scope"), ("1000 con bò", "abuse")],
)
async def test_small_talk_does_not_end_a_calculation(worker: Worker, text: str, intent: str) -> None:
    """The classifier takes short answers for many things; an emergency behind them, never likely, is none."""
    await begin(worker, "hourly_wage")
    faint = [{"name": "report_emergency", "confidence": 0.001}]
    heard = await types(worker, text, motcham={"decision": "answer", "intent": intent, "candidates": faint})
    assert "Lương tháng theo hợp đồng" in heard
    assert worker.form


async def test_the_menu_is_there_for_who_asks_for_it(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    assert "Bạn chọn một việc" in await types(worker, "menu", motcham={"decision": "answer", "intent": "menu"})


@pytest.mark.parametrize(
    "payload",
    [
        "/calculate",
        '/calculate{"calculator":"nothing"}',
        '/calculator_choice{"question":"days","value":"26"}',
        "/calculator_choice",
        "/calculator_back",
    ],
)
async def test_a_button_that_leads_nowhere_is_an_old_one(worker: Worker, payload: str) -> None:
    assert "Nút này cũ" in await worker.command(payload)
    assert not worker.form


@pytest.mark.parametrize("choice", ['{"question":"days","value":"999"}', '{"question":"wage","value":"26"}', "{}"])
async def test_a_choice_of_another_question_asks_again_and_changes_nothing(worker: Worker, choice: str) -> None:
    await begin(worker, "hourly_wage")
    await types(worker, "9tr", money(9_000_000))
    assert "là của câu khác" in await worker.command(f"/calculator_choice{choice}")
    assert "375.000" in await worker.tap("24 ngày")


async def test_a_calculation_of_another_version_is_given_up(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    worker.slots["calculation"] = {**worker.slots["calculation"], "calculator": "gone"}
    assert "mình dừng phần tính" in await types(worker, "8tr", money(8_000_000))


async def test_a_topic_in_review_says_so_under_its_result(worker: Worker) -> None:
    await begin(worker, "union_dues")
    await worker.tap("Đoàn phí của tôi")
    heard = await types(worker, "7tr", money(7_000_000))
    assert "kiểm tra lại" in heard
    assert "Hỏi cán bộ" in worker.titles


async def test_the_report_takes_the_question_along(worker: Worker) -> None:
    await worker.asks("lương 9tr một giờ được bao nhiêu", "calc_hourly_wage", money(9_000_000))
    await worker.tap("Tính cho tôi")
    await worker.tap("26 ngày")
    assert "«lương 9tr một giờ được bao nhiêu»" in await worker.tap("Phản ánh việc này")
