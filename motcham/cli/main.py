"""Puts the commands together; the boundary where known errors become a sentence and an exit code."""

from __future__ import annotations

import sys

import typer

from motcham.cli import auditing, channels, exporting, keeping, keys, people, searching, serving, understand
from storage.errors import AppError, ConfigError

app = typer.Typer(help="Một Chạm: trợ lý công đoàn trên Zalo, Telegram và web", no_args_is_help=True)
serving.register(app)
understand.register(app)
people.register(app)
channels.register(app)
searching.register(app)
auditing.register(app)
keys.register(app)
keeping.register(app)
exporting.register(app)


def main() -> None:
    try:
        app()
    except (ConfigError, AppError) as error:
        print(f"Lỗi: {error}", file=sys.stderr)
        sys.exit(2)
