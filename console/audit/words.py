"""The words of the audit log: each action that `grievances.audit.record` is called with needs a name here (a test looks
for them in the code), and a group when people look for it by kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from grievances.model import STAFF_STATUS_NAMES, Status
from storage.tables import AuditEvent

ACTION_NAMES: dict[str, str] = {
    "case.listed": "Xem danh sách vụ việc",
    "case.read": "Mở vụ việc",
    "case.media_read": "Xem ảnh hoặc tệp",
    "case.replied": "Trả lời người lao động",
    "case.noted": "Ghi chú nội bộ",
    "case.status_changed": "Đổi trạng thái",
    "case.assigned": "Giao vụ việc",
    "case.moved": "Chuyển vụ việc sang đơn vị khác",
    "case.severity_set": "Đổi mức độ",
    "bulk.begun": "Xử lý nhiều vụ việc cùng lúc",
    "bulk.undone": "Hoàn tác xử lý nhiều vụ việc",
    "case.severity_changed": "Đổi mức độ",
    "case.rose": "Vụ việc chuyển lên cấp trên",
    "case.excluded": "Chặn cán bộ khỏi vụ việc về chính họ",
    "case.readmitted": "Cho cán bộ xem lại vụ việc",
    "case.tagged": "Thêm nhãn",
    "case.untagged": "Bỏ nhãn",
    "collective.joined": "Gộp phản ánh thành vụ việc tập thể",
    "collective.released": "Tách phản ánh khỏi vụ việc tập thể",
    "collective.auto_join": "Bật, tắt tự gom phản ánh",
    "template.written": "Viết mẫu trả lời",
    "template.changed": "Sửa mẫu trả lời",
    "template.archived": "Cất mẫu trả lời",
    "template.restored": "Dùng lại mẫu trả lời",
    "case.linked": "Liên kết với vụ việc khác",
    "case.unlinked": "Bỏ liên kết",
    "case.merged": "Gộp vụ trùng vào vụ khác",
    "case.merge_undone": "Hoàn tác gộp vụ trùng",
    "workplace.merged": "Gộp hai cách viết nơi làm việc",
    "workplace.merge_undone": "Hoàn tác gộp cách viết",
    "case.alarm_taken": "Nhận báo động khẩn cấp",
    "case.alarm_rose": "Báo động chuyển lên cấp trên",
    "case.held": "Giữ lại nội dung vụ việc",
    "case.released": "Thôi giữ lại nội dung",
    "case.erased": "Xóa nội dung vụ việc",
    "identity.listed": "Xem các yêu cầu xem liên hệ",
    "identity.asked": "Xin xem liên hệ của người lao động",
    "identity.granted": "Đồng ý cho xem liên hệ",
    "identity.refused": "Từ chối cho xem liên hệ",
    "identity.seen": "Xem liên hệ của người lao động",
    "staff.signed_in": "Đăng nhập",
    "staff.signed_out": "Đăng xuất",
    "staff.sign_in_failed": "Đăng nhập sai",
    "staff.password_changed": "Đổi mật khẩu",
    "staff.alerts_changed": "Đổi nơi nhận báo tin",
    "staff.code_failed": "Nhập sai mã xác thực",
    "staff.confirmed": "Xác nhận lại mật khẩu",
    "staff.confirm_failed": "Xác nhận lại bị sai",
    "staff.factor_set": "Bật xác thực hai lớp",
    "staff.factor_reset": "Đặt lại xác thực hai lớp của người khác",
    "staff.recovery_codes_renewed": "Tạo lại mã dự phòng",
    "staff.sessions_ended": "Kết thúc phiên đăng nhập",
    "staff.listed": "Xem danh sách cán bộ",
    "staff.read": "Mở hồ sơ cán bộ",
    "staff.placed": "Đổi vai trò hoặc đơn vị",
    "staff.switched_on": "Mở lại tài khoản",
    "staff.switched_off": "Khóa tài khoản",
    "staff.invited": "Mời cán bộ",
    "staff.invitation_revoked": "Thu hồi đường liên kết",
    "staff.password_link_made": "Tạo đường liên kết đặt lại mật khẩu",
    "staff.joined": "Nhận lời mời, tạo tài khoản",
    "audit.read": "Xem nhật ký",
    "case.exported": "Xuất vụ việc ra tệp",
    "report.read": "Xem báo cáo",
    "report.exported": "Xuất báo cáo ra tệp",
    "backup.made": "Sao lưu dữ liệu",
    "backup.restored": "Khôi phục dữ liệu từ bản sao lưu",
    "erasures.repeated": "Xóa lại điều đã xóa sau bản sao lưu",
    "keys.rotated": "Đổi khóa bí mật",
    "chat.listed": "Xem các cuộc trò chuyện đang chờ",
    "chat.read": "Mở cuộc trò chuyện",
    "chat.offered": "Đề nghị trò chuyện trực tiếp",
    "chat.taken": "Nhận cuộc trò chuyện",
    "chat.said": "Nhắn trong cuộc trò chuyện",
    "chat.resent": "Gửi lại tin trong cuộc trò chuyện",
    "chat.rose": "Cuộc trò chuyện chuyển lên cấp trên",
    "chat.ended": "Kết thúc cuộc trò chuyện",
    "heard.listed": "Xem câu chưa hiểu",
    "heard.read": "Mở câu chưa hiểu",
    "heard.taken": "Thêm câu vào chủ đề",
    "heard.dismissed": "Bỏ qua câu chưa hiểu",
    "heard.undone": "Hoàn tác với câu chưa hiểu",
    "heard.exported": "Tải các câu đã chọn",
}

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "changes": (
        "Thay đổi vụ việc",
        (
            "case.replied",
            "case.noted",
            "case.status_changed",
            "case.assigned",
            "case.moved",
            "case.severity_changed",
            "case.rose",
            "case.excluded",
            "case.readmitted",
            "case.alarm_taken",
            "case.alarm_rose",
            "case.tagged",
            "case.untagged",
        ),
    ),
    "reads": (
        "Xem vụ việc",
        (
            "case.listed",
            "case.read",
            "case.media_read",
            "case.exported",
            "report.read",
            "report.exported",
            "audit.read",
        ),
    ),
    "erasing": ("Lưu giữ, xóa nội dung", ("case.held", "case.released", "case.erased")),
    "identity": (
        "Danh tính người lao động",
        ("identity.listed", "identity.asked", "identity.granted", "identity.refused", "identity.seen"),
    ),
    "chat": (
        "Trò chuyện trực tiếp",
        (
            "chat.listed",
            "chat.read",
            "chat.offered",
            "chat.taken",
            "chat.said",
            "chat.resent",
            "chat.rose",
            "chat.ended",
        ),
    ),
    "heard": (
        "Câu chưa hiểu",
        ("heard.listed", "heard.read", "heard.taken", "heard.dismissed", "heard.undone", "heard.exported"),
    ),
    "access": (
        "Đăng nhập, tài khoản",
        tuple(action for action in ACTION_NAMES if action.startswith("staff.")),
    ),
    "operation": ("Vận hành", ("backup.made", "backup.restored", "erasures.repeated", "keys.rotated")),
}


@dataclass(frozen=True)
class AuditLine:
    event_id: int
    at: datetime
    actor: str
    action: str
    case_id: str
    case_number: int | None
    detail: str


def audit_line(event: AuditEvent, case_id: str | None, number: int | None, about: str | None) -> AuditLine:
    return AuditLine(
        event_id=event.id,
        at=event.at,
        actor=event.actor_label,
        action=ACTION_NAMES.get(event.action, "Thao tác khác"),
        case_id=case_id or "",
        case_number=number,
        detail=_detail(event, about),
    )


def _detail(event: AuditEvent, about: str | None) -> str:
    if event.action == "case.status_changed":
        return f"{_status(event.detail.get('from'))} → {_status(event.detail.get('to'))}"
    if event.action == "staff.sign_in_failed":
        return f"Tài khoản {about}" if about else "Tài khoản không có trong hệ thống"
    if event.action.startswith("staff.") and about and about != event.actor_label:
        return f"Tài khoản {about}"
    if event.action == "case.exported":
        words = "có lời của người lao động" if event.detail.get("texts") else "không có lời"
        return f"Số {event.id}, {event.detail.get('rows')} vụ việc, {words}" if "rows" in event.detail else ""
    if event.action == "report.exported":
        return f"Số {event.id}, tệp {event.detail.get('file')}"
    if event.action == "case.replied" and event.detail.get("pushed") is False:
        return "Không nhắn được vào chat"
    if event.action == "case.replied" and event.detail.get("files"):
        return f"Kèm {event.detail['files']} tệp"
    return ""


def _status(value: object) -> str:
    return STAFF_STATUS_NAMES[Status(value)] if isinstance(value, str) and value in Status else "?"
