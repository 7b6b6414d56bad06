"""How the chat page says how far a message got, and what the worker's platform does not tell."""

from __future__ import annotations

from grievances.live.line import Delivery, DeliveryState

_STATES: dict[DeliveryState, str] = {
    DeliveryState.SENDING: "Đang gửi",
    DeliveryState.SENT: "Đã gửi",
    DeliveryState.DELIVERED: "Đã nhận",
    DeliveryState.SEEN: "Đã xem",
    DeliveryState.UNSURE: "Chưa rõ đã tới chưa",
    DeliveryState.HELD: "Chưa gửi được",
    DeliveryState.FAILED: "Không gửi được",
}
_REASONS: dict[str, str] = {
    "window_closed": "quá 7 ngày từ tin cuối của người lao động nên Zalo không cho nhắn",
    "unfollow": "người lao động đã rời hoặc chặn kênh này",
    "expired": "chờ quá lâu",
    "unreadable": "tin không còn đọc được",
}
_LEFT = "người lao động không nhận tin được lúc này"

# What an officer should not wait for.
PLATFORM_NOTES: dict[str, str] = {
    "telegram": "Telegram không cho biết tin đã được xem hay chưa, và khi nào người lao động đang soạn.",
    "zalo": "Zalo không cho biết khi nào người lao động đang soạn, và họ không thấy bạn đang soạn.",
    "web": "Trang trò chuyện không cho biết tin đã được xem hay chưa.",
}


def delivery_words(delivery: Delivery) -> str:
    """The state, with the reason where there is a problem."""
    said = _STATES[delivery.state]
    if delivery.state is DeliveryState.HELD:
        return f"{said}: {_REASONS.get(delivery.code, _LEFT)}. Tin sẽ tự gửi khi họ nhắn lại"
    if delivery.state is DeliveryState.FAILED:
        return f"{said}: {_REASONS.get(delivery.code, f'kênh từ chối (mã {delivery.code})')}"
    return said
