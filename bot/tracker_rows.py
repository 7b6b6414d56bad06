"""The one table of the tracker store, on SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.pool import QueuePool

_METADATA = sa.MetaData()
_TRACKERS = sa.Table(
    "rasa_trackers",
    _METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("updated_at", sa.Float, nullable=False, index=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
# Both databases speak this dialect of "insert or replace"; SQLAlchemy 1.4 has no common form of it.
_UPSERT = sa.text(
    "INSERT INTO rasa_trackers (name, updated_at, body) VALUES (:name, :now, :body) "
    "ON CONFLICT (name) DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body"
)


class TrackerRows:
    """Reads and writes opaque bodies by name. Every method blocks: call it from a thread."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        try:
            _METADATA.create_all(self._engine)
        except (sa.exc.OperationalError, sa.exc.ProgrammingError, sa.exc.IntegrityError):
            # Another Rasa process may have created it at the same moment.
            if not sa.inspect(self._engine).has_table(_TRACKERS.name):
                raise

    def read(self, names: list[str], since: float) -> tuple[str, bytes] | None:
        """Return the name and the body of the newest of these rows, unless it has been silent since before then."""
        query = (
            sa.select(_TRACKERS.c.name, _TRACKERS.c.body)
            .where(_TRACKERS.c.name.in_(names), _TRACKERS.c.updated_at >= since)
            .order_by(_TRACKERS.c.updated_at.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return (row.name, bytes(row.body)) if row else None

    def write(self, name: str, now: float, body: bytes) -> None:
        with self._engine.begin() as connection:
            connection.execute(_UPSERT, {"name": name, "now": now, "body": body})

    def purge(self, before: float) -> int:
        """Delete the conversations that have been silent since before then; return how many."""
        with self._engine.begin() as connection:
            count: int = connection.execute(_TRACKERS.delete().where(_TRACKERS.c.updated_at < before)).rowcount
        return count

    def names(self) -> list[str]:
        with self._engine.connect() as connection:
            return [row.name for row in connection.execute(sa.select(_TRACKERS.c.name))]

    def close(self) -> None:
        self._engine.dispose()


def _engine(address: str) -> Engine:
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return sa.create_engine(url.set(drivername="postgresql+psycopg2"), pool_pre_ping=True)


def _sqlite(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url.set(drivername="sqlite"), poolclass=QueuePool, connect_args={"check_same_thread": False, "timeout": 10}
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
