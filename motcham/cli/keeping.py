"""`motcham backup FILE`, `motcham restore FILE`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from motcham.cli.auditing import told
from motcham.keeping.backup import back_up
from motcham.keeping.backup import restore as put_back
from motcham.settings import load_settings
from storage.clock import utc_now


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
    made, chain = asyncio.run(put_back(load_settings(), file, utc_now, replace=replace))
    print(f"Đã khôi phục {made.cases} vụ việc từ bản sao lưu lúc {made.made_at}.")
    for line in told(chain):
        print(line)
    if chain.broken is not None or not chain.anchored:
        raise typer.Exit(1)
