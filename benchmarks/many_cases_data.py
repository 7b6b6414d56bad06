"""A union with as many made-up cases as wanted, written straight into its tables: SQLite and PostgreSQL alike."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from sqlalchemy import Table, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from grievances.folding import words_of
from storage.clock import in_vietnam
from storage.database import Database
from storage.tables import Base
from storage.vault import Vault

PROVINCES, WORKS = 63, 20  # 63 provinces with 20 grassroots unions each
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
_DAYS = 3 * 365
_BATCH = 20_000
_CATEGORIES = {
    "wages": 34, "hours": 20, "insurance": 14, "meals": 9, "safety": 8, "dismissal": 8, "harassment": 2, "other": 5
}  # fmt: skip
_KINDS = {"grievance": 84, "human_request": 8, "join_union": 3, "initiative": 2, "rumour": 2, "emergency": 1}
_AT_REST = {"resolved": 80, "rejected": 12, "withdrawn": 8}
_OPEN = {"received": 25, "in_progress": 55, "waiting_worker": 20}
_SUBJECTS = """công ty|quản đốc|tổ trưởng|nhà ăn|phòng nhân sự|xưởng may|ca đêm|kho hàng|giám đốc|bảo vệ"""
_MATTERS = (
    "chậm trả lương|nợ bảo hiểm xã hội|ép tăng ca|cắt tiền chuyên cần|không cho nghỉ phép|chửi mắng công nhân|"
    "cơm có sâu|máy thiếu che chắn|không ký hợp đồng|đuổi việc vô cớ|trừ tiền thưởng tết|không trả trợ cấp|"
    "khóa cửa thoát hiểm|mùi hóa chất nồng|bắt làm chủ nhật|giữ giấy tờ tùy thân"
)
_TAILS = "hai tháng nay|từ tuần trước|nhiều lần rồi|cả tổ đều bị|mong công đoàn giúp|đã hỏi mà không ai trả lời"


@dataclass(frozen=True)
class People:
    """Whose sessions are measured: at the top of the tree and in the middle of it."""

    admin: str
    officer: str
    officer_unit: str


async def fill(database: Database, vault: Vault, cases: int) -> People:
    """Write the union and its cases. The same number makes the same cases."""
    luck = random.Random(cases)
    units = _units()
    staff = _staff(units)
    writer = _Writer(database)
    await writer.write("union_unit", units)
    await writer.write("staff", staff)
    await writer.begin_bulk()
    words = _Words(vault)
    opened = enumerate(sorted(_opening(luck) for _ in range(cases)), start=1)  # numbers are given one after the other
    while batch := list(itertools.islice(opened, _BATCH)):
        await _write_batch(writer, vault, words, luck, units, staff, batch)
    await writer.end_bulk(cases)
    middle = next(one for one in staff if one["role"] == "officer" and one["unit_id"] == units[1]["id"])
    return People(staff[0]["id"], middle["id"], units[1]["id"])


async def _write_batch(
    writer: _Writer,
    vault: Vault,
    words: _Words,
    luck: random.Random,
    units: Sequence[dict[str, Any]],
    staff: Sequence[dict[str, Any]],
    opened: Sequence[tuple[int, datetime]],
) -> None:
    records, entries, found, mailboxes, tags, alarms = [], [], [], [], [], []
    shares = [1 / (place + 3) for place in range(len(units))]
    for (number, moment), unit in zip(opened, luck.choices(units, shares, k=len(opened)), strict=True):
        record = _record(luck, number, moment, unit, staff)
        said = f"{_one(luck, _SUBJECTS)} {_one(luck, _MATTERS)} {_one(luck, _TAILS)} số {luck.randrange(5_000)}"
        records.append(record)
        entries.append(_entry(vault, record, number, said))
        found += [{"word": word, "case_number": number} for word in words.of(said)]
        mailboxes += _mailbox(luck, vault, record)
        tags += _tags(luck, vault, record, staff[0]["id"])
        alarms += _alarm(luck, record, staff[0]["id"])
    await writer.write("case_record", records)
    await writer.write("case_entry", entries)
    await writer.write("case_word", found)
    await writer.write("mailbox", mailboxes)
    await writer.write("case_tag", tags)
    await writer.write("case_alarm", alarms)


def _opening(luck: random.Random) -> datetime:
    """More of late than long ago."""
    return NOW - timedelta(days=_DAYS * luck.random() ** 1.3, seconds=luck.randrange(86_400))


def _record(
    luck: random.Random, number: int, opened: datetime, unit: dict[str, Any], staff: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    kind = _pick(luck, _KINDS)
    is_open = luck.random() < (0.5 if (NOW - opened).days < 60 else 0.01)
    updated = min(opened + timedelta(days=luck.expovariate(1 / 9)), NOW)
    waits = is_open and luck.random() < 0.4
    return {
        "id": uuid.UUID(int=luck.getrandbits(128)).hex,
        "number": number,
        "kind": kind,
        "category": _pick(luck, _CATEGORIES),
        "severity": "urgent" if kind == "emergency" else _pick(luck, {"normal": 88, "serious": 10, "urgent": 2}),
        "status": _pick(luck, _OPEN if is_open else _AT_REST),
        "unit_id": unit["id"],
        "assignee_id": luck.choice(staff)["id"] if luck.random() < 0.7 else None,
        "receipt_hash": hashlib.sha256(str(number).encode()).hexdigest(),
        "channel_kind": _pick(luck, {"zalo": 70, "telegram": 10, "web": 20}),
        "opened_at": opened,
        "opened_on": in_vietnam(opened).date(),
        "updated_at": updated,
        "worker_waiting_since": updated if waits else None,
        "due_at": opened + timedelta(days=15) if is_open else None,
        "workplace_key": _place_key(unit["id"], int(luck.paretovariate(0.7))) if luck.random() < 0.6 else None,
        "rises": 0,
        "reopened": 0,
        "resolved_at": None if is_open else updated,
        "closed_at": None if is_open else updated,
        "version": 1,
    }


def _entry(vault: Vault, record: dict[str, Any], number: int, said: str) -> dict[str, Any]:
    return {
        "id": number,
        "case_id": record["id"],
        "kind": "message",
        "actor": "worker",
        "visibility": "worker",
        "body_sealed": vault.seal(said, f"case.entry:{record['id']}"),
        "at": record["opened_at"],
    }


def _place_key(unit_id: str, place: int) -> str:
    return hashlib.sha256(f"{unit_id}{place}".encode()).hexdigest()


def _mailbox(luck: random.Random, vault: Vault, record: dict[str, Any]) -> list[dict[str, Any]]:
    """Two of five workers let go of the case once it has ended."""
    if record["closed_at"] and luck.random() < 0.4:
        return []
    address = hashlib.sha256(str(luck.randrange(500_000)).encode()).hexdigest()
    return [
        {
            "receipt_hash": record["receipt_hash"],
            "address_hash": address,
            "address_sealed": vault.seal(address[:32], "mailbox.address"),
            "created_at": record["opened_at"],
        }
    ]


def _tags(luck: random.Random, vault: Vault, record: dict[str, Any], staff_id: str) -> list[dict[str, Any]]:
    if luck.random() > 0.08:
        return []
    name = f"nhãn {luck.randrange(40)}"
    return [
        {
            "case_id": record["id"],
            "key": vault.index(name, "case.tag"),
            "name_sealed": vault.seal(name, f"case.tag:{record['id']}"),
            "staff_id": staff_id,
            "at": record["updated_at"],
        }
    ]


def _alarm(luck: random.Random, record: dict[str, Any], staff_id: str) -> list[dict[str, Any]]:
    """Nearly all have been taken."""
    if record["kind"] != "emergency":
        return []
    rang = record["opened_at"]
    taken = (staff_id, rang + timedelta(minutes=4)) if luck.random() < 0.999 else (None, None)
    return [
        {
            "case_id": record["id"],
            "unit_id": record["unit_id"],
            "rung_at": rang,
            "rises_at": None,
            "taken_by": taken[0],
            "taken_at": taken[1],
        }
    ]


class _Words:
    """As grievances/queue/search.py hashes them, remembered: a million texts share a small vocabulary."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._known: dict[str, int] = {}

    def of(self, said: str) -> Iterator[int]:
        return (self._known.get(word) or self._learn(word) for word in words_of(said).all)

    def _learn(self, word: str) -> int:
        digest = self._vault.index(word, "case.word")
        self._known[word] = int.from_bytes(bytes.fromhex(digest[:16]), signed=True)
        return self._known[word]


