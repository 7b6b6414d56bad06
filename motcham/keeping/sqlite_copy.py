"""Copies of an SQLite database, made and put back while others use it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from storage.database import Database
from storage.errors import BackupFault
from storage.sealed_file import PIECE

_DAMAGED = "Dữ liệu trong bản sao lưu không toàn vẹn."
_FAILED = "SQLite báo lỗi, dữ liệu trong cơ sở dữ liệu không bị đụng đến: {said}"


def path_of(database: Database) -> Path:
    return Path(make_url(database.url).database or "")


def dump(database: Database, folder: Path) -> Iterator[bytes]:
    """The database as it is at one moment; writers go on meanwhile."""
    snapshot = folder / "snapshot.sqlite"
    with closing(sqlite3.connect(path_of(database))) as source, closing(sqlite3.connect(snapshot)) as copy:
        source.backup(copy)
        # One file that needs no other beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    with snapshot.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def check(dumped: Path) -> None:
    """Raise BackupFault for what is no whole database."""
    try:
        with closing(sqlite3.connect(dumped)) as copy:
            whole = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            whole = whole and copy.execute("PRAGMA foreign_key_check").fetchone() is None
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        raise BackupFault(_DAMAGED)


def put_back(database: Database, dumped: Path) -> None:
    """In one transaction of SQLite's own: whoever has the database open sees the old or the new, nothing between. Raise
    BackupFault when it stays the old."""
    path = path_of(database)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with closing(sqlite3.connect(dumped)) as copy, closing(sqlite3.connect(path, timeout=15)) as target:
            target.execute("PRAGMA journal_mode=WAL")
            copy.backup(target)
    except sqlite3.Error as error:
        raise BackupFault(_FAILED.format(said=error)) from None
