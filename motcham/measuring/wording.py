"""How the report names things, in the words of whoever reads it."""

from __future__ import annotations

from motcham.measuring.report import FAQ, NOT_FAQ

PROMISES = {
    "top1": "Hiểu đúng ngay",
    "one_tap": "Đúng sau tối đa một chạm",
    "foreign_answered": "Trả lời bừa khi ngoài phạm vi",
    "emergency_recalled": "Nhận ra tin khẩn cấp",
    "grievance_one_tap": "Nhận ra phản ánh (một chạm)",
}
GROUPS = {
    "calculators": "Cách tính",
    "contract": "Hợp đồng",
    "discipline_dispute": "Kỷ luật, tranh chấp",
    "events_campaigns": "Sự kiện, chương trình",
    "hours_leave": "Giờ làm, nghỉ phép",
    "safety": "An toàn lao động",
    "social_insurance": "Bảo hiểm xã hội",
    "union": "Công đoàn",
    "wage": "Tiền lương",
    "women_youth_special": "Lao động nữ, trẻ, đặc thù",
    NOT_FAQ: "Ngoài các chủ đề hỏi đáp",
}
SLICES = {
    "dau": "có dấu",
    "khong_dau": "không dấu",
    "teencode": "viết tắt",
    "noi": "giọng nói",
    "ke_chuyen": "kể chuyện",
    "tu_khoa": "từ khóa",
}


def group(name: str) -> str:
    return GROUPS.get(name, name)


def slice_(name: str) -> str:
    return f"{SLICES[name]} ({name})" if name in SLICES else name


def intent(name: str) -> str:
    return name.removeprefix(FAQ) or "(không nhận ra gì)"


def percent(share: float) -> str:
    """ "97,3 %": with a comma, as in Vietnamese."""
    return f"{100 * share:.1f} %".replace(".", ",")


def number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
