"""`motcham audit verify`: is the audit log whole?"""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError

from motcham.running import open_database
from motcham.settings import Settings, load_settings
from storage.audit_chain import Broken, ChainState, check_chain
from storage.errors import ConfigError
from storage.vault import Vault

_NO_LOG = "Không đọc được nhật ký: kiểm tra MOTCHAM_DATABASE_URL, hoặc chạy `motcham migrate` trước."
_REASONS = {
    "missing": "thiếu sự kiện này",
    "changed": "nội dung đã bị sửa",
    "unsigned": "chữ ký sai, hoặc không còn khóa nào kiểm được",
}


def register(app: typer.Typer) -> None:
    audit = typer.Typer(help="Nhật ký kiểm tra", no_args_is_help=True)
    audit.callback()(lambda: None)
    audit.command("verify")(verify)
    app.add_typer(audit, name="audit")


def verify(
    anchor: Annotated[str, typer.Option(help="Mã neo đã ghi lại từ lần kiểm tra trước")] = "",
) -> None:
    """Kiểm tra chuỗi nhật ký từ đầu đến cuối; mã thoát 1 khi chuỗi bị đứt."""
    found = asyncio.run(_check(load_settings(), anchor.strip().lower()))
    for line in told(found, anchor):
        print(line)
    if found.broken is not None or (anchor and not found.anchored):
        raise typer.Exit(1)


async def _check(settings: Settings, anchor: str) -> ChainState:
    database = open_database(settings)
    try:
        return await check_chain(database, Vault(settings.secret_keys), anchor=anchor)
    except (OperationalError, ProgrammingError):  # no such table, or no database at all
        raise ConfigError(_NO_LOG) from None
    finally:
        await database.close()


def told(found: ChainState, anchor: str = "") -> list[str]:
    lines = [_broken(found.broken)] if found.broken else [f"Chuỗi nhật ký nguyên vẹn: {found.head.seq} sự kiện."]
    lines.append(f"Đang chờ niêm phong: {found.unsealed} sự kiện.")
    if not found.broken:
        lines.append(f"Mã neo (ghi lại ở nơi khác để lần sau kiểm tra): {found.head.hash}")
    if anchor:
        lines.append("Mã neo cũ có trong chuỗi." if found.anchored else "Mã neo cũ KHÔNG có trong chuỗi.")
    return lines


def _broken(broken: Broken) -> str:
    return f"Chuỗi nhật ký BỊ ĐỨT ở sự kiện số {broken.seq}: {_REASONS[broken.reason]}."
