"""`motcham keys rotate | status`: changing the secret."""

from __future__ import annotations

import asyncio

import typer

from motcham.rotation import Rotated, rotate
from motcham.running import open_database
from motcham.settings import Settings, load_settings
from storage.clock import utc_now
from storage.keyring import open_vault
from storage.migrate import migrate
from storage.resealing import count_old
from storage.sealed_columns import sealed_columns


def register(app: typer.Typer) -> None:
    keys = typer.Typer(help="Khóa bí mật", no_args_is_help=True)
    keys.command("rotate")(rotate_keys)
    keys.command("status")(status)
    app.add_typer(keys, name="keys")


def rotate_keys() -> None:
    """Niêm phong lại mọi dữ liệu bằng khóa mới nhất; chạy được khi hệ thống đang phục vụ, dừng rồi chạy lại được."""
    done = asyncio.run(_rotate(load_settings()))
    print(f"Đã niêm phong lại {done.resealed} giá trị bằng khóa mới.")
    if done.unopened:
        print(f"KHÔNG mở được {done.unopened} giá trị: thiếu khóa đã dùng để niêm phong. Chúng được giữ nguyên.")
    elif done.left:
        print(f"Còn {done.left} giá trị mới ghi bằng khóa cũ: có tiến trình chưa khởi động lại với khóa mới.")
    if done.left:
        raise typer.Exit(1)
    print("Có thể bỏ khóa cũ khỏi MOTCHAM_SECRET_KEY rồi khởi động lại.")


def status() -> None:
    """Còn bao nhiêu dữ liệu cần khóa cũ."""
    left = asyncio.run(_left(load_settings()))
    for name, count in left.items():
        print(f"{name}: {count}")
    print("Mọi dữ liệu đã dùng khóa mới nhất." if not left else f"Còn {sum(left.values())} giá trị cần khóa cũ.")


async def _rotate(settings: Settings) -> Rotated:
    database = open_database(settings)
    try:
        await migrate(database)
        return await rotate(database, settings.secret_keys, utc_now, print)
    finally:
        await database.close()


async def _left(settings: Settings) -> dict[str, int]:
    database = open_database(settings)
    try:
        await migrate(database)
        vault = await open_vault(database, settings.secret_keys)
        counts = {sealed.name: await count_old(database, vault, sealed) for sealed in sealed_columns()}
        return {name: count for name, count in counts.items() if count}
    finally:
        await database.close()
