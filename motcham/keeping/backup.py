"""`motcham backup` and `motcham restore`: the whole database as one sealed file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, inspect, select

from grievances.audit import record
from grievances.privacy.repeating import Repeated, Repeating
from motcham.keeping import postgres_copy, sqlite_copy
from motcham.keeping.unfinished import restoring
from motcham.running import open_database, open_register
from motcham.settings import Settings
from storage.audit_chain import ChainState, check_chain, seal_all
from storage.clock import Clock
from storage.database import Database
from storage.erasures import Line, Lines
from storage.errors import BackupFault
from storage.keyring import open_vault
from storage.migrate import MIGRATIONS, migrate
from storage.sealed_file import read_sealed, write_sealed
from storage.tables import AuditEvent, CaseRecord, Conversation, Staff, UnionUnit
from storage.vault import Vault

_TELLING = (Staff, UnionUnit, CaseRecord, Conversation, AuditEvent)  # who has rows in one of them has data
_EXISTS = "Đã có tệp {path}: hãy chọn tên khác."
_MISSING = "Không đọc được tệp {path}."
_OTHER_KIND = "Bản sao lưu là của {there}, còn cơ sở dữ liệu hiện tại là {here}."
_NEWER = "Bản sao lưu được tạo bởi phiên bản Một Chạm mới hơn (lược đồ {revision}): hãy nâng cấp trước."
_NOT_MIGRATED = (
    "Cơ sở dữ liệu không ở lược đồ của phiên bản này. Hãy sao lưu bằng phiên bản Một Chạm đang phục vụ, "
    "hoặc chạy `motcham migrate` trước."
)
_FOREIGN_LINES = (
    "Sổ xóa dữ liệu có dòng ghi bằng một khóa không có trong MOTCHAM_SECRET_KEY: hãy thêm khóa đó vào sau khóa đầu "
    "rồi chạy lại. Dữ liệu chưa bị đụng đến."
)
# From writing a line to committing what it says: as long as a transaction may take.
_BETWEEN = timedelta(minutes=1)
_NOT_EMPTY = "Cơ sở dữ liệu hiện tại đã có dữ liệu. Thêm --replace để thay toàn bộ bằng bản sao lưu."


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `anchor`: the audit log's last hash, to verify a later log with."""

    kind: str
    made_at: str
    revision: str
    cases: int
    events: int
    anchor: str


@dataclass(frozen=True)
class Restored:
    """`register` is None when there is none: nothing that was erased since could be erased again."""

    manifest: Manifest
    chain: ChainState
    register: Lines | None
    repeated: Repeated


async def back_up(settings: Settings, path: Path, clock: Clock) -> Manifest:
    """Raise BackupFault. The file appears when it is whole, for this user only."""
    if path.exists():
        raise BackupFault(_EXISTS.format(path=path))
    database, vault = open_database(settings), Vault(settings.secret_keys)
    try:
        await _refuse_other_schema(database)
        open_register(settings, clock).begin()
        async with database.transaction() as tx:
            await record(tx, clock, None, "backup.made", "backup", "")
        await seal_all(database, vault)
        manifest = await _manifest(database, vault, clock)
        with _private_folder(settings) as folder, _appearing(path) as out:
            pieces = sqlite_copy.dump(database, folder) if database.is_sqlite else postgres_copy.dump(database)
            write_sealed(out, vault, asdict(manifest), pieces)
        return manifest
    finally:
        await database.close()


async def restore(settings: Settings, path: Path, clock: Clock, *, replace: bool) -> Restored:
    """Raise BackupFault before anything is touched: for a damaged file, or a database with data unless `replace`. What
    was erased since the backup is erased again."""
    database, vault = Database(settings.database_url), Vault(settings.secret_keys)  # also after one that broke off
    register = open_register(settings, clock).read()
    try:
        with _private_folder(settings) as folder:
            manifest = _unpack(path, vault, folder / "dump")
            _refuse_strange(manifest, database)
            if not replace and await _has_data(database):
                raise BackupFault(_NOT_EMPTY)
            erased = _erased_since(manifest, register)
            repeated = await _put_back(settings, folder / "dump", clock, erased)
            repeated += await _repeat_later_ones(settings, clock, manifest, erased)
        async with database.transaction() as tx:
            await record(tx, clock, None, "backup.restored", "backup", "", {"made_at": manifest.made_at})
        await seal_all(database, vault)
        await database.drop_old_pages()
        chain = await check_chain(database, vault, anchor=manifest.anchor)
        return Restored(manifest, chain, register, repeated)
    finally:
        await database.close()


