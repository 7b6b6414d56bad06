"""Promises to somebody in danger: whom to call first, and the officers know without a tap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import emergency_texts
from actions.danger import Danger, category_of, dangers_in
from grievances.model import CaseKind, Category, EntryKind, Status
from storage.tables import Staff, UnionUnit
from tests.actions.reports import RECEIPT, cases, opened, photo, told
from tests.actions.seam import Worker
from tests.grievances.cast import Union

CALL_FOR = {
    "113": Danger.VIOLENCE,
    "114": Danger.RESCUE,
    "115": Danger.INJURY,
    "111": Danger.CHILD,
}
MACHINE = "anh em bị máy cuốn tay rồi"


async def rings_for(union: Union, who: str) -> bool:
    async with union.database.transaction() as tx:
        return bool(await union.desk.alarms(tx, union.staff[who]))


async def test_danger_gets_the_numbers_first_and_the_officers_know_at_once(union: Union, worker: Worker) -> None:
    worker.unit_id = union.units["mill"].id
    said = await worker.says(MACHINE, "report_emergency")
    assert said.splitlines()[:2] == ["Nguy hiểm thì gọi ngay:", "• 115: cấp cứu"]
    assert "Mình đã báo cho cán bộ Công đoàn (mã CD-" in said
    assert worker.titles == ["Thêm chi tiết/địa chỉ", "Gửi ảnh", "Để cán bộ gọi lại", "Báo nhầm, rút lại"]
    [case] = await cases(union)
    assert (case.row.kind, case.row.category, told(case)) == (CaseKind.EMERGENCY, Category.SAFETY, [MACHINE])
    assert (case.row.unit_name, case.has_contact, case.workplace) == ("Công đoàn Nhà máy Dệt", False, "")
    assert await rings_for(union, "mill")


async def test_a_message_that_comes_twice_rings_once_and_shows_the_same_code(union: Union, worker: Worker) -> None:
    first = RECEIPT.search(await worker.says(MACHINE, "report_emergency"))
    again = RECEIPT.search(await worker.again())
    assert first
    assert again
    assert first[0] == again[0]
    [case] = await cases(union)
    assert told(case) == [MACHINE]


async def test_a_second_cry_goes_to_the_emergency_that_is_open(union: Union, worker: Worker) -> None:
    await worker.says(MACHINE, "report_emergency")
    said = await worker.says("máu chảy nhiều quá", "report_emergency")
    assert "Mình đã báo thêm cho cán bộ Công đoàn" in said
    assert not RECEIPT.search(said)
    assert "115" in said
    [case] = await cases(union)
    assert told(case) == [MACHINE, "máu chảy nhiều quá"]


async def test_emergencies_of_two_chats_stay_apart(union: Union, stranger: Callable[[], Worker]) -> None:
    for each in (stranger(), stranger()):
        assert RECEIPT.search(await each.says(MACHINE, "report_emergency"))
    assert len(await cases(union)) == 2


async def test_danger_during_another_report_opens_a_case_of_its_own(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.says("nó đang đánh em", "report_emergency")
    assert [case.row.category for case in await cases(union)] == [Category.WAGES, Category.HARASSMENT]
    assert [case.row.kind for case in await cases(union)] == [CaseKind.GRIEVANCE, CaseKind.EMERGENCY]


async def test_what_was_begun_before_the_danger_is_not_sent_with_it_and_not_lost(union: Union, worker: Worker) -> None:
    await worker.says("chuyền trưởng chửi em suốt tháng nay", "report_grievance")
    await worker.says(MACHINE, "report_emergency")
    [case] = await cases(union)
    assert told(case) == [MACHINE]
    assert worker.slots["complaint"] == "chuyền trưởng chửi em suốt tháng nay"


async def test_a_photo_sent_just_before_goes_along(union: Union, worker: Worker) -> None:
    await worker.command("/share_media", media_id=await photo(union, worker))
    await worker.says(MACHINE, "report_emergency")
    [case] = await cases(union)
    assert EntryKind.MEDIA in [entry.kind for entry in case.timeline]


async def test_details_and_photos_can_be_added(union: Union, worker: Worker) -> None:
    await worker.says(MACHINE, "report_emergency")
    assert "ở đâu" in await worker.tap("Thêm chi tiết")
    await worker.says("xưởng 2, cổng sau", "nlu_unknown")
    await worker.command("/share_media", media_id=await photo(union, worker))
    [case] = await cases(union)
    assert told(case) == [MACHINE, "xưởng 2, cổng sau"]
    assert EntryKind.MEDIA in [entry.kind for entry in case.timeline]


async def test_a_false_alarm_is_taken_back_after_a_question(union: Union, worker: Worker) -> None:
    await worker.says("cháy rồi", "report_emergency")
    assert "Mọi người đều an toàn rồi chứ?" in await worker.tap("Báo nhầm")
    assert await rings_for(union, "admin")
    assert "Mình đã rút lại" in await worker.tap("Đúng, rút lại")
    assert not await rings_for(union, "admin")
    [case] = await cases(union)
    assert case.row.status is Status.WITHDRAWN
    assert "Mình đã báo thêm cho cán bộ Công đoàn" in await worker.says("cháy thật rồi", "report_emergency")
    assert await rings_for(union, "admin")
    [case] = await cases(union)
    assert (case.row.status, told(case)) == (Status.RECEIVED, ["cháy rồi", "cháy thật rồi"])


async def test_a_false_alarm_can_be_kept_after_all(union: Union, worker: Worker) -> None:
    await worker.says("cháy rồi", "report_emergency")
    await worker.tap("Báo nhầm")
    assert "Tin khẩn cấp" in await worker.tap("Giữ lại")
    assert await rings_for(union, "admin")


async def test_nobody_takes_back_the_alarm_of_another_chat(
    union: Union, worker: Worker, stranger: Callable[[], Worker]
) -> None:
    await worker.says("cháy rồi", "report_emergency")
    [case] = await cases(union)
    assert "không tìm thấy" in await stranger().command(f'/confirm_withdraw{{"case":"{case.row.case_id}"}}')
    assert await rings_for(union, "admin")


async def test_who_may_not_want_to_live_gets_warm_words_before_any_code(union: Union, worker: Worker) -> None:
    said = await worker.says("em không muốn sống nữa", "report_emergency")
    first, second, *_ = [line for line in said.splitlines() if line]
    assert first.startswith("Mình nghe bạn đây.")
    assert "115" in second
    assert not any(word in first + second for word in ("mã", "CD-", "113", "phản ánh"))
    assert "người mình tin" in said
    assert RECEIPT.search(said.splitlines()[-1])
    assert worker.titles == ["Kể thêm", "Để cán bộ gọi lại", "Rút lại"]
    [case] = await cases(union)
    assert (case.row.kind, case.row.category) == (CaseKind.EMERGENCY, Category.OTHER)


async def test_a_guess_calls_nobody_until_one_tap_does(union: Union, worker: Worker) -> None:
    candidates = [{"name": "report_emergency", "confidence": 0.4}, {"name": "faq/dues", "confidence": 0.3}]
    said = await worker.says("máu nhiều quá", "nlu_offer", {"decision": "offer", "candidates": candidates})
    assert said.splitlines()[1] == "• 115: cấp cứu"
    assert await cases(union) == []
    assert RECEIPT.search(await worker.tap("Báo cán bộ ngay"))
    [case] = await cases(union)
    assert told(case) == ["máu nhiều quá"]
    assert worker.slots["last_words"] is None


def faintly(decision: str, intent: str, chance: float = 0.01) -> dict[str, Any]:
    """Words taken for something else that might be a cry for help after all."""
    ranking = [{"name": intent, "confidence": 0.9}, {"name": "report_emergency", "confidence": chance}]
    return {"decision": decision, "intent": intent, "candidates": ranking[:1], "ranking": ranking}


@pytest.mark.parametrize(
    ("intent", "nlu"),
    [
        ("report_grievance", faintly("answer", "report_grievance")),
        ("nlu_unknown", faintly("unknown", "out_of_scope")),
    ],
)
async def test_a_cry_taken_for_something_else_has_the_numbers_and_one_tap(
    union: Union, worker: Worker, intent: str, nlu: dict[str, Any]
) -> None:
    said = await worker.says("chị kế bên gục xuống bàn lay hoài", intent, nlu)
    assert said.startswith("Nếu đang nguy hiểm, gọi ngay 113")
    assert worker.titles[0] == "Báo cán bộ ngay"
    assert RECEIPT.search(await worker.tap("Báo cán bộ ngay"))
    [case] = await cases(union)
    assert (case.row.kind, told(case)) == (CaseKind.EMERGENCY, ["chị kế bên gục xuống bàn lay hoài"])


async def test_a_complaint_without_danger_is_not_frightened(worker: Worker) -> None:
    said = await worker.says("nợ lương hai tháng", "report_grievance", faintly("answer", "report_grievance", 0.001))
    assert "nguy hiểm" not in said
    assert "Báo cán bộ ngay" not in worker.titles


async def test_who_reports_all_the_same_sends_a_complaint_with_those_words(union: Union, worker: Worker) -> None:
    await worker.says("chị kế bên gục xuống bàn", "report_grievance", faintly("answer", "report_grievance"))
    await worker.tap("An toàn lao động")
    [case] = await cases(union)
    assert (case.row.kind, told(case)) == (CaseKind.GRIEVANCE, ["chị kế bên gục xuống bàn"])


async def test_a_farewell_without_any_telling_word_gets_warm_words(union: Union, worker: Worker) -> None:
    nlu = {"decision": "answer", "intent": "report_emergency", "self_harm": 0.97}
    said = await worker.says("mai chắc không ai thấy em nữa, đồ của em cho chị hết", "report_emergency", nlu)
    assert said.startswith("Mình nghe bạn đây.")


async def test_a_farewell_that_was_only_offered_still_gets_warm_words_after_the_tap(worker: Worker) -> None:
    candidates = [{"name": "report_emergency", "confidence": 0.2}]
    nlu = {"decision": "offer", "candidates": candidates, "self_harm": 0.97}
    assert (await worker.says("nhờ chị lo giùm bé", "nlu_offer", nlu)).startswith("Mình nghe bạn đây.")
    assert (await worker.tap("Báo cán bộ ngay")).startswith("Mình nghe bạn đây.")


async def test_an_emergency_offered_among_others_sends_the_words_too(union: Union, worker: Worker) -> None:
    candidates = [{"name": name, "confidence": 0.3} for name in ("faq/dues", "report_emergency")]
    await worker.says("ai cũng chóng mặt", "nlu_offer", {"decision": "offer", "candidates": candidates})
    await worker.tap("Báo khẩn cấp")
    assert told((await cases(union))[0]) == ["ai cũng chóng mặt"]


@pytest.mark.parametrize("step", ["add_details", "add_workplace", "add_contact", "reply_case"])
async def test_a_cry_inside_another_step_is_kept_and_can_ring_with_one_tap(
    union: Union, worker: Worker, step: str
) -> None:
    await opened(worker)
    await worker.command(f"/{step}")
    said = await worker.says(MACHINE, "report_emergency", {"decision": "answer", "intent": "report_emergency"})
    assert "115: cấp cứu" in said
    assert [case.row.kind for case in await cases(union)] == [CaseKind.GRIEVANCE]
    await worker.tap("Báo cán bộ ngay")
    [emergency] = [case for case in await cases(union) if case.row.kind is CaseKind.EMERGENCY]
    assert told(emergency) == [MACHINE]


async def test_a_tap_without_words_rings_as_well(union: Union, worker: Worker) -> None:
    worker.slots["last_words"] = "hỏi chuyện khác"
    said = await worker.command("/report_emergency")
    assert all(number in said for number in CALL_FOR)
    assert "kèm lời bạn viết" not in said
    assert told((await cases(union))[0]) == []


async def test_the_worker_hears_that_an_officer_has_it(union: Union, worker: Worker) -> None:
    await worker.says(MACHINE, "report_emergency")
    [case] = await cases(union)
    async with union.database.transaction() as tx:
        await union.desk.take_alarm(tx, union.staff["admin"], case.row.case_id)
    ((chat, notice),) = union.notifier.sent.values()
    assert chat == worker.id
    assert "Cán bộ Công đoàn đã nhận tin của bạn" in notice.text
    assert "Cán bộ Công đoàn đã nhận tin" in await worker.command(notice.buttons[1].payload)


async def test_a_yes_or_no_after_it_is_about_adding_more(worker: Worker) -> None:
    await worker.says(MACHINE, "report_emergency")
    assert "bạn muốn thêm gì" in await worker.says("có", "affirm")
    await worker.says(MACHINE, "report_emergency")
    assert "Cảm ơn bạn đã tin" in await worker.says("không", "deny")


async def test_without_any_unit_the_numbers_come_all_the_same(union: Union, worker: Worker) -> None:
    async with union.database.transaction() as tx:
        for table in (Staff, UnionUnit):
            await (await tx.connection()).exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            await tx.execute(table.__table__.delete())
    said = await worker.says("cháy xưởng rồi", "report_emergency")
    assert said.splitlines()[1] == "• 114: cháy nổ, cứu hộ"
    assert "chưa báo được" in said


@pytest.mark.parametrize("text", ["x" * 20_000, "\x00\x07", "'; DROP TABLE case_alarm; --", "<script>", "😱" * 500])
async def test_whatever_was_cried_reaches_the_officers(union: Union, worker: Worker, text: str) -> None:
    assert RECEIPT.search(await worker.says(text, "report_emergency"))
    assert await rings_for(union, "admin")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("máy cuốn tay chảy máu nhiều", {"115"}),
        ("may cuon tay", {"115"}),
        ("bị điện giật", {"115"}),
        ("cháy xưởng rồi", {"114"}),
        ("chay roi cuu voi", {"114"}),
        ("có người châm lửa đốt xe trong bãi", {"113", "114"}),
        ("rò rỉ khí gas, nhiều người ngất", {"114", "115"}),
        ("tụi em bị nhốt trong kho", {"113"}),
        ("quản đốc đang đánh em", {"113"}),
        ("no dang danh em", {"113"}),
        ("có cướp vào xưởng", {"113"}),
        ("cháu bé 13 tuổi bị bắt làm đêm, bị đánh", {"113", "111"}),
        ("bị bán sang campuchia", {"113", "111"}),
        ("cứu với", set(CALL_FOR)),
        ("SOS", set(CALL_FOR)),
        ("", set(CALL_FOR)),
    ],
)
def test_the_numbers_fit_what_happened(text: str, numbers: set[str]) -> None:
    shown = emergency_texts.help_first(dangers_in(text))
    assert {number for number in CALL_FOR if f"• {number}:" in shown} == numbers


@pytest.mark.parametrize(
    "text", ["em muốn tự tử", "muon tu tu", "khong muon song nua", "bạn em đòi nhảy lầu", "em muốn chết"]
)
def test_words_of_who_may_die_by_own_hand_are_known(text: str) -> None:
    assert Danger.SELF_HARM in dangers_in(text)
    assert category_of(dangers_in(text)) is Category.OTHER


def test_slowly_is_no_suicide() -> None:
    assert Danger.SELF_HARM not in dangers_in("máy cuốn từ từ vào tay")


@given(st.sets(st.sampled_from(list(Danger))), st.booleans(), st.booleans())
def test_every_answer_is_short_and_names_a_number(dangers: set[Danger], again: bool, with_words: bool) -> None:
    found = tuple(danger for danger in Danger if danger in dangers)
    said = emergency_texts.told(found, "" if again else "CD-1234-5678-ABCD", with_words)
    assert len(said) <= 700
    assert any(number in said for number in CALL_FOR)
    assert "{" not in said
    for number, danger in CALL_FOR.items():
        assert danger not in found or number in said


@given(st.text(max_size=300))
def test_any_words_are_read_without_trouble(text: str) -> None:
    assert set(dangers_in(text)) <= set(Danger)
