"""What a worker is told about a file that we do not keep."""

from __future__ import annotations

from collections.abc import Mapping

from grievances.evidence.kinds import Refusal

_TAKE_A_PICTURE = "Bạn gửi ảnh chụp giúp mình nhé, rõ chữ là được."

REFUSALS: Mapping[Refusal, str] = {
    Refusal.EMPTY: f"Tệp này trống. {_TAKE_A_PICTURE}",
    Refusal.TOO_BIG: "Tệp này lớn quá, mình nhận tới 10 MB (tin thoại 8 MB). Bạn gửi tệp nhỏ hơn hoặc ảnh chụp nhé.",
    Refusal.UNKNOWN: f"Mình chưa mở được loại tệp này. {_TAKE_A_PICTURE}",
    Refusal.BROKEN: f"Mình chưa mở được tệp này, có thể tệp bị lỗi. {_TAKE_A_PICTURE}",
    Refusal.LOCKED: f"Tệp này có mật khẩu hoặc thuộc loại cũ nên mình không mở được. {_TAKE_A_PICTURE}",
    Refusal.ACTIVE: f"Tệp này có phần tự chạy được (macro, tệp lồng bên trong) nên mình không nhận. {_TAKE_A_PICTURE}",
    Refusal.BOMB: "Tệp này mở ra quá lớn nên mình không nhận. Bạn gửi ảnh nhỏ hơn giúp mình nhé.",
    Refusal.SLOW: f"Mình mở tệp này lâu quá mà chưa được. {_TAKE_A_PICTURE}",
    Refusal.LOST: "Mình chưa tải được tệp này. Bạn gửi lại giúp mình nhé.",
    Refusal.DAY_FULL: "Hôm nay bạn đã gửi nhiều ảnh, tệp rồi nên mình chưa nhận thêm được. Mai bạn gửi tiếp nhé.",
}
