"""Promises to the worker who asks."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.tables import AnswerRating
from tests.actions.seam import Worker
from tests.grievances.cast import Union


async def _ratings(union: Union) -> list[AnswerRating]:
    async with union.database.transaction() as tx:
        return list(await tx.scalars(select(AnswerRating)))


async def test_a_question_gets_the_short_answer_first_and_the_rest_one_tap_away(worker: Worker) -> None:
    assert await worker.asks("đoàn phí đóng bao nhiêu", "dues") == "Mức đoàn phí: trả lời ngắn."
    assert worker.titles == ["Xem thêm", "Kinh phí 2%", "👍 Có ích", "👎 Chưa đúng", "Phản ánh việc này"]


async def test_the_second_layer_names_the_law_and_the_day(worker: Worker) -> None:
    await worker.asks("đoàn phí", "dues")
    more = await worker.tap("Xem thêm")
    assert more == (
        "Mức đoàn phí: trả lời chi tiết.\n\nCăn cứ: Điều 30 50/2024/QH15.\nTheo quy định tại ngày 25/11/2026."
    )
    assert worker.titles == ["Kinh phí 2%", "👍 Có ích", "👎 Chưa đúng", "Hỏi cán bộ"]


async def test_a_topic_in_review_says_so_in_both_layers_and_shows_the_way_to_an_officer(worker: Worker) -> None:
    await worker.asks("đoàn phí", "dues")
    assert "kiểm tra lại" in await worker.tap("Kinh phí 2%")
    assert worker.titles == ["Xem thêm", "👍 Có ích", "👎 Chưa đúng", "Hỏi cán bộ", "Phản ánh"]
    assert "kiểm tra lại" in await worker.tap("Xem thêm")
    assert worker.titles == ["👍 Có ích", "👎 Chưa đúng", "Hỏi cán bộ"]
    assert "Kinh phí" not in await worker.tap("Hỏi cán bộ")


async def test_a_question_that_is_a_complaint_too_gets_the_answer_and_the_report_first(worker: Worker) -> None:
    said = await worker.asks("công ty trừ đoàn phí 5% có đúng không, bức xúc quá", "dues", beside="report_grievance")
    assert said == "Mức đoàn phí: trả lời ngắn."
    assert worker.titles == ["Phản ánh việc này", "Xem thêm", "Kinh phí 2%", "👍 Có ích", "👎 Chưa đúng"]
    assert "«công ty trừ đoàn phí 5%" in await worker.tap("Phản ánh việc này")


async def test_a_complaint_that_is_a_question_too_gets_the_report_and_the_topic_last(worker: Worker) -> None:
    candidates = [{"name": "report_grievance", "confidence": 0.7}, {"name": "faq/dues", "confidence": 0.2}]
    sure = {"decision": "answer", "intent": "report_grievance", "candidates": candidates}
    said = await worker.says("công ty trừ đoàn phí 5% của tôi", "report_grievance", sure)
    assert "«công ty trừ đoàn phí 5% của tôi»" in said
    assert "chọn «Mức đoàn phí» ở cuối" in said
    assert worker.titles[-2:] == ["Việc khác", "Mức đoàn phí"]
    assert len(worker.titles) == 7
    assert await worker.tap("Mức đoàn phí") == "Mức đoàn phí: trả lời ngắn."
    assert "«công ty trừ đoàn phí 5% của tôi»" in await worker.tap("Phản ánh")


async def test_a_faint_second_meaning_changes_nothing(worker: Worker) -> None:
    candidates = [{"name": "faq/dues", "confidence": 0.9}, {"name": "report_grievance", "confidence": 0.05}]
    await worker.says("đoàn phí", "faq", {"decision": "answer", "intent": "faq/dues", "candidates": candidates})
    assert worker.titles[0] == "Xem thêm"


async def test_the_law_of_the_day_in_vietnam_counts(union: Union, worker: Worker) -> None:
    union.clock.advance(hours=15.5)  # 00:30 of the next day in Vietnam, still the 25th in UTC
    await worker.asks("đoàn phí", "dues")
    assert "26/11/2026" in await worker.tap("Xem thêm")


async def test_an_intent_without_an_answer_is_admitted(worker: Worker) -> None:
    assert "chưa hiểu" in await worker.asks("chuyện mới", "not_written_yet")
    assert worker.titles == ["Hỏi cán bộ", "Phản ánh việc này", "Mục chính"]


async def test_rasas_own_response_selector_is_understood_too(worker: Worker) -> None:
    call = worker.call("action_answer", "đoàn phí", "faq")
    call["tracker"]["latest_message"]["response_selector"] = {
        "faq": {"response": {"intent_response_key": "faq/dues"}},
        "all_retrieval_intents": ["faq"],
    }
    answer = await worker.post(call)
    assert answer.json()["responses"][0]["text"] == "Mức đoàn phí: trả lời ngắn."


async def test_one_tap_rates_an_answer_and_a_second_tap_changes_it(union: Union, worker: Worker) -> None:
    await worker.asks("đoàn phí", "dues")
    answer = worker.replies
    assert "Cảm ơn" in await worker.tap("👍")
    await worker.again()
    assert [(row.topic_id, row.helpful, row.channel_kind) for row in await _ratings(union)] == [("dues", True, "zalo")]
    worker.replies = answer
    assert "cán bộ" in await worker.tap("👎")
    assert [row.helpful for row in await _ratings(union)] == [False]


async def test_each_answer_is_rated_for_itself(union: Union, worker: Worker) -> None:
    for _ in range(2):
        await worker.asks("đoàn phí", "dues")
        await worker.tap("Xem thêm")
        await worker.tap("👍")
    assert len(await _ratings(union)) == 2


@pytest.mark.parametrize(
    "payload",
    [
        '/rate_answer{"topic":"nothing","answer":"inbox:1","helpful":"yes"}',
        '/rate_answer{"topic":"dues"}',
        "/rate_answer",
    ],
)
async def test_a_rating_of_nothing_counts_nothing(union: Union, worker: Worker, payload: str) -> None:
    assert "Nút này cũ" in await worker.command(payload)
    assert await _ratings(union) == []


async def test_more_about_an_unknown_topic_is_an_old_button(worker: Worker) -> None:
    assert "Nút này cũ" in await worker.command('/more{"topic":"gone"}')


async def test_an_unsure_reading_offers_at_most_three_meanings_and_a_way_out(worker: Worker) -> None:
    names = ["faq/dues", "greet", "faq/not_written_yet", "check_status", "faq/fund", "ask_human"]
    candidates = [{"name": name, "confidence": 0.3} for name in names]
    assert await worker.says("phí gì đó", "nlu_offer", {"decision": "offer", "candidates": candidates}) == (
        "Mình chưa chắc hiểu đúng. Ý bạn là việc nào?"
    )
    assert worker.titles == ["Mức đoàn phí", "Xem phản ánh đã gửi", "Kinh phí 2%", "Không phải"]
    assert "chưa có câu trả lời đúng" in await worker.tap("Không phải")


async def test_an_unsure_reading_with_a_complaint_gets_a_guess_and_the_report_first(worker: Worker) -> None:
    names = ["report_grievance", "faq/fund", "faq/dues"]
    candidates = [{"name": name, "confidence": 0.3} for name in names]
    said = await worker.says("kinh phí 2% sao trừ tôi", "nlu_offer", {"decision": "offer", "candidates": candidates})
    assert "Nếu bạn hỏi về «Kinh phí 2%»:\nKinh phí 2%: trả lời ngắn." in said
    assert worker.titles == ["Phản ánh việc này", "Xem thêm", "Mức đoàn phí", "Hỏi cán bộ", "Không phải"]
    assert "trả lời chi tiết" in await worker.tap("Xem thêm")


async def test_a_likely_danger_is_not_a_riddle(worker: Worker) -> None:
    candidates = [{"name": "report_emergency", "confidence": 0.4}, {"name": "faq/dues", "confidence": 0.3}]
    said = await worker.says("máu nhiều quá", "nlu_offer", {"decision": "offer", "candidates": candidates})
    assert "115: cấp cứu" in said
    assert worker.titles == ["Báo cán bộ ngay", "Mức đoàn phí", "Không phải"]
    assert "chưa có câu trả lời đúng" in await worker.tap("Không phải")


async def test_an_offer_of_nothing_useful_is_an_honest_i_do_not_know(worker: Worker) -> None:
    candidates = [{"name": "thanks", "confidence": 0.3}]
    assert "chưa hiểu" in await worker.says("ờ", "nlu_offer", {"candidates": candidates})


async def test_the_words_of_an_offer_go_along_when_a_report_was_meant(worker: Worker) -> None:
    candidates = [{"name": "report_grievance", "confidence": 0.4}]
    await worker.says("chuyền trưởng mắng tôi hoài", "nlu_offer", {"candidates": candidates})
    assert "«chuyền trưởng mắng tôi hoài»" in await worker.tap("Gửi phản ánh")
