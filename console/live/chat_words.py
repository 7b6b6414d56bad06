"""How the chat page says how far a message got, and what the worker's platform does not tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from grievances.evidence.carriage import can_bring
from grievances.live.line import Delivery, DeliveryState

_STATES: dict[DeliveryState, str] = {
    DeliveryState.SENDING: "Đang gửi",
    DeliveryState.SENT: "Đã gửi",
    DeliveryState.DELIVERED: "Đã nhận",
    DeliveryState.SEEN: "Đã xem",
    DeliveryState.UNSURE: "Chưa rõ đã tới chưa",
    DeliveryState.HELD: "Chưa gửi được",
    DeliveryState.FAILED: "Không gửi được",
    DeliveryState.STOOD_IN: "Kênh này không nhận tệp. Người lao động đã nhận lời nhắn thay, hỏi cách nhận khác",
}
_REASONS: dict[str, str] = {
    "window_closed": "quá 7 ngày từ tin cuối của người lao động nên Zalo không cho nhắn",
    "unfollow": "người lao động đã rời hoặc chặn kênh này",
    "expired": "chờ quá lâu",
    "unreadable": "tin không còn đọc được",
    "file_gone": "tệp đã được xóa",
}
_LEFT = "người lao động không nhận tin được lúc này"

# What an officer should not wait for.
PLATFORM_NOTES: dict[str, str] = {
    "telegram": "Telegram không cho biết tin đã được xem hay chưa, và khi nào người lao động đang soạn.",
    "zalo": "Zalo không cho biết khi nào người lao động đang soạn, và họ không thấy bạn đang soạn.",
    "web": "Trang trò chuyện không cho biết tin đã được xem hay chưa.",
}


# What an officer should know before sending a file there.
FILE_NOTES: dict[str, str] = {"zalo": "Zalo chỉ chuyển được ảnh, PDF và Word (.docx) tới 5 MB."}
_INSTEAD = "Với tệp này, người lao động nhận lời nhắn thay thế. Bạn nên gửi bản PDF hoặc ảnh chụp."


def file_warning(channel_kinds: Iterable[str], mime: str, size: int) -> str:
    """Why this file will not reach a worker there; empty when it will."""
    stuck = [kind for kind in channel_kinds if not can_bring(kind, mime, size)]
    if not stuck:
        return ""
    return f"{FILE_NOTES.get(stuck[0], 'Kênh của người lao động không chuyển được tệp này.')} {_INSTEAD}"


_TROUBLES = (DeliveryState.FAILED, DeliveryState.HELD, DeliveryState.STOOD_IN)


def delivery_context(deliveries: Mapping[int, Delivery]) -> dict[str, Any]:
    """How far each message got, in words, and which of them an officer must look at or may send again."""
    return {
        "said_to": {entry_id: delivery_words(delivery) for entry_id, delivery in deliveries.items()},
        "troubled": {entry_id for entry_id, delivery in deliveries.items() if delivery.state in _TROUBLES},
        "may_resend": {entry_id for entry_id, delivery in deliveries.items() if delivery.state is DeliveryState.FAILED},
    }


def delivery_words(delivery: Delivery) -> str:
    """The state, with the reason where there is a problem."""
    said = _STATES[delivery.state]
    if delivery.state is DeliveryState.HELD:
        return f"{said}: {_REASONS.get(delivery.code, _LEFT)}. Tin sẽ tự gửi khi họ nhắn lại"
    if delivery.state is DeliveryState.FAILED:
        return f"{said}: {_REASONS.get(delivery.code, f'kênh từ chối (mã {delivery.code})')}"
    return said
