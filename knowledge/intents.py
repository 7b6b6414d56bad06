"""What people call the intents that are no topics of the FAQ."""

from __future__ import annotations

from collections.abc import Mapping

# As the worker's buttons say it.
OFFERED: Mapping[str, str] = {
    "report_grievance": "Gửi phản ánh",
    "report_emergency": "Báo khẩn cấp",
    "check_status": "Xem phản ánh đã gửi",
    "ask_human": "Gặp cán bộ",
    "join_union": "Xin vào Công đoàn",
    "found_union": "Lập Công đoàn",
    "propose_initiative": "Góp ý, sáng kiến",
    "report_rumour": "Báo tin chưa rõ",
    "delete_my_data": "Xóa dữ liệu của tôi",
    "unsubscribe": "Ngừng nhận tin",
    "menu": "Xem các việc khác",
}
INTENT_NAMES: Mapping[str, str] = {
    **OFFERED,
    "report_emergency/self_harm": "Khẩn cấp: có thể không muốn sống nữa",
    "greet": "Chào hỏi",
    "goodbye": "Tạm biệt",
    "thanks": "Cảm ơn",
    "affirm": "Đồng ý",
    "deny": "Từ chối",
    "abuse": "Lời xúc phạm",
    "out_of_scope": "Chuyện ngoài phạm vi",
}
