"""Calculations through the trained assistant: its rules, its form and what it finds in the words.

What is typed is unmistakable, as in test_conversations.py.
"""

from __future__ import annotations

import pytest

from tests.bot_dialogue.world import Chat

pytestmark = pytest.mark.rasa


def begin(chat: Chat, calculator: str) -> str:
    return chat.say(f'/calculate{{"calculator":"{calculator}"}}')


def severance_up_to_the_wage(chat: Chat) -> None:
    begin(chat, "severance")
    chat.tap("Công ty cho nghỉ")
    chat.say("5 năm 3 tháng")
    chat.tap("Chưa đóng lần nào")


def test_a_whole_severance_calculation_from_the_question_on(chat: Chat) -> None:
    chat.say('/ask_topic{"topic":"severance_pay"}')
    assert chat.titles[0] == "Tính cho tôi"
    assert "Vì sao bạn nghỉ việc" in chat.tap("Tính cho tôi")
    assert "✓ Công ty cho nghỉ" in chat.tap("Công ty cho nghỉ")
    assert chat.expects_text
    assert "✓ Thời gian làm: 5 năm 3 tháng" in chat.say("5 năm 3 tháng")
    chat.tap("Chưa đóng lần nào")
    heard = chat.say("8tr5")
    assert "✓ Lương trung bình: 8.500.000 đồng" in heard
    assert "Tính theo quy định tại ngày" in heard
    assert not chat.expects_text
    assert chat.titles == ["Tính lại", "Xem thêm", "Phản ánh", "Hỏi cán bộ", "Sửa câu cuối"]


@pytest.mark.parametrize("typed", ["8.500.000", "8,5 triệu", "8500k", "tám triệu rưỡi", "8.5"])
def test_an_amount_is_understood_as_it_is_written(chat: Chat, typed: str) -> None:
    begin(chat, "hourly_wage")
    assert "8.500.000 đồng" in chat.say(typed)


def test_a_calculation_goes_on_from_the_menu_and_its_result(chat: Chat) -> None:
    chat.say("/menu")
    chat.tap("Tính tiền, ngày phép")
    chat.tap("Tính lương ngày, giờ")
    chat.say("9tr")
    assert "43.269" in chat.tap("26 ngày")
    assert "Tính lương ngày, giờ: mình hỏi bạn" in chat.tap("Tính lại")
    chat.say("9tr")
    chat.tap("26 ngày")
    assert "chia lương tháng cho mấy ngày công" in chat.tap("Sửa câu cuối")
    assert "46.875" in chat.tap("24 ngày")
    assert "Căn cứ" in chat.tap("Xem thêm")


def test_a_calculation_that_has_nothing_left_to_ask_ends_at_once(chat: Chat) -> None:
    begin(chat, "hourly_wage")
    chat.say("9tr")
    choices = chat.replies
    chat.tap("26 ngày")
    chat.replies = choices
    assert "46.875" in chat.tap("24 ngày")  # an old button, when the form is over
    assert "Chào bạn" in chat.say("chào bạn")


def test_a_wrong_answer_is_asked_again_and_nothing_is_lost(chat: Chat) -> None:
    severance_up_to_the_wage(chat)
    heard = chat.say("0 đồng")
    assert "hơi nhỏ" in heard
    assert "trung bình mỗi tháng bao nhiêu" in heard
    assert chat.expects_text
    assert "Căn cứ" in chat.say("8tr5")


def test_going_back_by_word_and_by_button(chat: Chat) -> None:
    web = chat
    web.channel = "web"
    severance_up_to_the_wage(web)
    assert "đóng bảo hiểm thất nghiệp cho bạn không" in web.tap("Sửa câu trước")
    assert "làm ở công ty này được bao lâu" in web.say("quay lại")
    assert "✓ Thời gian làm: 6 năm" in web.say("6 năm")


@pytest.mark.parametrize("word", ["hủy", "thoi"])
def test_stopping_ends_it_and_texts_are_understood_again(chat: Chat, word: str) -> None:
    severance_up_to_the_wage(chat)
    assert "mình dừng phần tính" in chat.say(word)
    assert "Chào bạn" in chat.say("chào bạn")


@pytest.mark.parametrize("typed", ["ngày lễ tết", "Ngày lễ, Tết"])
def test_a_choice_is_taken_by_word(chat: Chat, typed: str) -> None:
    begin(chat, "overtime_pay")
    chat.tap("Theo giờ")
    chat.say("40k")
    assert "✓ Ngày lễ, Tết" in chat.say(typed)


def test_an_emergency_in_the_middle_gets_the_numbers_at_once(chat: Chat) -> None:
    severance_up_to_the_wage(chat)
    heard = chat.say("cứu với xưởng tôi đang cháy lớn")
    assert "114" in heard
    assert len(chat.replies) == 1
    assert "Chào bạn" in chat.say("chào bạn")


def test_another_question_in_the_middle_is_answered_and_the_calculation_goes_on(chat: Chat) -> None:
    severance_up_to_the_wage(chat)
    heard = chat.say("đoàn phí công đoàn đóng bao nhiêu")
    assert "Mình tạm dừng phần tính nhé" in heard
    assert "trung bình mỗi tháng bao nhiêu" in chat.tap("Tính tiếp")
    assert "Căn cứ" in chat.say("8tr5")


def test_a_tap_in_the_middle_leaves_the_calculation(chat: Chat) -> None:
    severance_up_to_the_wage(chat)
    assert "Bạn chọn một việc" in chat.say("/menu")
    assert len(chat.replies) == 1
    assert "Bạn muốn phản ánh việc gì" in chat.say("/report_grievance")


def test_a_sticker_in_the_middle_gets_an_answer_and_the_question_again(chat: Chat) -> None:
    severance_up_to_the_wage(chat)
    heard = chat.say("/share_sticker")
    assert "nhãn dán" in heard
    assert "trung bình mỗi tháng bao nhiêu" in heard
    assert chat.expects_text


def test_after_three_tries_an_officer_is_offered(chat: Chat) -> None:
    severance_up_to_the_wage(chat)
    for _ in range(3):
        heard = chat.say("hihi")
    assert "để cán bộ Công đoàn tính giúp" in heard
    assert "trung bình mỗi tháng bao nhiêu" in chat.tap("Thử lại")
    assert "Căn cứ" in chat.say("8tr5")


def test_what_the_question_told_is_not_asked_again(chat: Chat) -> None:
    chat.say("lương 8tr tăng ca 10 tiếng ngày thường được bao nhiêu tiền")
    chat.say('/calculate{"calculator":"overtime_pay","keep":"yes"}')
    heard = chat.tap("Theo tháng")
    assert "✓ Lương tháng: 8.000.000 đồng (bạn đã nói)" in heard
    chat.tap("26 ngày")
    assert "✓ Tăng ca ngày thường: 10 giờ (bạn đã nói)" in chat.tap("Ngày thường")
    assert "576.923" in chat.tap("Không, tính luôn")


@pytest.mark.parametrize("payload", ['/calculate{"calculator":"gone"}', "/calculator_back", "/calculator_choice"])
def test_a_button_that_leads_nowhere_says_so(chat: Chat, payload: str) -> None:
    assert "Nút này cũ" in chat.say(payload)
    assert "Chào bạn" in chat.say("chào bạn")
