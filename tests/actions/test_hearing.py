"""What was not understood is kept for the trainers, and only that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import httpx
import pytest
from sqlalchemy import delete, select

from actions import texts
from knowledge.heard import text_context
from storage.clock import new_id
from storage.tables import AnswerRating, HandledAction, HeardMessage, Staff, UnionUnit
from tests.actions.consenting import have_agreed
from tests.actions.seam import Worker
from tests.grievances.cast import Union

LOST = {
    "decision": "unknown",
    "intent": "faq/dues",
    "confidence": 0.3,
    "candidates": [{"name": "faq/dues", "confidence": 0.3}, {"name": "ask_human", "confidence": 0.2}],
}
UNSURE = {**LOST, "decision": "offer"}
QUESTION = "chị Lan nói phí 2% ai đóng, gọi em 0912345678"
MASKED = "chị [tên] nói phí 2% ai đóng, gọi em [số điện thoại]"


async def heard(union: Union) -> Sequence[HeardMessage]:
    async with union.database.reading() as tx:
        return (await tx.scalars(select(HeardMessage))).all()


async def the_one(union: Union) -> tuple[HeardMessage, str]:
    (found,) = await heard(union)
    return found, union.vault.open(found.text_sealed, text_context(found.id))


async def test_what_was_not_understood_is_kept_masked(union: Union, worker: Worker) -> None:
    await worker.says(QUESTION, "nlu_unknown", LOST)
    found, text = await the_one(union)
    assert text == MASKED
    assert (found.reason, found.state, found.channel_kind) == ("unknown", "new", "zalo")
    assert (found.intent, found.confidence, found.candidates) == ("faq/dues", 0.3, ["faq/dues", "ask_human"])
    assert found.unit_id == union.units["root"].id
    assert found.created_on.isoformat() == "2026-11-25"


async def test_it_goes_to_the_unit_that_the_worker_belongs_to(union: Union, client: httpx.AsyncClient) -> None:
    worker = Worker(client, new_id(), channel="web", unit_id=union.units["mill"].id)
    await have_agreed(union, worker.id)
    await worker.says("chuyện lạ", "nlu_unknown", LOST)
    assert (await the_one(union))[0].unit_id == union.units["mill"].id


async def test_nothing_that_is_kept_leads_back_to_the_worker(union: Union, worker: Worker) -> None:
    await worker.says(QUESTION, "nlu_unknown", LOST)
    found, _ = await the_one(union)
    values = [str(getattr(found, column.name)) for column in HeardMessage.__table__.columns]
    assert not any(worker.id in value or "0912345678" in value for value in values)
    async with union.database.reading() as tx:
        done = (await tx.scalars(select(HandledAction))).one()
    assert union.vault.open_json(done.result_sealed, "handled_action") is None


async def test_a_repeated_turn_keeps_it_once(union: Union, worker: Worker) -> None:
    await worker.says(QUESTION, "nlu_unknown", LOST)
    await worker.again()
    assert len(await heard(union)) == 1


async def test_none_of_these_keeps_the_question_that_the_offer_was_for(union: Union, worker: Worker) -> None:
    await worker.says(QUESTION, "nlu_offer", UNSURE)
    assert await heard(union) == []
    assert texts.NONE_OF_THESE in await worker.tap("Không phải")
    found, text = await the_one(union)
    assert (text, found.reason, found.candidates) == (MASKED, "none_of_these", ["faq/dues", "ask_human"])
    await worker.again()
    assert len(await heard(union)) == 1


async def test_an_offer_without_anything_to_offer_is_not_understood(union: Union, worker: Worker) -> None:
    await worker.says("chuyện lạ", "nlu_offer", {**UNSURE, "candidates": []})
    assert (await the_one(union))[0].reason == "unknown"


async def test_a_topic_that_nobody_has_written_yet_is_not_understood(union: Union, worker: Worker) -> None:
    await worker.asks("thưởng tết bao nhiêu", "tet_bonus")
    found, _ = await the_one(union)
    assert (found.reason, found.intent) == ("unknown", "faq/tet_bonus")


async def test_what_is_out_of_scope_is_kept(union: Union, worker: Worker) -> None:
    await worker.says("hôm nay đá bóng mấy giờ", "out_of_scope", {**LOST, "intent": "out_of_scope"})
    found, text = await the_one(union)
    assert (text, found.reason, found.intent) == ("hôm nay đá bóng mấy giờ", "out_of_scope", "out_of_scope")


async def test_a_thumb_down_keeps_the_question(union: Union, worker: Worker) -> None:
    await worker.asks(QUESTION, "dues")
    await worker.tap("👎")
    found, text = await the_one(union)
    assert (text, found.reason, found.intent) == (MASKED, "rated_bad", "faq/dues")
    await worker.again()
    assert len(await heard(union)) == 1


async def test_a_thumb_down_below_the_detail_keeps_the_question_too(union: Union, worker: Worker) -> None:
    await worker.asks(QUESTION, "dues")
    await worker.tap("Xem thêm")
    await worker.tap("👎")
    assert (await the_one(union))[1] == MASKED


async def test_after_an_offer_the_question_is_what_was_typed_before_the_tap(union: Union, worker: Worker) -> None:
    await worker.says(QUESTION, "nlu_offer", UNSURE)
    await worker.tap("Mức đoàn phí")
    await worker.tap("👎")
    found, text = await the_one(union)
    assert (text, found.reason, found.intent) == (MASKED, "rated_bad", "faq/dues")


async def test_a_late_thumb_does_not_keep_another_question(union: Union, worker: Worker) -> None:
    await worker.asks("đoàn phí bao nhiêu", "dues")
    thumb = next(button["payload"] for button in worker.replies[0].buttons if button["title"].startswith("👎"))
    for other in ("xin chào", "cảm ơn", "chào buổi sáng", "chuyện nhà em"):
        await worker.says(other, "greet")
    await worker.command(thumb)
    assert await heard(union) == []
    async with union.database.reading() as tx:
        assert (await tx.scalars(select(AnswerRating.helpful))).all() == [False]


async def test_the_earlier_of_two_answers_keeps_its_own_question(union: Union, worker: Worker) -> None:
    await worker.asks("đoàn phí bao nhiêu", "dues")
    thumb = next(button["payload"] for button in worker.replies[0].buttons if button["title"].startswith("👎"))
    await worker.asks("kinh phí ai đóng", "fund")
    await worker.command(thumb)
    assert (await the_one(union))[1] == "đoàn phí bao nhiêu"


async def test_tapping_the_thumb_again_keeps_nothing_more(union: Union, worker: Worker) -> None:
    await worker.asks(QUESTION, "dues")
    thumb = next(button["payload"] for button in worker.replies[0].buttons if button["title"].startswith("👎"))
    await worker.command(thumb)
    await worker.command(thumb)
    assert len(await heard(union)) == 1


async def test_what_was_answered_well_is_not_kept(union: Union, worker: Worker) -> None:
    await worker.asks(QUESTION, "dues")
    await worker.tap("👍")
    await worker.says("xin chào", "greet")
    assert await heard(union) == []


async def test_a_receipt_code_is_looked_up_and_not_kept(union: Union, worker: Worker) -> None:
    await worker.says("CD-T4QM-8XRK-P7WH", "nlu_unknown", LOST)
    assert await heard(union) == []


@pytest.mark.parametrize("text", ["0912345678", "???", "👍👍", "a@b.vn 0912.345.678", "123"])
async def test_what_teaches_nothing_is_not_kept(union: Union, worker: Worker, text: str) -> None:
    await worker.says(text, "nlu_unknown", LOST)
    assert await heard(union) == []


async def test_a_very_long_message_is_kept_in_part(union: Union, worker: Worker) -> None:
    await worker.says("chuyện dài " * 2_000, "nlu_unknown", LOST)
    assert len((await the_one(union))[1]) == 500


@pytest.mark.parametrize("motcham", [None, {}, {"intent": None, "candidates": None, "confidence": None}])
async def test_a_model_that_says_nothing_is_no_hindrance(
    union: Union, worker: Worker, motcham: dict[str, object] | None
) -> None:
    await worker.says("chuyện lạ", "nlu_unknown", motcham)
    assert (await the_one(union))[0].candidates == []


async def test_without_a_union_the_worker_is_answered_all_the_same(union: Union, worker: Worker) -> None:
    async with union.database.transaction() as tx:
        await tx.execute(delete(Staff))
        await tx.execute(delete(UnionUnit))
    assert texts.UNKNOWN in await worker.says("chuyện lạ", "nlu_unknown", LOST)
    assert await heard(union) == []


async def test_workers_are_told_that_questions_are_kept(stranger: Callable[[], Worker]) -> None:
    worker = stranger()
    said = await worker.command("/start_chat", start="")
    assert "hỏi bạn trước khi giữ điều gì" in said
    said = await worker.says("xóa dữ liệu của tôi", "delete_my_data")
    assert "không tìm lại để xóa được" in said