def _units() -> list[dict[str, Any]]:
    root = _unit(0, None, "Tổng Liên đoàn", 1)
    provinces = [_unit(1 + number, root, f"Liên đoàn tỉnh {number + 1}", 2) for number in range(PROVINCES)]
    works = [
        _unit(1 + PROVINCES + number, provinces[number % PROVINCES], f"Công đoàn cơ sở {number + 1}", 3)
        for number in range(PROVINCES * WORKS)
    ]
    return [root, *provinces, *works]


def _unit(number: int, above: dict[str, Any] | None, name: str, level: int) -> dict[str, Any]:
    unit_id = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    path = f"{above['path'] if above else '/'}{unit_id}/"
    code = f"bench-{number}"
    parent = above["id"] if above else None
    return {"id": unit_id, "parent_id": parent, "code": code, "name": name, "level": level, "path": path,
            "is_intake": above is None}  # fmt: skip


def _staff(units: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """An admin at the top, then an officer in each unit as far as 300 go."""
    return [
        {
            "id": hashlib.md5(f"staff{place}".encode(), usedforsecurity=False).hexdigest(),
            "email": f"bench{place}@congdoan.example",
            "name": f"Cán bộ {place}",
            "password_hash": "",
            "role": "officer" if place else "admin",
            "unit_id": unit["id"],
            "active": True,
            "created_at": NOW,
        }
        for place, unit in enumerate(units[:300])
    ]


def _one(luck: random.Random, phrases: str) -> str:
    return luck.choice(phrases.split("|"))


def _pick(luck: random.Random, shares: dict[str, int]) -> str:
    return luck.choices(list(shares), list(shares.values()))[0]


class _Writer:
    """COPY on PostgreSQL with its indexes made afterwards; many rows at a time on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._indexes: list[str] = []

    async def write(self, name: str, rows: Sequence[dict[str, Any]]) -> None:
        table = Base.metadata.tables[name]
        async with self._database.engine.begin() as connection:
            if self._database.is_sqlite:
                await connection.execute(insert(table), list(rows))
            else:
                await _copy(connection, table, rows)

    async def begin_bulk(self) -> None:
        if self._database.is_sqlite:
            return
        async with self._database.engine.begin() as connection:
            query = text(
                "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'ix_%'"
                " AND tablename IN ('case_record', 'case_entry', 'case_word')"
            )
            for name, definition in (await connection.execute(query)).all():
                self._indexes.append(definition)
                await connection.execute(text(f"DROP INDEX {name}"))
            await connection.execute(text("ALTER TABLE case_word DROP CONSTRAINT pk_case_word"))

    async def end_bulk(self, cases: int) -> None:
        if self._database.is_sqlite:
            await self._database.learn_sizes()
            return
        url = self._database.url.replace("postgresql+asyncpg", "postgresql")
        driver = await asyncpg.connect(url)  # without the application's limit on how long a command may take
        await driver.execute("SET maintenance_work_mem = '512MB'")
        await driver.execute("ALTER TABLE case_word ADD CONSTRAINT pk_case_word PRIMARY KEY (word, case_number)")
        for definition in self._indexes:
            await driver.execute(definition)
        await driver.execute(f"SELECT setval('case_entry_id_seq', {cases + 1})")
        await driver.execute("VACUUM ANALYZE")
        await driver.close()


async def _copy(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Without checking references row by row: they come from the same generator."""
    await connection.execute(text("SET LOCAL session_replication_role = replica"))
    raw = await connection.get_raw_connection()
    driver: asyncpg.Connection[Any] = raw.driver_connection  # type: ignore[assignment]
    defaults = {
        column.name: column.default.arg  # type: ignore[union-attr]
        for column in table.columns
        if column.default is not None and column.default.is_scalar
    }
    rows = [defaults | row for row in rows]
    columns = list(rows[0])
    values = [tuple(json.dumps(row[c]) if isinstance(row[c], dict) else row[c] for c in columns) for row in rows]
    await driver.copy_records_to_table(table.name, records=values, columns=columns)
