"""What the console calls things; the case's own words stand in grievances/model.py."""

from __future__ import annotations

from grievances.model import Order, QueueView, Role, Status

ROLE_NAMES: dict[Role, str] = {
    Role.ADMIN: "Quản trị",
    Role.SUPERVISOR: "Phụ trách",
    Role.OFFICER: "Cán bộ Công đoàn",
    Role.TRAINER: "Người soạn câu trả lời",
    Role.APPROVER: "Người duyệt, phát ngôn",
    Role.CUSTODIAN: "Người giữ danh tính",
    Role.VIEWER: "Người xem",
}

CHANNEL_NAMES: dict[str, str] = {
    "collective": "Nhiều kênh",
    "zalo": "Zalo",
    "telegram": "Telegram",
    "web": "Trang trò chuyện",
}

VIEW_NAMES: dict[QueueView, str] = {
    QueueView.ALL: "Tất cả",
    QueueView.MINE: "Của tôi",
    QueueView.UNIT: "Đơn vị tôi",
    QueueView.WAITING: "Chờ trả lời",
    QueueView.LATE: "Trễ hạn",
    QueueView.URGENT: "Khẩn",
    QueueView.UNTAKEN: "Chưa ai nhận",
    QueueView.DONE: "Đã xong",
    QueueView.RISEN: "Lên cấp trên",
}

# What to do when a pile is empty.
VIEW_EMPTY: dict[QueueView, tuple[str, str]] = {
    QueueView.ALL: ("Chưa có vụ việc nào", "Khi người lao động gửi phản ánh, vụ việc sẽ hiện ở đây."),
    QueueView.MINE: ("Bạn chưa nhận vụ việc nào", "Bạn xem mục “Chưa ai nhận” để nhận vụ việc mới nhé."),
    QueueView.UNIT: ("Đơn vị của bạn không còn vụ việc nào đang mở", "Vụ việc của các đơn vị bên dưới ở mục “Tất cả”."),
    QueueView.WAITING: ("Không ai đang chờ trả lời", "Khi người lao động nhắn thêm, vụ việc sẽ hiện ở đây."),
    QueueView.LATE: ("Không có vụ việc nào trễ hạn", "Bạn chọn sắp xếp “Sắp đến hạn” để xem việc cần làm trước."),
    QueueView.URGENT: ("Không có vụ việc khẩn nào đang mở", "Tin khẩn cấp mới sẽ hiện ngay trên đầu trang."),
    QueueView.UNTAKEN: ("Vụ việc nào cũng đã có người nhận", "Bạn xem mục “Của tôi” để làm tiếp nhé."),
    QueueView.DONE: ("Chưa có vụ việc nào xong", "Vụ việc đã giải quyết, không thụ lý hoặc đã rút lại sẽ ở đây."),
    QueueView.RISEN: (
        "Không có vụ việc nào đã lên cấp trên",
        "Vụ việc quá hạn chuyển lên cấp trên sẽ ở đây để theo dõi.",
    ),
}

ORDER_NAMES: dict[Order, str] = {
    Order.PRIORITY: "Cần làm trước",
    Order.NEWEST: "Mới gửi trước",
    Order.OLDEST: "Gửi lâu nhất trước",
    Order.UPDATED: "Mới cập nhật trước",
    Order.DUE: "Sắp đến hạn trước",
}

STATUS_TONES: dict[Status, str] = {
    Status.RECEIVED: "new",
    Status.ACKNOWLEDGED: "seen",
    Status.IN_PROGRESS: "busy",
    Status.WAITING_EMPLOYER: "wait",
    Status.WAITING_WORKER: "wait",
    Status.RESOLVED: "done",
    Status.REFERRED: "done",
    Status.REJECTED: "off",
    Status.CLOSED: "off",
    Status.WITHDRAWN: "off",
}

