"""Promises to the lawyer who edits the files and to the worker who reads the answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from knowledge.audit import content_faults
from knowledge.library import Library
from knowledge.quantities import Quantity, format_number
from storage.errors import ConfigError

TOPICS = """topics:
  dues:
    title: Mức đoàn phí
    short: Đoàn phí là {{ dues_rate }} lương, lương cơ sở {{ base_salary }}.
    detail: Trần là {{ base_salary * 0.1 }}. Lương cơ sở × tỉ lệ = {{ base_salary * dues_rate }}.
    basis: [{document: 61/QĐ-TLĐ, article: Điều 1}, {document: 50/2024/QH15, article: Điều 29}]
    effective_from: 2025-07-01
    confidence: high
    review: null
    review_by: 2027-05-25
    related: [fund, not_written_yet]
  fund:
    title: Kinh phí 2%
    short: Công ty đóng.
    detail: Công ty đóng, không trừ lương bạn.
    basis: [{document: 50/2024/QH15}]
    effective_from: 2025-07-01
    confidence: high
    review: Mức mới đang chờ hướng dẫn
    review_by: 2027-05-25
"""
PARAMETERS = """base_salary:
  title: Lương cơ sở
  unit: vnd
  values:
    - {from: 2024-07-01, value: 2340000, source: 73/2024/NĐ-CP}
    - {from: 2026-07-01, value: 2530000, source: 161/2026/NĐ-CP}
dues_rate:
  title: Mức đoàn phí
  unit: percent
  values:
    - {from: 2025-07-01, value: 0.5, source: 61/QĐ-TLĐ}
