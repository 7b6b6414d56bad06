"""`motcham export FILE`: the cases of a unit as a JSON Lines file."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from console.access.accounts import find_by_email, load_member
from grievances.case_lines import CaseLines
from grievances.model import StaffMember
from grievances.units import unit_by_code
from motcham.running import open_database
from motcham.settings import Settings, load_settings
from storage.audit_chain import seal_all
from storage.clock import utc_now
from storage.database import Database
from storage.errors import NotFound, RuleViolation
from storage.keyring import open_vault
from storage.migrate import migrate

_NO_ACCOUNT = "Không có tài khoản đang hoạt động nào dùng email {email}."
_NO_UNIT = "Không có đơn vị nào mang mã {code}."
_NO_RIGHT = "{email} không có quyền xuất vụ việc của đơn vị {code}."
_EXISTS = "Đã có tệp {path}: hãy chọn tên khác."


def register(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    file: Annotated[Path, typer.Argument(help="Tệp JSON Lines sẽ tạo")],
    unit: Annotated[str, typer.Option(help="Mã đơn vị; cả các đơn vị bên dưới")],
    by: Annotated[str, typer.Option(help="Email của cán bộ chịu trách nhiệm; được ghi vào nhật ký")],
    with_texts: Annotated[bool, typer.Option("--with-texts", help="Cả lời của người lao động, không mã hóa")] = False,
) -> None:
    """Xuất vụ việc của một đơn vị: thời điểm, trạng thái; lời chỉ khi yêu cầu, không bao giờ có liên hệ."""
    count = asyncio.run(_export(load_settings(), file, unit, by, with_texts))
    print(f"Đã xuất {count} vụ việc vào {file}. Việc này đã được ghi vào nhật ký.")
    if with_texts:
        print("Tệp chứa lời của người lao động, không mã hóa: hãy giữ kín và xóa khi dùng xong.")


async def _export(settings: Settings, file: Path, unit: str, by: str, with_texts: bool) -> int:
    database = open_database(settings)
    try:
        await migrate(database)
        vault = await open_vault(database, settings.secret_keys)
        staff, unit_id = await _who_and_what(database, by, unit)
        count = 0
        descriptor = _new_file(file)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            try:
                async for line in CaseLines(database, vault, utc_now).export(staff, unit_id, with_texts=with_texts):
                    out.write(line + "\n")
                    count += 1
            except NotFound:
                file.unlink()
                raise RuleViolation(_NO_RIGHT.format(email=by, code=unit)) from None
        await seal_all(database, vault)
        return count
    finally:
        await database.close()


async def _who_and_what(database: Database, by: str, code: str) -> tuple[StaffMember, str]:
    async with database.reading() as tx:
        account = await find_by_email(tx, by)
        if account is None or not account.active:
            raise RuleViolation(_NO_ACCOUNT.format(email=by))
        found = await unit_by_code(tx, code)
        if found is None:
            raise RuleViolation(_NO_UNIT.format(code=code))
        return await load_member(tx, account.id), found.id


def _new_file(path: Path) -> int:
    """For this user only."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise RuleViolation(_EXISTS.format(path=path)) from None
