"""`motcham backup FILE`, `motcham restore FILE`."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from motcham.cli.auditing import told
from motcham.keeping.backup import Restored, back_up
from motcham.keeping.backup import restore as put_back
from motcham.settings import load_settings
from storage.clock import in_vietnam, utc_now

_REPEATED = "Đã xóa lại những gì được xóa sau lúc sao lưu: {cases} vụ việc, {chats} cuộc trò chuyện, {files} tệp."
_HELD = (
    "CẦN XEM: {count} vụ việc đang được giữ lúc người lao động xóa dữ liệu, mà bản sao lưu cũ hơn lúc giữ. Chúng được "
    "giữ lại với lý do «Hệ thống giữ lại khi khôi phục»: người phụ trách xem rồi giữ tiếp hoặc thôi giữ để xóa."
)
_NO_REGISTER = (
    "CẢNH BÁO: không thấy sổ xóa dữ liệu ({path}). Những gì người lao động đã xóa sau {since} KHÔNG xóa lại được. "
    "Có bản chép của sổ thì đặt vào đó rồi khôi phục lại; không có thì xem docs/backup.md."
)
_BEGUN_LATE = (
    "CẢNH BÁO: sổ xóa dữ liệu không có phần từ {since} đến {until}. Những gì đã xóa trong khoảng đó KHÔNG xóa lại được."
)
_UNREADABLE = "CẢNH BÁO: {count} dòng trong sổ xóa dữ liệu bị đứt hoặc sai chữ ký nên bị bỏ qua."


def register(app: typer.Typer) -> None:
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(file: Annotated[Path, typer.Argument(help="Tệp sao lưu sẽ tạo")]) -> None:
    """Sao lưu toàn bộ cơ sở dữ liệu vào một tệp đã mã hóa; chạy được khi hệ thống đang phục vụ."""
    made = asyncio.run(back_up(load_settings(), file, utc_now))
    print(f"Đã sao lưu {made.cases} vụ việc và {made.events} dòng nhật ký vào {file}.")
    print(f"Mã neo của nhật ký: {made.anchor}")
    print("Tệp chỉ mở được bằng MOTCHAM_SECRET_KEY hiện tại: hãy cất khóa ở nơi khác.")


def restore(
    file: Annotated[Path, typer.Argument(help="Tệp sao lưu")],
    replace: Annotated[bool, typer.Option("--replace", help="Thay toàn bộ dữ liệu đang có")] = False,
) -> None:
    """Khôi phục cơ sở dữ liệu từ tệp sao lưu; kiểm tra toàn bộ tệp trước khi đụng đến dữ liệu."""
    settings = load_settings()
    done = asyncio.run(put_back(settings, file, utc_now, replace=replace))
    print(f"Đã khôi phục {done.manifest.cases} vụ việc từ bản sao lưu lúc {done.manifest.made_at}.")
    for line in [*_told_erasures(done, settings.register_path), *told(done.chain)]:
        print(line)
    if done.chain.broken is not None or not done.chain.anchored:
        raise typer.Exit(1)


def _told_erasures(done: Restored, path: Path) -> list[str]:
    """What became of everything that was erased after the backup was made."""
    since = datetime.fromisoformat(done.manifest.made_at)
    if done.register is None:
        return [_NO_REGISTER.format(path=path, since=_day(since))]
    repeated = done.repeated
    lines = [_REPEATED.format(cases=repeated.cases, chats=repeated.chats, files=repeated.files)]
    if repeated.held:
        lines.append(_HELD.format(count=len(repeated.held)))
    if done.register.begun is None or done.register.begun > since + timedelta(seconds=1):
        until = _day(done.register.begun) if done.register.begun else "nay"
        lines.append(_BEGUN_LATE.format(since=_day(since), until=until))
    if done.register.unreadable:
        lines.append(_UNREADABLE.format(count=done.register.unreadable))
    return lines


def _day(at: datetime) -> str:
    return f"{in_vietnam(at):%H:%M ngày %d/%m/%Y}"
