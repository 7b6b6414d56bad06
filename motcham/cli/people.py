"""`motcham staff add`, `motcham demo seed`, `motcham demo run`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from console.access.accounts import add_staff, set_password, staff_id_of
from console.access.second_factor import SecondFactors
from console.access.sessions import Sessions
from grievances.audit import record
from grievances.model import Role
from grievances.units import create_unit, unit_by_code
from motcham.demo.seeding import seed as seed_demo
from motcham.playground import run_playground
from motcham.running import open_database
from motcham.settings import load_settings
from storage.clock import utc_now
from storage.errors import NotFound
from storage.keyring import open_vault
from storage.migrate import migrate
from storage.vault import Vault


def register(app: typer.Typer) -> None:
    staff = typer.Typer(help="Tài khoản cán bộ", no_args_is_help=True)
    unit = typer.Typer(help="Đơn vị công đoàn", no_args_is_help=True)
    sample = typer.Typer(help="Dữ liệu mẫu", no_args_is_help=True)
    staff.command("add")(add)
    staff.command("reset-factor")(reset_factor)
    staff.command("set-password")(change_password)
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


def reset_factor(email: str) -> None:
    """Đặt lại xác thực hai lớp: khi không còn người quản trị nào vào được."""
    vault = Vault(load_settings().secret_keys)

    async def act(tx: AsyncSession) -> None:
        staff_id = await staff_id_of(tx, email)
        await SecondFactors(vault, utc_now).remove(tx, staff_id)
        await Sessions(utc_now).end_all(tx, staff_id)
        await record(tx, utc_now, None, "staff.factor_reset", "staff", staff_id)

    _in_transaction(act)
    print(f"Đã đặt lại. Lần đăng nhập tới, {email} bật xác thực hai lớp trên điện thoại mới.")


def change_password(
    email: str,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Đặt mật khẩu mới cho tài khoản."""

    async def act(tx: AsyncSession) -> None:
        staff_id = await staff_id_of(tx, email)
        await set_password(tx, staff_id, password)
        await Sessions(utc_now).end_all(tx, staff_id)
        await record(tx, utc_now, None, "staff.password_changed", "staff", staff_id)

    _in_transaction(act)
    print(f"Đã đặt mật khẩu mới cho {email}. Mọi phiên đăng nhập của tài khoản đã kết thúc.")


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


def seed(
    empty: Annotated[bool, typer.Option("--empty", help="Chỉ tạo đơn vị và tài khoản, không có vụ việc")] = False,
) -> None:
    """Tạo cây công đoàn, tài khoản và vụ việc mẫu (khi chưa có đơn vị hay cán bộ nào)."""
    settings = load_settings()

    async def act() -> str | None:
        database = open_database(settings)
        await migrate(database)
        vault = await open_vault(database, settings.secret_keys)
        password = await seed_demo(database, vault, utc_now, settings.demo_password, with_cases=not empty)
        await database.close()
        return password

    password = asyncio.run(act())
    if not password:
        print("Đã có đơn vị hoặc cán bộ, không tạo dữ liệu mẫu.")
        return
    print(f"Mật khẩu chung: {password}")
    print("Tài khoản mẫu không cần mã xác thực, chừng nào chỉ mở được từ máy này.")


def run() -> None:
    """Chạy cả hệ thống với máy chủ Zalo và Telegram giả trên máy này."""
    asyncio.run(run_playground(print))


def _in_transaction(act: Callable[[AsyncSession], Awaitable[None]]) -> None:
    async def run_act() -> None:
        database = open_database(load_settings())
        try:
            await migrate(database)
            async with database.transaction() as tx:
                await act(tx)
        finally:
            await database.close()

    asyncio.run(run_act())
