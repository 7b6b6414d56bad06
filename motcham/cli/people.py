"""`motcham staff add`, `motcham demo seed`, `motcham demo run`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from console.accounts import add_staff
from grievances.model import Role
from grievances.units import create_unit, unit_by_code
from motcham import demo
from motcham.playground import run_playground
from motcham.running import open_database
from motcham.settings import load_settings
from storage.clock import utc_now
from storage.errors import NotFound
from storage.migrate import migrate


def register(app: typer.Typer) -> None:
    staff = typer.Typer(help="Tài khoản cán bộ", no_args_is_help=True)
    unit = typer.Typer(help="Đơn vị công đoàn", no_args_is_help=True)
    sample = typer.Typer(help="Dữ liệu mẫu", no_args_is_help=True)
    staff.command("add")(add)
    unit.command("add")(add_unit)
    sample.command("seed")(seed)
    sample.command("run")(run)
    app.add_typer(staff, name="staff")
    app.add_typer(unit, name="unit")
    app.add_typer(sample, name="demo")


def add(
    email: str,
    name: Annotated[str, typer.Option(help="Họ tên")],
    unit: Annotated[str, typer.Option(help="Mã đơn vị")],
    role: Annotated[Role, typer.Option(help="Vai trò")] = Role.OFFICER,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Tạo tài khoản cán bộ."""

    async def act(tx: AsyncSession) -> None:
        found = await unit_by_code(tx, unit)
        if found is None:
            raise NotFound(f"Không có đơn vị nào mang mã {unit}")
        await add_staff(tx, utc_now, email, name, role, found.id, password)

    _in_transaction(act)
    print(f"Đã tạo tài khoản {email}")


def add_unit(
    code: str,
    name: str,
    parent: Annotated[str, typer.Option(help="Mã đơn vị cấp trên")] = "",
    intake: Annotated[bool, typer.Option(help="Nhận phản ánh không ghi đơn vị")] = False,
) -> None:
    """Thêm một đơn vị vào cây công đoàn."""

    async def act(tx: AsyncSession) -> None:
        above = await unit_by_code(tx, parent) if parent else None
        if parent and above is None:
            raise NotFound(f"Không có đơn vị nào mang mã {parent}")
        await create_unit(tx, code, name, above.id if above else None, is_intake=intake)

    _in_transaction(act)
    print(f"Đã thêm đơn vị {code}")


def seed() -> None:
    """Tạo cây công đoàn và tài khoản mẫu (khi chưa có cán bộ nào)."""
    settings = load_settings()

    async def act() -> str | None:
        database = open_database(settings)
        await migrate(database)
        password = await demo.seed(database, utc_now, settings.demo_password)
        await database.close()
        return password

    password = asyncio.run(act())
    if not password:
        print("Đã có cán bộ, không tạo dữ liệu mẫu.")
        return
    print(f"Mật khẩu chung: {password}")
    print("Tài khoản mẫu không cần mã xác thực, chừng nào chỉ mở được từ máy này.")


def run() -> None:
    """Chạy cả hệ thống với máy chủ Zalo và Telegram giả trên máy này."""
    asyncio.run(run_playground(print))


def _in_transaction(act: Callable[[AsyncSession], Awaitable[None]]) -> None:
    async def run_act() -> None:
        database = open_database(load_settings())
        await migrate(database)
        async with database.transaction() as tx:
            await act(tx)
        await database.close()

    asyncio.run(run_act())
