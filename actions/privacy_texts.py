"""Every sentence about what is kept of a worker, who sees it, and what a worker agrees to.

A consent holds for the very words below (grievances/privacy/consents.py): changing one asks every worker again.
"""

from __future__ import annotations

from collections.abc import Mapping

from grievances.privacy.consents import Purpose

CONSENT: Mapping[Purpose, str] = {
    Purpose.REPORT: (
        "Để gửi, Công đoàn lưu nội dung bạn viết, ảnh bạn gửi và cuộc trò chuyện này, chỉ để giải quyết việc của bạn. "
        "Mình không hỏi tên. Bạn rút lại hoặc xóa lúc nào cũng được. Bạn đồng ý không?"
    ),
    Purpose.LEARNING: (
        "Mình giữ câu vừa rồi để học cách trả lời được không? Mình che tên, số, không ghi câu đó của ai, "
        "và xóa sau 180 ngày."
    ),
}
CONSENT_MORE = (
    "• Ai đọc: cán bộ Công đoàn được giao việc. Số điện thoại bạn để lại được niêm phong riêng.\n"
    "• Giữ bao lâu: xóa nội dung sau khi việc đóng 24 tháng, chỉ còn số liệu không tên.\n"
    "• Quyền của bạn (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15): xem, xóa, rút lại đồng ý. Nhắn «dữ liệu của tôi».\n"
    "• Bạn không đồng ý thì mình không gửi gì; hỏi đáp và báo khẩn cấp vẫn dùng bình thường."
)
LEARNING_THANKS = "Cảm ơn bạn! Mình giữ câu đó (đã che tên, số) để học. Muốn rút lại, bạn nhắn «rút lại đồng ý»."
LEARNING_REFUSED = "Vâng, mình không giữ câu đó và sẽ không hỏi lại."

PURPOSE_NAMES: Mapping[Purpose, str] = {
    Purpose.REPORT: "Gửi và giải quyết phản ánh, yêu cầu",
    Purpose.LEARNING: "Giữ câu chưa hiểu để học",
    Purpose.NEWS: "Nhận tin tức, chiến dịch",
}
CONSENTS = "Bạn đã trả lời như sau. Muốn rút lại điều nào, bạn chạm vào đó:"
NO_CONSENTS = "Bạn chưa đồng ý điều gì với mình, nên không có gì để rút lại."
CONSENT_LINE = "• {purpose}: {answer} ngày {day}"
CONSENT_GIVEN, CONSENT_WITHDRAWN = "đồng ý", "không đồng ý"
WITHDRAWN: Mapping[Purpose, str] = {
    Purpose.REPORT: (
        "Mình đã ghi bạn rút lại đồng ý. Lần sau trước khi gửi gì, mình hỏi lại. Phản ánh đã gửi vẫn được giải quyết; "
        "muốn xóa luôn nội dung đó, bạn chọn «Xóa dữ liệu»."
    ),
    Purpose.LEARNING: (
        "Mình đã ghi bạn rút lại đồng ý: từ giờ mình không giữ câu nào của bạn để học. Những câu cũ đã che tên, "
        "không gắn với ai nên không tìm lại được, và tự xóa sau 180 ngày."
    ),
    Purpose.NEWS: "Mình đã ghi: bạn không nhận tin tức, chiến dịch nữa.",
}

KEPT_HEAD = "Mình đang giữ những thứ này của cuộc trò chuyện:"
KEPT_NOTHING = "• Phản ánh, yêu cầu: không có"
KEPT_CASE = "• {name}, gửi {day}, {status}{extra}. Mã CD-••••-••••-•••• (mình không lưu mã nên không đọc lại được)"
KEPT_WORKPLACE, KEPT_CONTACT = "có nơi làm việc", "có liên hệ (đã niêm phong)"
KEPT_UNTIL = "nội dung tự xóa ngày {day}"
KEPT_MORE_CASES = "• và {count} phản ánh, yêu cầu cũ hơn"
KEPT_MESSAGES = "• Tin nhắn còn giữ nội dung: {count} (tự xóa sau 14 ngày)"
KEPT_FILES = "• Ảnh, tệp chưa gửi cho ai: {count} (tự xóa sau một ngày)"
KEPT_CONSENTS = "• Điều bạn đã trả lời: {consents}"
KEPT_AS_FILE = "Muốn tải về máy: chạm hình thùng rác ở đầu trang, rồi chọn «Tải về»."
KEPT_TAIL = "Mọi lời bạn kể đều được mã hóa. Mình không có tên hay số điện thoại của bạn, trừ khi bạn tự viết ra."

WHO_SEES: Mapping[str, str] = {
    "zalo": "Zalo thấy bạn nhắn cho mình và có thể xem được tin nhắn",
    "telegram": "Telegram thấy bạn nhắn cho mình và có thể xem được tin nhắn",
    "web": "ai dùng chung máy với bạn có thể mở lại trang này",
}
WHO_CAN_SEE = (
    "• Công ty bạn không xem được cuộc trò chuyện này từ phía Công đoàn. Cán bộ Công đoàn chỉ thấy điều bạn bấm gửi, "
    "không thấy tên hay tài khoản của bạn.\n"
    "• Nhưng bạn nên biết: {seen_by}; Wi-Fi, máy tính hay điện thoại của công ty cũng có thể để lộ.\n"
    "• An toàn hơn: dùng máy và 4G của mình, xóa tin nhắn sau khi gửi, và đừng viết điều chỉ riêng bạn biết."
)

READ_MORE = "Đọc thêm «An toàn khi phản ánh»: {address}"

ASK_DELETE = (
    "Bạn muốn xóa đến đâu?\n"
    "• «Đúng, cắt liên lạc»: mình quên cuộc trò chuyện này và cách liên hệ bạn để lại. Phản ánh vẫn được giải quyết, "
    "nhưng mình không báo tin được nữa và chỉ xem được bằng mã. Chưa chép mã thì bạn khoan xóa nhé.\n"
    "• «Đúng, xóa cả nội dung»: thêm vào đó, mình rút {count} phản ánh, yêu cầu của bạn lại và xóa lời kể, ảnh, "
    "nơi làm việc. Mã cũng hết dùng được. Không lấy lại được.\n"
    "Còn lại: số liệu không tên (loại việc, ngày, kết quả), và những câu bạn cho giữ để học, đã che tên và số."
)
ASK_DELETE_NO_CASES = (
    "Mình sẽ quên cuộc trò chuyện này: tin nhắn, ảnh chưa gửi, và điều bạn từng đồng ý (chỉ còn số liệu không tên). "
    "Những câu bạn cho giữ để học thì đã che tên và số, không gắn với bạn, nên không tìm lại để xóa được."
)
ERASED = "Mình đã xóa nội dung {count} phản ánh, yêu cầu của bạn. Mã cũ không dùng được nữa."
HELD = "Có {count} việc đang được giữ lại theo yêu cầu của tòa án hoặc thanh tra; xong việc đó mình xóa ngay."
