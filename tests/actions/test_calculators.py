"""Promises to the worker who wants to know how much it is."""

from __future__ import annotations

from typing import Any

import pytest

from actions.calculator_texts import NAMES
from knowledge.calculators import CALCULATORS, Calculator, InputKind
from tests.actions.reckoning import begin, day, duration, every_question, money, number, types
from tests.actions.seam import Spotted, Worker


@pytest.fixture
def worker(reckoner: Worker) -> Worker:
    return reckoner


async def test_an_answer_that_can_be_calculated_offers_that_first(worker: Worker) -> None:
    await worker.asks("tăng ca mấy phần trăm", "wage_overtime_rate")
    assert worker.titles == ["Tính cho tôi", "Xem thêm", "👍 Có ích", "👎 Chưa đúng", "Phản ánh việc này"]
    await worker.tap("Xem thêm")
    assert worker.titles[0] == "Tính cho tôi"
    assert "Tính tiền tăng ca" not in worker.titles  # the same button a second time
    assert "Tính tiền tăng ca: mình hỏi bạn vài câu" in await worker.tap("Tính cho tôi")


async def test_all_calculators_are_found_from_the_menu_a_few_at_a_time(worker: Worker) -> None:
    await worker.command("/menu")
    await worker.tap("Tính tiền, ngày phép")
    found = []
    while worker.titles[-1] == "Xem tiếp":
        assert len(worker.titles) <= 8
        found += worker.titles[:-1]
        await worker.tap("Xem tiếp")
    assert worker.titles[-1] == "Mục chính"
    assert [*found, *worker.titles[:-1]] == [calculator.title for calculator in CALCULATORS.values()]


@pytest.mark.parametrize("page", ["99", "-1", "x", "²", "1" * 400])
async def test_a_page_that_is_none_is_the_first(worker: Worker, page: str) -> None:
    await worker.command(f'/calculators{{"page":"{page}"}}')
    assert worker.titles[0] == "Tính tiền tăng ca"


async def test_a_wage_told_in_the_question_is_not_asked_for_again(worker: Worker) -> None:
    said = [("money", 8_000_000), *duration(hours=10)]
    await worker.asks("lương 8tr tăng ca 10 tiếng chủ nhật được bao nhiêu", "wage_overtime_rate", said)
    await worker.tap("Tính cho tôi")
    heard = await worker.tap("Theo tháng")
    assert "✓ Lương tháng: 8.000.000 đồng (bạn đã nói)" in heard
    await worker.tap("26 ngày")
    heard = await types(worker, "chủ nhật")
    assert "✓ Tăng ca ngày nghỉ: 10 giờ (bạn đã nói)" in heard
    heard = await worker.tap("Không, tính luôn")
    assert "769.231 đồng" in heard  # 8.000.000 : 26 : 8 × 200% × 10
    assert not worker.form


async def test_what_could_answer_two_questions_is_asked(worker: Worker) -> None:
    await worker.asks("lương 8tr rồi tăng 9tr", "severance_pay", [("money", 8_000_000), ("money", 9_000_000)])
    await worker.tap("Tính cho tôi")
    await worker.tap("Công ty cho nghỉ")
    await types(worker, "5 năm", duration(5))
    assert "bạn đã nói" not in await worker.tap("Chưa đóng lần nào")
    assert worker.form


async def test_what_was_said_before_is_not_taken_from_the_menu(worker: Worker) -> None:
    await worker.asks("lương 8tr", "wage_overtime_rate", money(8_000_000))
    await begin(worker, "hourly_wage")
    assert "bạn đã nói" not in worker.heard
    assert worker.form


async def test_a_question_that_says_it_all_is_answered_at_once(worker: Worker) -> None:
    said = [*duration(0, 50), *money(8_000_000)]
    await worker.asks("đóng 50 tháng lương 8tr thất nghiệp được mấy", "unemployment_amount", said)
    heard = await worker.tap("Tính cho tôi")
    assert heard.startswith("✓ Thời gian đóng: 4 năm 2 tháng (bạn đã nói)")
    assert "Tính theo quy định tại ngày 25/11/2026" in heard
    assert not worker.form


async def test_a_whole_calculation_says_back_each_answer_and_shows_how_it_comes_about(worker: Worker) -> None:
    assert "Vì sao bạn nghỉ việc?" in await begin(worker, "severance")
    assert worker.replies[-1].expects_text is False
    assert (await worker.tap("Công ty cho nghỉ")).startswith("✓ Công ty cho nghỉ\n\n")
    assert worker.replies[-1].expects_text
    assert worker.titles == ["Sửa câu trước", "Thôi"]
    assert (await types(worker, "5 năm 3 tháng", duration(5, 3))).startswith("✓ Thời gian làm: 5 năm 3 tháng\n\n")
    await worker.tap("Chưa đóng lần nào")
    heard = await types(worker, "8.5", number(8.5))
    assert heard.startswith("Mình hiểu là 8.500.000 đồng ✓\n\n")
    assert "\n• " in heard
    assert "Căn cứ: " in heard
    assert "Tính theo quy định tại ngày 25/11/2026." in heard
    assert worker.titles == ["Tính lại", "Xem thêm", "Phản ánh", "Hỏi cán bộ", "Sửa câu cuối"]
    assert not worker.form


