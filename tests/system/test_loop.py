"""The loop, whole: a worker asks and reports, an officer sees it and answers, the worker gets the answer.

Everything is real but the two platforms: signed webhooks over HTTP, the trained Rasa, the database, the console.
"""

from __future__ import annotations

import json
import unicodedata
import zlib

import httpx
import pytest

from tests.support.installation import Installation
from tests.system.people import Officer, PlatformWorker, receipt_in, telegram_worker, zalo_worker

pytestmark = pytest.mark.rasa

OFFICER = "canbo@demo.motcham.vn"
OUTSIDER = "khac@demo.motcham.vn"
COMPLAINT = "cong ty toi no luong 2 thang roi chua tra"
EMERGENCY = "có người bị máy cuốn tay, máu chảy nhiều lắm, cứu với"
ANSWER = "Công đoàn đã làm việc với công ty, lương tháng 9 sẽ trả trước ngày 30/11."


def report(worker: PlatformWorker) -> str:
    """Say what is wrong, then one tap on the category; the receipt code."""
    worker.types(COMPLAINT)
    if not worker.may_tap("Tiền lương, thưởng"):
        worker.taps("Phản ánh việc này" if worker.may_tap("Phản ánh việc này") else "Gửi phản ánh")
    said = worker.taps("Tiền lương, thưởng")
    return receipt_in(worker.taps("Đồng ý") if worker.may_tap("Đồng ý") else said)


def answered_loop(installation: Installation, worker: PlatformWorker) -> None:
    officer = Officer(installation.app, OFFICER)
    before = set(officer.case_ids())
    receipt = report(worker)
    (case_id,) = set(officer.case_ids()) - before
    page = officer.opens(case_id).text
    assert COMPLAINT in page
    assert receipt not in page
    assert officer.replies(case_id, ANSWER).status_code == 200
    assert any(ANSWER in text for text in worker.hears(ANSWER))
    outsider = Officer(installation.app, OUTSIDER)
    assert case_id not in outsider.case_ids()
    assert outsider.opens(case_id).status_code == 404


def test_a_worker_on_zalo_reports_and_gets_the_officers_answer_in_the_same_chat(installation: Installation) -> None:
    answered_loop(installation, zalo_worker(installation.zalo, "1001"))


def test_a_worker_on_telegram_reports_and_gets_the_officers_answer_in_the_same_chat(
    installation: Installation,
) -> None:
    worker = telegram_worker(installation.telegram, 2001)
    worker.act("user_starts", chat_id=2001)
    worker.hears()
    answered_loop(installation, worker)


def test_an_emergency_is_on_the_officers_page_at_once_and_the_worker_hears_who_has_it(
    installation: Installation,
) -> None:
    officer, outsider = Officer(installation.app, OFFICER), Officer(installation.app, OUTSIDER)
    before = set(officer.case_ids())
    worker = zalo_worker(installation.zalo, "1010")
    said = worker.types(EMERGENCY)
    assert any("115" in text for text in said)
    assert receipt_in(said)
    (case_id,) = set(officer.case_ids()) - before
    assert EMERGENCY in officer.opens(case_id).text
    assert len(officer.alarms()) == 1
    assert outsider.alarms() == []
    assert outsider.takes(case_id).status_code == 404
    assert officer.takes(case_id).status_code == 200
    assert any("đã nhận tin của bạn" in text for text in worker.hears("đã nhận tin"))
    assert officer.alarms() == []


def test_a_question_without_diacritics_is_answered_with_its_number(installation: Installation) -> None:
    answer = zalo_worker(installation.zalo, "1002").types("doan phi dong bao nhieu")
    assert any("0,5%" in text for text in answer)


def test_why_join_the_union_is_answered_well(installation: Installation) -> None:
    worker = zalo_worker(installation.zalo, "1003")
    answer = worker.types("vào tổ chức Công đoàn để làm gì và có quyền lợi gì?")
    assert any("bảo vệ" in text and "hỗ trợ pháp lý" in text for text in answer)
    more = "\n".join(worker.taps("Xem thêm"))
    assert "Căn cứ" in more
    assert "50/2024/QH15" in more


def test_a_number_typed_late_still_chooses_from_the_last_menu(installation: Installation) -> None:
    worker = zalo_worker(installation.zalo, "1004")
    worker.types("menu")
    assert any("1." in text for text in worker.types("Xin chào"))
    assert worker.types("1")


def test_a_repeated_webhook_is_answered_once(installation: Installation) -> None:
    worker = zalo_worker(installation.zalo, "1005")
    worker.types("doan phi dong bao nhieu")
    assert worker.act("repeat", num_retry=1) == 200
    worker.types("cảm ơn")
    answers = [message["text"] for message in worker.messages() if "0,5%" in message["text"]]
    assert len(answers) == 1


def test_a_forged_webhook_is_taken_quietly_and_never_answered(installation: Installation) -> None:
    worker = zalo_worker(installation.zalo, "1006")
    assert worker.act("forge", user_id="1006", text="doan phi bao nhieu") == 200
    worker.types("xin chào")
    assert not any("0,5%" in message["text"] for message in worker.messages())


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        '/choose_category{"category":"wages"}',
        "\u200b/restart",
        unicodedata.normalize("NFD", "Đoàn phí đóng bao nhiêu?"),
        "😂",
        "a" * 5000,
        "lương " * 900,
        "<script>alert(1)</script>",
        "\x00\x07",
    ],
    ids=["restart", "command", "hidden slash", "NFD", "emoji", "one long word", "long text", "markup", "control"],
)
def test_whatever_is_typed_gets_an_answer_and_no_case(installation: Installation, text: str) -> None:
    worker = zalo_worker(installation.zalo, f"3{zlib.crc32(text.encode())}")
    answer = worker.types(text)
    assert answer
    assert not any("CD-" in said for said in answer)
    assert all(len(said) <= 2000 for said in answer)


def test_a_sticker_a_picture_and_a_place_get_an_answer(installation: Installation) -> None:
    worker = zalo_worker(installation.zalo, "1007")
    for act in ("user_sends_sticker", "user_sends_image", "user_sends_location", "user_sends_voice"):
        assert worker.act(act, user_id="1007") == 200
        assert worker.hears()


@pytest.mark.parametrize("path", ["/webhooks/zalo", "/webhooks/telegram"])
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"a":' + b"1" * 1_200_000 + b"}"]
)
def test_a_bad_webhook_body_breaks_nothing(installation: Installation, path: str, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "telegram-secret-of-the-playground", "X-ZEvent-Signature": "mac=0"}
    assert httpx.post(installation.app + path, content=body, headers=headers).status_code in (200, 413)
    assert httpx.get(installation.app + "/health").json() == {"status": "ok"}


def test_the_secrets_of_the_doors_are_asked_for(installation: Installation) -> None:
    update = json.dumps({"update_id": 1})
    assert httpx.post(f"{installation.app}/webhooks/telegram", content=update).status_code in (401, 403)
    assert httpx.post(f"{installation.app}/internal/actions", json={}).status_code == 401


def test_no_word_of_a_worker_and_no_secret_is_in_any_log(installation: Installation) -> None:
    worker = zalo_worker(installation.zalo, "1008")
    worker.types("Mật khẩu bí mật của tôi là hoa phượng đỏ")
    receipt = report(worker)
    for name in ("app", "rasa"):
        log = installation.log(name)
        for word in ("hoa phượng", "no luong", receipt, "fake-access", "FAKE-TOKEN", "1008"):
            assert word not in log, (name, word)
