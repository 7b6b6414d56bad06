"""The bot's own command menu: what Telegram shows behind "/", and what each command says in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MenuCommand:
    """`says` is the sentence that the assistant gets instead of the command; empty for /start."""

    name: str
    description: str
    says: str = ""


MENU: tuple[MenuCommand, ...] = (
    MenuCommand("start", "Bắt đầu"),
    MenuCommand("menu", "Xem các mục chính", "menu"),
    MenuCommand("phananh", "Gửi phản ánh, không cần nêu tên", "tôi muốn gửi phản ánh"),
    MenuCommand("tracuu", "Xem phản ánh đã gửi", "xem phản ánh của tôi"),
    MenuCommand("gapcanbo", "Nói chuyện với cán bộ Công đoàn", "tôi muốn gặp cán bộ công đoàn"),
    MenuCommand("xoadulieu", "Xóa dữ liệu của tôi", "xóa dữ liệu của tôi"),
)

_SENTENCES = {command.name: command.says for command in MENU if command.says}


def sentence_for(text: str) -> str:
    """A menu command becomes its sentence; every other text, unknown commands too, stays as it is."""
    if not text.startswith("/"):
        return text
    name = text[1:].partition("@")[0].strip().lower()
    return _SENTENCES.get(name, text)