def _erased_since(manifest: Manifest, register: Lines | None) -> list[Line]:
    lines = _lines_since(manifest, register)
    if not all(line.is_ours for line in lines):
        raise BackupFault(_FOREIGN_LINES)
    return lines


def _lines_since(manifest: Manifest, register: Lines | None) -> list[Line]:
    since = datetime.fromisoformat(manifest.made_at) - _BETWEEN
    return [line for line in register.lines if line.at >= since] if register else []


async def _repeat_later_ones(settings: Settings, clock: Clock, manifest: Manifest, done: Sequence[Line]) -> Repeated:
    """What workers had erased while their data were being put back: nobody need stop the application for that."""
    erased = _lines_since(manifest, open_register(settings, clock).read())
    later = [line for line in erased if line.is_ours and line not in done]
    return await _bring_up_to_date(settings, settings.database_url, clock, later) if later else Repeated(0, 0, 0)


async def _put_back(settings: Settings, dumped: Path, clock: Clock, erased: Sequence[Line]) -> Repeated:
    """An embedded database is brought up to date, and erased from, before it replaces anything."""
    database = Database(settings.database_url)
    if database.is_sqlite:
        sqlite_copy.check(dumped)
        repeated = await _bring_up_to_date(settings, f"sqlite:///{dumped}", clock, erased)
        sqlite_copy.put_back(database, dumped)
        return repeated
    postgres_copy.check(database, dumped)
    with restoring(settings, lambda: postgres_copy.put_back(database, dumped)):
        return await _bring_up_to_date(settings, settings.database_url, clock, erased)


async def _bring_up_to_date(settings: Settings, url: str, clock: Clock, erased: Sequence[Line]) -> Repeated:
    """What is erased again stands in the register already: this database has none."""
    database = Database(url)
    try:
        await migrate(database)
        vault = await open_vault(database, settings.secret_keys)
        async with database.transaction() as tx:
            repeated = await Repeating(vault, clock).repeat(tx, erased)
        await database.drop_old_pages()
        return repeated
    finally:
        await database.close()


def _unpack(path: Path, vault: Vault, to: Path) -> Manifest:
    """Every piece is checked before the first is used."""
    try:
        source = path.open("rb")
    except OSError:
        raise BackupFault(_MISSING.format(path=path)) from None
    with source, to.open("wb") as out:
        manifest, pieces = read_sealed(source, vault)
        for piece in pieces:
            out.write(piece)
    return Manifest(**manifest)


def _refuse_strange(manifest: Manifest, database: Database) -> None:
    if manifest.kind != _kind(database):
        raise BackupFault(_OTHER_KIND.format(there=manifest.kind, here=_kind(database)))
    try:
        ScriptDirectory(str(MIGRATIONS)).get_revision(manifest.revision)
    except CommandError:
        raise BackupFault(_NEWER.format(revision=manifest.revision)) from None


async def _refuse_other_schema(database: Database) -> None:
    """A backup that is made before an upgrade must not upgrade."""
    async with database.engine.connect() as connection:
        revision = await connection.run_sync(_revision)
    if revision != ScriptDirectory(str(MIGRATIONS)).get_current_head():
        raise BackupFault(_NOT_MIGRATED)


async def _manifest(database: Database, vault: Vault, clock: Clock) -> Manifest:
    head = (await check_chain(database, vault)).head
    async with database.reading() as tx:
        cases = await tx.scalar(select(func.count()).select_from(CaseRecord)) or 0
    async with database.engine.connect() as connection:
        revision = await connection.run_sync(_revision)
    return Manifest(_kind(database), clock().isoformat(timespec="seconds"), revision, cases, head.seq, head.hash)


async def _has_data(database: Database) -> bool:
    async with database.engine.connect() as connection:
        there = set(await connection.run_sync(lambda plain: inspect(plain).get_table_names()))
    async with database.reading() as tx:
        for table in _TELLING:
            if table.__tablename__ in there and await tx.scalar(select(func.count()).select_from(table)):
                return True
    return False


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _kind(database: Database) -> str:
    return "SQLite" if database.is_sqlite else "PostgreSQL"


@contextmanager
def _private_folder(settings: Settings) -> Iterator[Path]:
    """What is in the clear for a moment lies where only this user looks, and goes at the end."""
    settings.var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=settings.var_dir, prefix=".backup-") as name:
        yield Path(name)


@contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 0600
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
