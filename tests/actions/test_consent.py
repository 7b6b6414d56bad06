"""Nothing is kept that a worker has not agreed to; agreeing is one tap, once, and can be taken back."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import select

from actions import privacy_texts
from actions.privacy import side_question
from grievances.privacy.consents import Consents, Purpose
from storage.clock import new_id
from storage.tables import ConsentEvent, HeardMessage
from tests.actions.reports import cases, told
from tests.actions.seam import Worker
from tests.actions.test_hearing import LOST
from tests.grievances.cast import Union

COMPLAINT = "công ty nợ lương hai tháng rồi"


@pytest.fixture
def newcomer(client: httpx.AsyncClient) -> Worker:
    """Who has never been asked."""
    return Worker(client, new_id())


async def ledger(union: Union) -> list[tuple[str, bool]]:
    async with union.database.reading() as tx:
        events = await tx.scalars(select(ConsentEvent).order_by(ConsentEvent.id))
        return [(event.purpose, event.given) for event in events]


async def heard(union: Union) -> int:
    async with union.database.reading() as tx:
        return len((await tx.scalars(select(HeardMessage.id))).all())


async def report(worker: Worker) -> str:
    await worker.says(COMPLAINT, "report_grievance")
    return await worker.tap("Tiền lương")


async def test_the_first_report_needs_one_tap_more_and_then_goes_with_its_words(union: Union, newcomer: Worker) -> None:
    assert "Bạn đồng ý không?" in await report(newcomer)
    assert newcomer.titles == ["Đồng ý", "Xem thêm", "Không"]
    assert await cases(union) == []
    assert "Mã của bạn: CD-" in await newcomer.tap("Đồng ý")
    [case] = await cases(union)
    assert told(case) == [COMPLAINT]
    assert await ledger(union) == [("report", True)]
    await newcomer.command("/report_grievance")
    assert "Mã của bạn: CD-" in await newcomer.tap("Bữa ăn")


async def test_a_turn_that_is_repeated_is_one_consent_and_one_case(union: Union, newcomer: Worker) -> None:
    await report(newcomer)
    await newcomer.tap("Đồng ý")
    await newcomer.again()
    assert len(await cases(union)) == 1
    assert await ledger(union) == [("report", True)]


@pytest.mark.parametrize("yes", ["đồng ý", "ok", "vâng gửi đi"])
async def test_a_typed_yes_counts_as_the_tap(union: Union, newcomer: Worker, yes: str) -> None:
    await report(newcomer)
    assert "Mã của bạn: CD-" in await newcomer.says(yes, "affirm")
    assert told((await cases(union))[0]) == [COMPLAINT]


async def test_a_typed_yes_later_on_sends_nothing(union: Union, newcomer: Worker) -> None:
    await report(newcomer)
    await newcomer.says("cảm ơn", "thanks")
    await newcomer.says("ok", "affirm")
    assert await cases(union) == []


async def test_who_wants_to_know_more_reads_it_first(union: Union, newcomer: Worker) -> None:
    await report(newcomer)
    said = await newcomer.tap("Xem thêm")
    assert "91/2025/QH15" in said
    assert newcomer.titles == ["Đồng ý", "Không"]
    await newcomer.tap("Đồng ý")
    assert len(await cases(union)) == 1


async def test_who_does_not_agree_sends_nothing(union: Union, newcomer: Worker) -> None:
    await report(newcomer)
    await newcomer.tap("Không")
    assert await cases(union) == []
    assert await ledger(union) == []


async def test_a_request_for_an_officer_asks_too_and_keeps_the_words(union: Union, newcomer: Worker) -> None:
    await newcomer.command('/write_request{"kind":"human_request"}')
    assert "Bạn đồng ý không?" in await newcomer.says("Cho em gặp cán bộ về hợp đồng", "nlu_unknown")
    assert await cases(union) == []
    await newcomer.tap("Đồng ý")
    assert told((await cases(union))[0]) == ["Cho em gặp cán bộ về hợp đồng"]


async def test_neither_answers_nor_emergencies_wait_for_consent(union: Union, newcomer: Worker) -> None:
    assert "đồng ý không" not in await newcomer.asks("đoàn phí bao nhiêu", "dues")
    assert "đồng ý không" not in await newcomer.says("có người bị máy cuốn tay, cứu với", "report_emergency")
    assert len(await cases(union)) == 1
    assert await ledger(union) == []


async def test_words_not_understood_are_kept_only_after_a_yes(union: Union, newcomer: Worker) -> None:
    said = await newcomer.says("chuyện lạ lùng", "nlu_unknown", LOST)
    assert "học cách trả lời được không" in said
    assert await heard(union) == 0
    await newcomer.tap("Cho giữ để học")
    assert await heard(union) == 1
    assert "học cách trả lời được không" not in await newcomer.says("chuyện lạ khác", "nlu_unknown", LOST)
    assert await heard(union) == 2


async def test_a_no_is_not_asked_again(union: Union, newcomer: Worker) -> None:
    await newcomer.says("chuyện lạ lùng", "nlu_unknown", LOST)
    await newcomer.tap("Đừng giữ")
    assert "học cách trả lời được không" not in await newcomer.says("chuyện lạ khác", "nlu_unknown", LOST)
    assert await heard(union) == 0
    assert await ledger(union) == [("learning", False)]


async def test_a_consent_is_taken_back_from_the_chat_at_any_time(union: Union, worker: Worker) -> None:
    assert "Muốn rút lại điều nào" in await worker.says("tôi rút lại đồng ý", "delete_my_data")
    assert worker.titles[:2] == ["Rút: gửi phản ánh", "Rút: giữ câu để học"]
    await worker.tap("Rút: giữ câu để học")
    await worker.says("chuyện lạ lùng", "nlu_unknown", LOST)
    assert await heard(union) == 0
    await worker.command('/my_data{"do":"withdraw","purpose":"report"}')
    assert "Bạn đồng ý không?" in await report(worker)
    assert await cases(union) == []
    assert [entry for entry in await ledger(union) if not entry[1]][-2:] == [("learning", False), ("report", False)]
    assert ("report", True) in await ledger(union)


async def test_who_agreed_to_nothing_has_nothing_to_take_back(newcomer: Worker) -> None:
    assert "chưa đồng ý điều gì" in await newcomer.command('/my_data{"do":"consents"}')
    assert "Nút này cũ" in await newcomer.command('/my_data{"do":"withdraw","purpose":"everything"}')


async def test_other_words_ask_again(union: Union, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    await report(worker)
    assert len(await cases(union)) == 1
    changed = {**privacy_texts.CONSENT, Purpose.REPORT: "Chữ mới. Bạn đồng ý không?"}
    monkeypatch.setattr(privacy_texts, "CONSENT", changed)
    await worker.command("/report_grievance")
    assert "Chữ mới" in await worker.tap("Bữa ăn")
    await worker.tap("Đồng ý")
    assert len(await cases(union)) == 2
    async with union.database.reading() as tx:
        assert len(set(await tx.scalars(select(ConsentEvent.text_version)))) == 3


async def test_a_button_of_older_words_agrees_to_nothing(union: Union, newcomer: Worker) -> None:
    said = await newcomer.command('/choose_category{"category":"wages","agreed":"0123456789abcdef"}')
    assert "Bạn đồng ý không?" in said
    assert await cases(union) == []


async def test_the_ledger_names_no_chat(union: Union, worker: Worker) -> None:
    async with union.database.reading() as tx:
        events = (await tx.scalars(select(ConsentEvent))).all()
    assert not any(worker.id in repr(vars(event)) for event in events)


async def test_a_worker_sees_what_is_kept(union: Union, worker: Worker) -> None:
    await report(worker)
    await worker.tap("Để lại liên hệ")
    await worker.says("0901234567", "nlu_unknown")
    said = await worker.command('/my_data{"do":"see"}')
    assert "Tiền lương, thưởng, gửi 25/11/2026, đã nhận, có liên hệ (đã niêm phong)" in said
    assert "CD-••••-••••-••••" in said
    assert "Gửi và giải quyết phản ánh, yêu cầu: đồng ý ngày 25/11/2026" in said
    assert "0901234567" not in said


async def test_others_cases_are_not_shown(worker: Worker, newcomer: Worker) -> None:
    await report(worker)
    assert "không có" in await newcomer.says("bạn đang lưu gì về tôi", "delete_my_data")


@pytest.mark.parametrize(("channel", "who"), [("zalo", "Zalo"), ("telegram", "Telegram"), ("web", "dùng chung máy")])
async def test_who_can_see_the_chat_is_said_honestly(worker: Worker, channel: str, who: str) -> None:
    worker.channel = channel
    assert who in await worker.says("có ai biết mình nhắn không?", "delete_my_data")


async def test_who_can_see_comes_with_three_points_and_the_page_that_tells_more(worker: Worker) -> None:
    said = await worker.says("có ai biết tôi phản ánh không?", "delete_my_data")
    assert said.count("• ") == 3
    assert said.endswith("Đọc thêm «An toàn khi phản ánh»: https://motcham.example/chat/safety")


async def test_a_yes_after_looking_deletes_nothing(union: Union, worker: Worker) -> None:
    await report(worker)
    await worker.says("xem dữ liệu của tôi", "delete_my_data")
    await worker.says("ok", "affirm")
    assert (await cases(union))[0].reachable is True


async def test_all_can_be_deleted_with_the_words(union: Union, worker: Worker) -> None:
    receipt = (await report(worker)).partition("Mã của bạn: ")[2][:17]
    said = await worker.says("xóa dữ liệu", "delete_my_data")
    assert "mình rút 1 phản ánh" in said
    assert "số liệu không tên" in said
    assert "đã xóa nội dung 1 phản ánh" in await worker.tap("Đúng, xóa cả nội dung")
    [case] = await cases(union)
    assert (told(case), case.row.status, case.reachable) == ([""], "withdrawn", False)
    await worker.command("/enter_code")
    assert "không tìm thấy mã" in await worker.says(receipt, "nlu_unknown")
    async with union.database.transaction() as tx:
        assert await Consents(union.vault, union.clock).all_of(tx, worker.id) == []
    assert ("report", True) in await ledger(union)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("xóa hết đi kẻo công ty có ai biết", ""),
        ("đừng lưu thông tin của tôi", ""),
        ("dữ liệu của tôi", "see"),
        ("rút lại đồng ý cho xử lý dữ liệu cá nhân", "consents"),
        ("", ""),
    ],
)
def test_what_is_asked_about_own_data_is_told_apart(text: str, wanted: str) -> None:
    assert side_question(text) == wanted