@pytest.mark.parametrize(
    ("typed", "spotted", "understood"),
    [
        ("8tr5", money(8_500_000), "✓ Lương tháng: 8.500.000 đồng"),
        ("tầm 8.500.000 ạ", money(8_500_000), "✓ Lương tháng: 8.500.000 đồng"),
        ("8,5", number(8.5), "Mình hiểu là 8.500.000 đồng ✓"),
        ("8500", number(8_500.0), "Mình hiểu là 8.500.000 đồng ✓"),
        ("8500000", number(8_500_000.0), "✓ Lương tháng: 8.500.000 đồng"),
        ("mười hai", number(12.0), "Mình hiểu là 12.000.000 đồng ✓"),
    ],
)
async def test_money_is_understood_as_people_write_it(
    worker: Worker, typed: str, spotted: Spotted, understood: str
) -> None:
    await begin(worker, "hourly_wage")
    assert (await types(worker, typed, spotted)).startswith(understood)


async def test_a_bare_number_for_an_hourly_wage_is_thousands(worker: Worker) -> None:
    await begin(worker, "overtime_pay")
    await worker.tap("Theo giờ")
    assert "Mình hiểu là 40.000 đồng ✓" in await types(worker, "40", number(40.0))


async def test_a_bare_number_counts_what_the_question_names(worker: Worker) -> None:
    await begin(worker, "unemployment")
    assert "✓ Thời gian đóng: 4 năm 2 tháng" in await types(worker, "50", number(50.0))


async def test_a_bare_number_is_asked_back_when_the_question_names_no_unit(worker: Worker) -> None:
    await begin(worker, "job_loss")
    heard = await types(worker, "5", number(5.0))
    assert "Bạn gõ rõ mấy năm, mấy tháng, ví dụ 2 năm 3 tháng" in heard
    assert "Bạn làm ở công ty này được bao lâu" in heard


@pytest.mark.parametrize("spotted", [day("1966-03-15"), day("1966-03-01", "month")])
async def test_a_day_and_a_month_are_taken_a_year_alone_is_not(worker: Worker, spotted: Spotted) -> None:
    await begin(worker, "retirement_age")
    await worker.tap("Nữ")
    assert "ví dụ" in (await types(worker, "1966", day("1966-01-01", "year"))).lower()
    assert worker.form
    await types(worker, "…", spotted)
    assert not worker.form


@pytest.mark.parametrize(
    ("typed", "spotted"), [("Ngày lễ, Tết", ()), ("ngay le", ()), ("dạ ngày lễ ạ", ()), ("3", number(3.0))]
)
async def test_a_choice_may_be_typed(worker: Worker, typed: str, spotted: Spotted) -> None:
    await begin(worker, "overtime_pay")
    await worker.tap("Theo giờ")
    await types(worker, "40k", money(40_000))
    assert (await types(worker, typed, spotted)).startswith("✓ Ngày lễ, Tết")


@pytest.mark.parametrize(
    ("typed", "motcham", "understood"),
    [
        ("có", None, "✓ Có"),
        ("ừ", {"decision": "answer", "intent": "affirm"}, "✓ Có"),
        ("ko", {"decision": "answer", "intent": "deny"}, "✓ Không"),
        ("dạ không", None, "✓ Không"),
        ("không biết", {"decision": "answer", "intent": "deny"}, "Mình chưa rõ bạn chọn mục nào"),
        ("26", None, "Mình chưa rõ bạn chọn mục nào"),
    ],
)
async def test_yes_and_no_choose_and_not_knowing_does_not(
    worker: Worker, typed: str, motcham: Any, understood: str
) -> None:
    await begin(worker, "lump_sum_si")
    assert (await types(worker, typed, number(26.0) if typed == "26" else (), motcham)).startswith(understood)


async def test_a_number_in_a_title_chooses_it(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    await types(worker, "8tr", money(8_000_000))
    assert (await types(worker, "24 công", number(24.0))).startswith("Lương giờ của bạn")


async def test_two_amounts_at_once_are_not_guessed_between(worker: Worker) -> None:
    await begin(worker, "hourly_wage")
    heard = await types(worker, "8tr hoặc 9tr", [("money", 8_000_000), ("money", 9_000_000)])
    assert "Bạn gõ một số thôi" in heard


async def test_more_than_was_asked_is_kept_for_later(worker: Worker) -> None:
    await begin(worker, "unemployment")
    heard = await types(worker, "50 tháng, lương 8tr", [*duration(0, 50), ("money", 8_000_000)])
    assert "✓ Thời gian đóng: 4 năm 2 tháng\n✓ Lương trung bình: 8.000.000 đồng (bạn đã nói)" in heard
    assert not worker.form


async def test_on_zalo_a_typed_number_is_never_a_choice_where_a_number_is_asked_for(worker: Worker) -> None:
    worker.channel = "zalo"
    heard = await begin(worker, "hourly_wage")
    assert (worker.titles, worker.replies[-1].expects_text) == ([], True)
    assert "Nhắn «thôi» để dừng." in heard
    await types(worker, "8tr", money(8_000_000))
    assert worker.titles == ["26 ngày", "24 ngày", "Số khác", "Sửa câu trước", "Thôi"]


@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=lambda calculator: calculator.id)
def test_every_answer_that_is_no_choice_has_a_name_to_be_said_back_by(calculator: Calculator) -> None:
    asked = {(question.kind, question.name) for question in every_question(calculator)}
    assert {(kind, name) for kind, name in asked if kind is not InputKind.CHOICE} <= NAMES.keys()