# One-time messages after an act; the cookie carries only the code.
FLASHES: dict[str, str] = {
    "replied": "Đã gửi trả lời cho người lao động.",
    "replied_by_code": "Đã lưu trả lời. Người lao động sẽ thấy khi tra cứu bằng mã.",
    "noted": "Đã lưu ghi chú nội bộ.",
    "alarm_taken": "Bạn đã nhận báo động. Bạn xem nội dung rồi liên hệ, trả lời người lao động ngay nhé.",
    "alarm_over": "Báo động này không còn chờ: đã có người nhận, hoặc người lao động đã rút lại.",
    "tagged": "Đã thêm nhãn.",
    "untagged": "Đã bỏ nhãn.",
    "contact_asked": "Đã gửi yêu cầu tới người giữ danh tính. Bạn xem kết quả tại trang này.",
    "contact_opened": "Liên hệ đã mở cho bạn. Người lao động sẽ được biết khi bạn xem.",
    "held": "Đã giữ lại. Nội dung không tự xóa cho tới khi bạn thôi giữ.",
    "released": "Đã thôi giữ lại. Nội dung sẽ tự xóa khi tới hạn.",
    "identity_granted": "Đã đồng ý. Cán bộ xem được liên hệ trong 24 giờ.",
    "identity_refused": "Đã từ chối. Cán bộ thấy lý do của bạn.",
    "joined": "Đã gộp. Từng người lao động được báo, và vẫn giữ mã riêng.",
    "joined_new": "Đã gộp thêm. Những người mới được báo.",
    "split": "Đã tách ra. Những phản ánh này trở lại danh sách.",
    "auto_join_on": "Phản ánh mới giống vụ này sẽ tự gom vào đây.",
    "auto_join_off": "Phản ánh mới giống vụ này sẽ chờ cán bộ xác nhận.",
    "template_saved": "Đã lưu mẫu trả lời.",
    "template_archived": "Đã cất mẫu. Bạn dùng lại được trong mục “Đã cất”.",
    "template_restored": "Mẫu đã dùng lại được.",
    "linked": "Đã liên kết hai vụ việc.",
    "unlinked": "Đã bỏ liên kết.",
    "case_merged": "Đã gộp. Vụ trùng đã đóng; mã của nó nay xem được vụ này.",
    "case_unmerged": "Đã tách ra. Hai vụ lại được giải quyết riêng.",
    "workplace_merged": "Đã gộp hai cách viết thành một nơi làm việc.",
    "workplace_undone": "Đã hoàn tác. Hai cách viết lại là hai nơi.",
    "taken": "Bạn đã nhận phụ trách vụ việc này.",
    "assigned": "Đã giao vụ việc.",
    "handed_on": "Đã chuyển vụ việc sang đơn vị khác.",
    "chat_offered": "Đã mời. Khi người lao động đồng ý, bạn nhận được ngay tại trang này.",
    "chat_taken": "Bạn đã nhận cuộc trò chuyện. Người lao động đã được báo.",
    "chat_resent": "Đang gửi lại tin.",
    "chat_not_resent": "Tin này không gửi lại được nữa.",
    "chat_ended": "Đã kết thúc. Trợ lý trả lời tiếp, vụ việc vẫn mở.",
    "chat_over": "Cuộc trò chuyện này đã kết thúc trước đó.",
    "severity_changed": "Đã đổi mức độ. Thời hạn được tính lại.",
    "stepped_back": "Bạn đã rút khỏi vụ việc có liên quan. Người khác sẽ giải quyết.",
    "excluded": "Người này không còn xem được vụ việc.",
    "readmitted": "Người này xem lại được vụ việc.",
    "alerts_changed": "Đã lưu nơi nhận tin.",
    "alert_tried": "Đã gửi tin thử. Tin tới trong khoảng một phút; nếu không thấy, bạn xem lại địa chỉ.",
    "alert_nowhere": "Bạn lưu e-mail hoặc ID Telegram trước nhé.",
    "view_saved": "Đã lưu bộ lọc.",
    "view_renamed": "Đã đổi tên bộ lọc.",
    "view_deleted": "Đã xóa bộ lọc.",
    "moved": "Đã đổi trạng thái vụ việc.",
    "heard_undone": "Đã hoàn tác. Câu này trở lại danh sách mới.",
    "heard_late": "Người khác vừa xử lý câu này rồi nên không có gì thay đổi.",
    "password": "Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.",
    "staff_placed": "Đã đổi vai trò, đơn vị. Người này sẽ đăng nhập lại.",
    "staff_placed_released": "Đã đổi vai trò, đơn vị. Vụ việc người này không còn xem được nay chờ người nhận.",
    "staff_placed_handed": "Đã đổi vai trò, đơn vị và bàn giao vụ việc cho người bạn chọn.",
    "staff_on": "Đã mở lại tài khoản.",
    "staff_off": "Đã khóa tài khoản. Mọi phiên đăng nhập của người này đã kết thúc.",
    "staff_off_released": "Đã khóa tài khoản. Vụ việc đang mở của người này trở lại mục “Chưa ai nhận”.",
    "staff_off_handed": "Đã khóa tài khoản và bàn giao vụ việc cho người bạn chọn.",
    "factor_reset": "Đã đặt lại. Lần đăng nhập tới, người này bật xác thực hai lớp trên điện thoại mới.",
    "invitation_revoked": "Đã thu hồi lời mời. Đường liên kết không dùng được nữa.",
    "session_ended": "Phiên đăng nhập đó đã kết thúc.",
    "sessions_ended": "Các phiên đăng nhập khác đã kết thúc.",
    "confirmed": "Đã xác nhận. Trong 15 phút tới bạn không phải xác nhận lại.",
    "bye": "Bạn đã đăng xuất.",
}

ERROR_PAGES: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu chưa đúng", "Trang không hiểu được nội dung vừa gửi. Bạn quay lại và thử lần nữa nhé."),
    403: (
        "Không thực hiện được",
        "Biểu mẫu này không còn hiệu lực hoặc được gửi từ nơi khác. Bạn mở lại trang rồi gửi lần nữa nhé.",
    ),
    404: ("Không tìm thấy trang này", "Trang không tồn tại, hoặc tài khoản của bạn không được xem."),
    409: (
        "Vụ việc vừa có thay đổi",
        "Người khác vừa cập nhật trước bạn. Bạn tải lại trang để xem bản mới nhất.",
    ),
    413: ("Nội dung quá dài", "Nội dung vừa gửi vượt quá giới hạn. Bạn rút gọn rồi gửi lại nhé."),
    429: ("Thử lại sau ít phút", "Bạn vừa thao tác quá nhiều lần. Vui lòng đợi một lát."),
    500: ("Trang đang gặp sự cố", "Lỗi đã được ghi lại. Bạn thử lại sau ít phút nhé."),
}