"""
DOCUMENTS = """documents:
- {number: 50/2024/QH15, title: Luật Công đoàn, effective_from: 2025-07-01, replaces: [12/2012/QH13]}
- {number: 61/QĐ-TLĐ, title: Thu đoàn phí, effective_from: 2025-07-01}
"""
TODAY = date(2026, 11, 25)


def write(data: Path, topics: str = TOPICS, parameters: str = PARAMETERS, documents: str = DOCUMENTS) -> Path:
    for name, text in (
        ("responses/union.yml", topics),
        ("law/parameters/union.yml", parameters),
        ("law/documents.yml", documents),
    ):
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return data


def test_an_answer_has_the_numbers_of_the_day_it_is_asked_for(tmp_path: Path) -> None:
    library = Library.load(write(tmp_path))
    assert library.answer("dues", TODAY).short == "Đoàn phí là 0,5% lương, lương cơ sở 2.530.000 đồng."
    assert "2.340.000 đồng" in library.answer("dues", date(2026, 6, 30)).short
    assert library.answer("dues", TODAY).detail == "Trần là 253.000 đồng. Lương cơ sở × tỉ lệ = 12.650 đồng."


def test_a_new_row_of_a_parameter_changes_all_answers_and_no_text(tmp_path: Path) -> None:
    added = PARAMETERS.replace("dues_rate:", "    - {from: 2027-01-01, value: 2700000, source: mới}\ndues_rate:")
    library = Library.load(write(tmp_path, parameters=added))
    assert "2.530.000" in library.answer("dues", date(2026, 12, 31)).short
    assert "2.700.000" in library.answer("dues", date(2027, 1, 1)).short


LEVEL = "level:\n  title: Mức tham chiếu\n  unit: vnd\n  values:\n"
SAME = "    - {from: 2025-07-01, same_as: base_salary, source: Luật BHXH}\n"


def test_a_number_may_be_that_of_another_until_the_law_gives_it_one_of_its_own(tmp_path: Path) -> None:
    own = "    - {from: 2027-01-01, value: 3000000, source: nghị định mới}\n"
    topics = TOPICS.replace("lương cơ sở {{ base_salary }}", "mức {{ level }}")
    library = Library.load(write(tmp_path, topics, PARAMETERS + LEVEL + SAME + own))
    for day, said in ((date(2026, 6, 30), "2.340.000"), (TODAY, "2.530.000"), (date(2027, 1, 1), "3.000.000")):
        assert library.answer("dues", day).short == f"Đoàn phí là 0,5% lương, mức {said} đồng."
    with pytest.raises(UndefinedError):
        library.answer("dues", date(2025, 6, 30))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("    - {from: 2025-07-01, same_as: no_such, source: x}\n", "same_as «no_such»"),
        ("    - {from: 2025-07-01, same_as: dues_rate, source: x}\n", "same_as «dues_rate»"),
        ("    - {from: 2025-07-01, same_as: level, source: x}\n", "same_as «level»"),
        ("    - {from: 2025-07-01, source: x}\n", "đúng một trong hai"),
        ("    - {from: 2025-07-01, value: 1, same_as: base_salary, source: x}\n", "đúng một trong hai"),
    ],
)
def test_a_number_that_leads_nowhere_is_found_at_once(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(ConfigError, match=f"level.*{says}"):
        Library.load(write(tmp_path, parameters=PARAMETERS + LEVEL + row))


def test_an_answer_names_its_legal_basis_its_doubt_and_only_topics_that_exist(tmp_path: Path) -> None:
    library = Library.load(write(tmp_path))
    answer = library.answer("dues", TODAY)
    assert answer.legal_basis == "Điều 1 Quyết định 61/QĐ-TLĐ; Điều 29 Luật Công đoàn (50/2024/QH15)"
    assert [related.title for related in answer.related] == ["Kinh phí 2%"]
    assert answer.review_note == ""
    assert library.answer("fund", TODAY).review_note == "Mức mới đang chờ hướng dẫn"


@pytest.mark.parametrize(
    ("number", "title", "cited"),
    [
        ("45/2019/QH14", "Bộ luật Lao động", "Bộ luật Lao động (45/2019/QH14)"),
        ("28/2026/QH16", "Nghị quyết Ngày Văn hóa Việt Nam", "Nghị quyết 28/2026/QH16"),
        ("17/2022/UBTVQH15", "Số giờ làm thêm", "Nghị quyết 17/2022/UBTVQH15"),
        ("283/2026/NĐ-CP", "Xử phạt", "Nghị định 283/2026/NĐ-CP"),
    ],
)
def test_a_document_is_called_what_it_is(tmp_path: Path, number: str, title: str, cited: str) -> None:
    documents = DOCUMENTS + f"- {{number: {number}, title: {title}, effective_from: 2026-01-01}}\n"
    topics = TOPICS.replace("{document: 50/2024/QH15}", f"{{document: {number}}}")
    assert Library.load(write(tmp_path, topics, documents=documents)).answer("fund", TODAY).legal_basis == cited


def test_a_programme_of_the_union_is_named_where_there_is_no_law(tmp_path: Path) -> None:
    topics = TOPICS.replace("[{document: 50/2024/QH15}]", "[]\n    source: Chương trình của Tổng Liên đoàn")
    library = Library.load(write(tmp_path, topics))
    assert content_faults(library, TODAY) == []
    assert library.answer("fund", TODAY).legal_basis == "Chương trình của Tổng Liên đoàn"


def test_good_content_has_no_faults(tmp_path: Path) -> None:
    assert content_faults(Library.load(write(tmp_path)), TODAY) == []


@pytest.mark.parametrize(
    ("topics", "documents", "on", "fault"),
    [
        (TOPICS.replace("dues_rate }} lương", "no_such }} lương"), DOCUMENTS, TODAY, "không điền được tham số"),
        (TOPICS.replace("base_salary * 0.1", "base_salary + dues_rate"), DOCUMENTS, TODAY, "không điền được tham số"),
        (TOPICS.replace("61/QĐ-TLĐ", "12/2012/QH13"), DOCUMENTS, TODAY, "đã bị thay bởi 50/2024/QH15"),
        (TOPICS.replace("61/QĐ-TLĐ", "1/2000/QH1"), DOCUMENTS, TODAY, "chưa có trong danh mục"),
        (TOPICS, DOCUMENTS, date(2027, 5, 26), "quá hạn rà soát"),
        (TOPICS.replace("Công ty đóng.", "Công ty đo\u0301ng."), DOCUMENTS, TODAY, "NFC"),
        (TOPICS.replace("[{document: 50/2024/QH15}]", "[]"), DOCUMENTS, TODAY, "thiếu căn cứ"),
        (TOPICS.replace("Kinh phí 2%", "Mức Đoàn phí"), DOCUMENTS, TODAY, "«Mức Đoàn phí» trùng với dues"),
    ],
)
def test_a_fault_in_the_content_is_found(tmp_path: Path, topics: str, documents: str, on: date, fault: str) -> None:
    faults = content_faults(Library.load(write(tmp_path, topics, documents=documents)), on)
    assert any(fault in str(found) for found in faults)


@pytest.mark.parametrize(
    "broken",
    [
        "topics: [",
        "",
        "answers: {}",
        TOPICS.replace("title: Mức đoàn phí", "title: " + "x" * 25),
        TOPICS.replace("    confidence: high\n", "", 1),
        TOPICS.replace("    confidence: high\n", "    confidence: high\n    extra: 1\n", 1),
    ],
)
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, broken: str) -> None:
    with pytest.raises(ConfigError, match=r"union\.yml"):
        Library.load(write(tmp_path, broken))


def test_a_topic_in_two_files_is_refused(tmp_path: Path) -> None:
    data = write(tmp_path)
    (data / "responses" / "wage.yml").write_text(TOPICS, encoding="utf-8")
    with pytest.raises(ConfigError, match="dues"):
        Library.load(data)


def test_a_text_cannot_run_code(tmp_path: Path) -> None:
    hostile = TOPICS.replace("Công ty đóng.", "\"{{ ''.__class__.__mro__ }}\"")
    assert content_faults(Library.load(write(tmp_path, hostile)), TODAY)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0,5"), (1234567.0, "1.234.567"), (8.333, "8,33"), (100.0, "100"), (0.0, "0"), (1000.5, "1.000,5")],
)
def test_numbers_are_written_as_vietnamese_reads_them(value: float, text: str) -> None:
    assert format_number(value) == text


def test_a_rate_times_money_is_money() -> None:
    assert str(Quantity(0.5, "percent") * Quantity(10_000_000, "vnd")) == "50.000 đồng"
    with pytest.raises(TypeError):
        Quantity(1, "vnd") * Quantity(1, "vnd")
