"""What the calculators say beside their own questions and results, which are in knowledge/calculators/."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.calculators import InputKind

CHOOSE = "Bạn muốn tính gì? Mình chỉ hỏi vài câu ngắn."
BEGINS = "{title}: mình hỏi bạn vài câu ngắn nhé."
NOTED = "✓ {value}"
NOTED_AS = "✓ {name}: {value}"
UNDERSTOOD_AS = "Mình hiểu là {value} ✓"
SAID_BEFORE = "{value} (bạn đã nói)"
WORDS_TO_CORRECT = "Nhắn «sửa» để sửa câu trước, «thôi» để dừng."
WORDS_TO_STOP = "Nhắn «thôi» để dừng."
FIRST_QUESTION = "Đây là câu đầu tiên rồi bạn ạ."
OLD_CHOICE = "Nút đó là của câu khác. Mình hỏi lại câu này nhé:"
NOT_AN_ANSWER: Mapping[InputKind, str] = {
    InputKind.MONEY: "Mình chưa thấy số tiền. Bạn gõ một số thôi, ví dụ 8tr5 hoặc 8.500.000.",
    InputKind.DURATION: "Mình chưa rõ bao lâu. Bạn gõ rõ mấy năm, mấy tháng, ví dụ 2 năm 3 tháng.",
    InputKind.DATE: "Mình chưa rõ ngày tháng. Bạn gõ như 15/3/1990 hoặc 3/1990.",
    InputKind.NUMBER: "Mình chưa thấy con số. Bạn gõ một số thôi, ví dụ 10.",
    InputKind.PERCENT: "Mình chưa thấy số phần trăm. Bạn gõ ví dụ 8%.",
    InputKind.CHOICE: "Mình chưa rõ bạn chọn mục nào. Bạn chọn một mục dưới đây nhé.",
}
# What an answer is called when it is said back; that of a choice speaks for itself.
NAMES: Mapping[tuple[InputKind, str], str] = {
    (InputKind.MONEY, "wage"): "Lương tháng",
    (InputKind.MONEY, "day_wage"): "Lương ngày",
    (InputKind.MONEY, "hour_wage"): "Lương giờ",
    (InputKind.MONEY, "gross"): "Tổng lương",
    (InputKind.MONEY, "insured"): "Lương đóng bảo hiểm",
    (InputKind.MONEY, "average"): "Lương trung bình",
    (InputKind.MONEY, "pieces"): "Tiền sản phẩm",
    (InputKind.MONEY, "amount"): "Lương còn nợ",
    (InputKind.DURATION, "worked"): "Thời gian làm",
    (InputKind.DURATION, "insured"): "Thời gian đóng",
    (InputKind.DURATION, "trial"): "Thử việc",
    (InputKind.DURATION, "waiting"): "Không được làm",
    (InputKind.DURATION, "earlier"): "Nghỉ sớm",
    (InputKind.DURATION, "before"): "Đóng trước 2014",
    (InputKind.DURATION, "since"): "Đóng từ 2014",
    (InputKind.DATE, "born"): "Ngày sinh",
    (InputKind.NUMBER, "hours"): "Giờ làm",
    (InputKind.NUMBER, "hours_weekday"): "Tăng ca ngày thường",
    (InputKind.NUMBER, "hours_rest_day"): "Tăng ca ngày nghỉ",
    (InputKind.NUMBER, "hours_holiday"): "Tăng ca ngày lễ, Tết",
    (InputKind.NUMBER, "hours_shift"): "Ca đêm",
    (InputKind.NUMBER, "other_days"): "Ngày công",
    (InputKind.NUMBER, "left"): "Phép còn lại",
    (InputKind.NUMBER, "days"): "Số ngày",
    (InputKind.NUMBER, "noticed"): "Báo trước",
    (InputKind.NUMBER, "dependants"): "Người phụ thuộc",
    (InputKind.NUMBER, "people"): "Số người",
    (InputKind.PERCENT, "rate"): "Lãi một năm",
    (InputKind.PERCENT, "decline"): "Suy giảm",
}
PAUSED = "Mình tạm dừng phần tính nhé."
STUCK = "Mình vẫn chưa hiểu câu này. Bạn thử lại, hay để cán bộ Công đoàn tính giúp? Các câu trước mình vẫn giữ."
STOPPED = "Vâng, mình dừng phần tính ở đây."
CALCULATED_ON = "Tính theo quy định tại ngày {day}."
