"""A worker on Zalo calculates: a number that is typed is a choice or an answer, and neither is taken for the other."""

from __future__ import annotations

from tests.support.installation import Installation
from tests.system.people import telegram_worker, zalo_worker


def test_on_zalo_a_number_chooses_where_there_is_a_list_and_answers_where_there_is_none(
    installation: Installation,
) -> None:
    worker = zalo_worker(installation.zalo, "3001")
    worker.types("menu")
    worker.taps("Tính tiền, ngày phép")
    asked = "\n".join(worker.taps("Tính lương ngày, giờ"))
    assert "Trả lời số để chọn" not in asked
    assert "Nhắn «thôi» để dừng." in asked
    assert any("✓ Lương tháng: 9.000.000 đồng" in text for text in worker.types("9tr"))
    asked = "\n".join(worker.types("3"))  # the third choice
    assert "✓ Số khác" in asked
    assert any("ít nhất là 10 ngày" in text for text in worker.types("3"))  # three days
    assert any("43.269" in text for text in worker.types("26"))


def test_on_telegram_the_choices_are_buttons_and_a_slip_is_corrected_by_one(installation: Installation) -> None:
    worker = telegram_worker(installation.telegram, 3002)
    worker.types("menu")
    worker.taps("Tính tiền, ngày phép")
    worker.taps("Tính lương ngày, giờ")
    worker.types("6tr")
    worker.taps("Sửa câu trước")
    worker.types("9tr")
    assert any("43.269" in text for text in worker.taps("26 ngày"))
    assert any("46.875" in text for text in [*worker.taps("Sửa câu cuối"), *worker.taps("24 ngày")])
