"""How files are called, and what is said about one that we do not keep: to a worker, to an officer."""

from __future__ import annotations

from collections.abc import Mapping

from grievances.evidence.kinds import DOCX, JPEG, MEGABYTE, MP4, PDF, XLSX, Refusal

_NAMES = {JPEG: "Ảnh", PDF: "Tệp PDF", DOCX: "Tệp Word", XLSX: "Tệp Excel", MP4: "Video"}
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

# The same for an officer who wants to send a file to a worker.
OFFICER_REFUSALS: Mapping[Refusal, str] = {
    Refusal.EMPTY: "Tệp này trống.",
    Refusal.TOO_BIG: "Tệp này lớn hơn 10 MB. Bạn tách thành nhiều tệp, hoặc gửi ảnh chụp trang cần xem nhé.",
    Refusal.UNKNOWN: "Loại tệp này không gửi được. Bạn dùng ảnh, PDF, Word (.docx) hoặc Excel (.xlsx) nhé.",
    Refusal.BROKEN: "Tệp này không mở được, có thể bị lỗi. Bạn mở lại trên máy, lưu thành PDF rồi đính kèm nhé.",
    Refusal.LOCKED: "Tệp này có mật khẩu hoặc thuộc loại cũ (.doc, .xls). Bạn lưu thành PDF không mật khẩu nhé.",
    Refusal.ACTIVE: "Tệp này có phần tự chạy được (macro, tệp lồng bên trong). Bạn lưu thành PDF rồi đính kèm nhé.",
    Refusal.BOMB: "Tệp này mở ra quá lớn. Bạn lưu lại nhỏ hơn rồi đính kèm nhé.",
    Refusal.SLOW: "Tệp này mở lâu quá mà chưa xong. Bạn lưu lại nhỏ hơn rồi đính kèm nhé.",
    Refusal.LOST: "Chưa tải được tệp này. Bạn đính kèm lại giúp nhé.",
    Refusal.DAY_FULL: "Hôm nay bạn đã đính kèm quá nhiều tệp.",
}


def kind_name(mime: str) -> str:
    return "Tin thoại" if mime.startswith("audio/") else _NAMES.get(mime, "Tệp")


def size_name(size: int) -> str:
    return f"{max(1, round(size / 1024))} KB" if size < MEGABYTE else f"{size / MEGABYTE:.1f} MB".replace(".", ",")
