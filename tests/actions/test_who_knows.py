"""Who fears to be found out is told the truth at once, and a story is never taken for that question."""

from __future__ import annotations

import pytest

from actions.who_knows import asks_who_knows
from tests.actions.seam import Worker


@pytest.mark.parametrize("intent", ["report_grievance", "check_status", "nlu_offer", "delete_my_data"])
async def test_the_question_is_answered_whatever_it_was_taken_for(worker: Worker, intent: str) -> None:
    candidates = [{"name": "report_grievance", "confidence": 0.47}, {"name": "check_status", "confidence": 0.35}]
    more = {"decision": "offer", "candidates": candidates} if intent == "nlu_offer" else None
    said = await worker.says("có ai biết tôi phản ánh không", intent, more)
    assert "Công ty bạn không xem được cuộc trò chuyện này" in said
    assert "https://motcham.example/chat/safety" in said
    assert "Phản ánh" in worker.titles


@pytest.mark.parametrize(
    "text",
    [
        "Có ai biết tôi phản ánh không?",
        "co ai biet em phan anh k",
        "công ty có biết mình phản ánh không ạ",
        "sếp biết em nhắn cho công đoàn không",
        "phản ánh ở đây có bị lộ không",
        "gửi phản ánh có an toàn không",
        "nhắn ở đây có ai biết không",
    ],
)
def test_it_is_asked_in_many_ways(text: str) -> None:
    assert asks_who_knows(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "có ai biết luật tăng ca không",
        "tôi muốn phản ánh về an toàn lao động",
        "phản ánh của em có ai xem chưa",
        "công ty nợ lương ba tháng, sếp biết mà không trả",
        "tố cáo công ty có bị lộ tên không",
        "em phản ánh tổ trưởng chửi công nhân suốt tháng nay, ai biết em nói thì em mất việc nên không dám kể",
    ],
)
def test_a_story_or_another_question_is_left_alone(text: str) -> None:
    assert not asks_who_knows(text)
