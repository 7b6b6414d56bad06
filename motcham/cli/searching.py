"""`motcham search reindex`."""

from __future__ import annotations

import asyncio

import typer

from grievances.queue.search import WordIndex
from motcham.running import open_database
from motcham.settings import Settings, load_settings
from storage.keyring import open_vault
from storage.migrate import migrate

_BATCH = 200


def register(app: typer.Typer) -> None:
    search = typer.Typer(help="Tìm kiếm vụ việc", no_args_is_help=True)
    search.callback()(lambda: None)  # else its one command would swallow the name
    search.command("reindex")(reindex)
    app.add_typer(search, name="search")


def reindex() -> None:
    """Lập lại chỉ mục từ của mọi vụ việc, ví dụ sau khi đổi khóa bí mật. Chạy được trong lúc hệ thống đang phục vụ."""
    print(f"Đã lập lại chỉ mục đến hết vụ việc số {asyncio.run(_reindex(load_settings()))}")


async def _reindex(settings: Settings) -> int:
    database = open_database(settings)
    try:
        await migrate(database)
        index = WordIndex(await open_vault(database, settings.secret_keys))
        done: int | None = 0
        last = 0
        while done is not None:
            last = done
            async with database.transaction() as tx:
                done = await index.rebuild_batch(tx, last, _BATCH)
        return last
    finally:
        await database.close()
