"""What the worker hears about a live conversation, and what its steps are called in the timeline."""

from __future__ import annotations

import json
from datetime import datetime

from grievances.clocks.calendar import END_OF_DAY, START_OF_DAY
from grievances.notices import NoticeButton
from storage.clock import in_vietnam

OFFICE_HOURS = f"thứ Hai đến thứ Sáu, {START_OF_DAY.hour} giờ đến {END_OF_DAY.hour} giờ"

END_BUTTON = NoticeButton("Quay lại trợ lý", "/live_end")
MENU_BUTTON = NoticeButton("Mục chính", "/menu")

STARTED = "Bạn đang trò chuyện với cán bộ Công đoàn. Gõ “dừng” hoặc bấm nút để quay lại trợ lý."
OFFER = (
    "Cán bộ Công đoàn muốn trò chuyện trực tiếp với bạn tại đây để giúp nhanh hơn. Bạn có muốn không? "
    "Không trả lời cũng không sao, việc của bạn vẫn được xử lý."
)
ENDED_BY_WORKER = "Bạn đã quay lại trợ lý. Việc của bạn vẫn mở, Công đoàn có gì mới sẽ nhắn tại đây."
ENDED_BY_STAFF = "Cán bộ đã kết thúc trò chuyện trực tiếp, trợ lý trả lời bạn tiếp. Việc của bạn vẫn được theo dõi."
ENDED_WITH_CASE = "Việc của bạn đã có kết quả nên cuộc trò chuyện trực tiếp kết thúc, trợ lý trả lời bạn tiếp."
ENDED_BY_SILENCE = (
    "Xin lỗi bạn, {minutes} phút rồi cán bộ chưa trả lời được nên cuộc trò chuyện trực tiếp tạm dừng. "
    "Việc của bạn vẫn mở, cán bộ sẽ trả lời tại đây; trong lúc chờ, trợ lý giúp bạn tiếp."
)
LEFT = (
    "Cán bộ đang trò chuyện với bạn vừa phải rời đi. Mình đã gọi cán bộ khác, ai rảnh sẽ vào ngay tại đây; "
    "trong lúc chờ, trợ lý trả lời bạn."
)
NOBODY_FREE = (
    "Chưa có cán bộ rảnh. {when} Bạn không cần chờ trên máy; "
    "muốn xem lại, bạn dùng mã tra cứu đã giữ hoặc bấm nút dưới đây."
)
ASKED_AGAIN = "Mình đã gọi cán bộ. Ai rảnh sẽ vào trò chuyện với bạn ngay tại đây."
IS_LIVE = "Bạn đang trò chuyện với cán bộ nên nút này chưa dùng được. Bạn muốn quay lại trợ lý thì bấm nút dưới đây."
NOT_LIVE = "Bạn đang nói chuyện với trợ lý rồi. Bạn cần gì cứ nhắn nhé."
OFFER_OVER = "Lời mời trò chuyện này không còn nữa. Khi cần, bạn nhắn “gặp cán bộ” nhé."
NO_MEDIA = "Mình chưa chuyển được ảnh, tin thoại hoặc tệp này cho cán bộ. Bạn gửi lại, hoặc viết bằng chữ giúp nhé."
IN_DANGER = (
    "Nếu đang nguy hiểm, bạn gọi ngay 113 (công an), 114 (cứu hỏa) hoặc 115 (cấp cứu), đừng chờ trả lời. "
    "Mình đã báo động tới cán bộ Công đoàn."
)

STEP_ASKED = "Người lao động nhờ trò chuyện trực tiếp với cán bộ."
STEP_OFFERED = "Cán bộ mời người lao động trò chuyện trực tiếp."
STEP_TAKEN = "Cán bộ nhận cuộc trò chuyện trực tiếp; trợ lý im lặng."
STEP_ENDED = {
    "staff": "Cán bộ kết thúc trò chuyện trực tiếp.",
    "worker": "Người lao động quay lại trợ lý, kết thúc trò chuyện trực tiếp.",
    "silence": "Cán bộ im lặng quá lâu, trò chuyện trực tiếp tự kết thúc.",
    "left": "Cán bộ đã rời đi (đăng xuất, khóa tài khoản hoặc đóng trang); yêu cầu báo lại cho cán bộ khác.",
    "nobody": "Không ai nhận yêu cầu trò chuyện trực tiếp, yêu cầu hết hạn.",
}


def said_by_officer(text: str) -> str:
    """Who speaks, in front: the bot's messages look the same. No name: officers are not to be sought out."""
    return f"Cán bộ: {text}"


def nobody_free(taken_up_by: datetime | None) -> str:
    """With the time by which an officer must have taken the case up, and else no promise but the office hours."""
    if taken_up_by is None:
        return NOBODY_FREE.format(when=f"Công đoàn sẽ trả lời bạn tại đây trong giờ làm việc ({OFFICE_HOURS}).")
    at = in_vietnam(taken_up_by)
    latest = f"{at:%H} giờ ngày {at.day}/{at.month}"
    return NOBODY_FREE.format(when=f"Cán bộ sẽ nhận việc của bạn chậm nhất {latest} và trả lời tại đây.")


def ask_button(case_id: str) -> NoticeButton:
    return NoticeButton("Gọi lại cán bộ", _command("live_ask", case_id))


def accept_button(case_id: str) -> NoticeButton:
    return NoticeButton("Trò chuyện ngay", _command("live_accept", case_id))


def look_button(case_id: str) -> NoticeButton:
    return NoticeButton("Xem yêu cầu", _command("my_case", case_id))


def _command(name: str, case_id: str) -> str:
    return f"/{name}{json.dumps({'case': case_id}, separators=(',', ':'))}"
