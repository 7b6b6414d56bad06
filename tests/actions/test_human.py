"""Promises to the worker who wants a person."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions import texts
from grievances.model import CaseKind
from storage.tables import LiveChat
from tests.actions.reports import RECEIPT, cases, photo, told
from tests.actions.seam import Worker
from tests.grievances.cast import Union


async def test_asking_for_a_human_offers_to_send_the_last_question_and_sends_it_only_then(
    union: Union, worker: Worker
) -> None:
    await worker.says("bên em tính phép kiểu gì kỳ vậy", "nlu_unknown")
    assert "«bên em tính phép kiểu gì kỳ vậy»" in await worker.tap("Hỏi cán bộ")
    assert await cases(union) == []
    assert RECEIPT.search(await worker.tap("Gửi kèm lời trên"))
    await worker.again()
    [case] = await cases(union)
    assert (case.row.kind, told(case)) == (CaseKind.HUMAN_REQUEST, ["bên em tính phép kiểu gì kỳ vậy"])


async def test_the_request_calls_an_officer_to_the_chat(union: Union, worker: Worker) -> None:
    await worker.command("/ask_human")
    said = await worker.tap("Nhờ cán bộ nhắn lại")
    assert "Ai rảnh sẽ vào trò chuyện" in said
    assert "giờ làm việc" in said
    async with union.database.transaction() as tx:
        [live] = (await tx.scalars(select(LiveChat))).all()
    assert live.state == "asked"


async def test_other_requests_call_nobody(union: Union, worker: Worker) -> None:
    await worker.says("em muốn vào công đoàn", "join_union")
    await worker.tap("Gửi nguyện vọng")
    async with union.database.transaction() as tx:
        assert (await tx.scalars(select(LiveChat))).all() == []


async def test_or_goes_without_it(union: Union, worker: Worker) -> None:
    await worker.asks("đoàn phí bao nhiêu", "dues")
    await worker.says("cho tôi gặp cán bộ", "ask_human")
    await worker.tap("Nhờ cán bộ nhắn lại")
    assert told((await cases(union))[0]) == []


async def test_or_with_a_new_message(union: Union, worker: Worker) -> None:
    await worker.command("/ask_human")
    assert worker.titles == ["Viết lời nhắn", "Nhờ cán bộ nhắn lại", "Thôi"]
    await worker.tap("Viết lời nhắn")
    assert worker.replies[-1].expects_text
    await worker.command("/share_media", media_id=await photo(union, worker))
    await worker.says("giúp em xem hợp đồng này", "greet")
    [case] = await cases(union)
    assert told(case) == ["giúp em xem hợp đồng này"]
    assert any(entry.media_id for entry in case.timeline)


async def test_a_message_that_is_cancelled_is_not_sent(union: Union, worker: Worker) -> None:
    await worker.command('/write_request{"kind":"initiative"}')
    assert "không gửi gì thêm" in await worker.says("hủy", "deny")
    assert await cases(union) == []


@pytest.mark.parametrize(
    ("intent", "text", "button", "kind"),
    [
        ("join_union", "em muốn vào công đoàn", "Gửi nguyện vọng", CaseKind.JOIN_UNION),
        ("found_union", "chỗ em muốn lập công đoàn", "Nhờ Công đoàn giúp", CaseKind.FOUND_UNION),
        ("propose_initiative", "nên lắp thêm quạt ở xưởng hàn", "Gửi kèm lời trên", CaseKind.INITIATIVE),
        ("report_rumour", "nghe đồn công ty sắp bỏ thưởng Tết", "Gửi kèm lời trên", CaseKind.RUMOUR),
    ],
)
async def test_other_requests_take_two_taps_at_most(
    union: Union, worker: Worker, intent: str, text: str, button: str, kind: CaseKind
) -> None:
    await worker.says(text, intent)
    assert RECEIPT.search(await worker.tap(button))
    [case] = await cases(union)
    assert case.row.kind is kind
    assert told(case) == ([text] if button == "Gửi kèm lời trên" else [])


@pytest.mark.parametrize("kind", list(texts.SENT))
async def test_each_request_can_be_written_and_followed(union: Union, worker: Worker, kind: CaseKind) -> None:
    await worker.command(f'/write_request{{"kind":"{kind}"}}')
    await worker.says("điều tôi muốn nói", "nlu_unknown")
    assert (await cases(union))[0].row.kind is kind
    assert "Đã nhận" in await worker.command("/check_status")


@pytest.mark.parametrize("kind", ["grievance", "emergency", "money", ""])
async def test_a_request_of_no_kind_opens_nothing(union: Union, worker: Worker, kind: str) -> None:
    assert "Nút này cũ" in await worker.command(f'/send_request{{"kind":"{kind}"}}')
    assert await cases(union) == []
