"""Copies of a PostgreSQL database by its own tools, which must be of the server's version or newer."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from storage.database import Database
from storage.errors import BackupFault, ConfigError
from storage.sealed_file import PIECE

_NO_TOOL = "Cần chương trình {name} của PostgreSQL (cùng phiên bản với máy chủ) trong PATH."
_FAILED = "{name} báo lỗi, dữ liệu trong cơ sở dữ liệu không bị đụng đến: {said}"
_UNSURE = (
    "Mất liên lạc với cơ sở dữ liệu trong lúc khôi phục, không biết dữ liệu đã được thay hay chưa. Hãy chạy lại "
    "`motcham restore … --replace`; các lệnh khác từ chối cho đến khi lệnh đó báo xong. {name}: {said}"
)
_SURE = (1, 3)  # psql's own codes for its faults and the script's: the server has rolled back
_SAID = 400

# In the transaction that fills it again; also what a newer version of ours had made beside.
_EMPTY = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE public.%I CASCADE', found.name);
    END LOOP;
    FOR found IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP ROUTINE %s CASCADE', found.name);
    END LOOP;
END $$;
"""


def dump(database: Database) -> Iterator[bytes]:
    """pg_dump's own format, piece by piece; nothing of it touches the disk in the clear."""
    command = [_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    environment = _environment(database)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        if process.stdout is None or process.stderr is None:
            raise BackupFault(_FAILED.format(name="pg_dump", said=""))
        while piece := process.stdout.read(PIECE):
            yield piece
        said = process.stderr.read()
    _refuse_failure("pg_dump", process.returncode, said)


def check(database: Database, dumped: Path) -> None:
    """Raise BackupFault for what pg_restore cannot read, and for a server that psql does not reach."""
    _run("pg_restore", ["--list", str(dumped)], dict(os.environ))
    _run("psql", ["--no-psqlrc", "--quiet", "--command=SELECT 1", "--output=/dev/null"], _environment(database))


def put_back(database: Database, dumped: Path) -> None:
    """In one transaction: tables are dropped and filled again, or all stays as it was. Raise BackupFault if it does,
    ConfigError when psql was cut off and cannot tell."""
    script = dumped.with_suffix(".sql")
    _run("pg_restore", ["--no-owner", "--no-privileges", f"--file={script}", str(dumped)], dict(os.environ))
    emptied = dumped.with_suffix(".empty.sql")
    emptied.write_text(_EMPTY, encoding="utf-8")
    once = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    done = _done("psql", [*once, f"--file={emptied}", f"--file={script}"], _environment(database))
    if done.returncode not in (0, *_SURE):
        raise ConfigError(_UNSURE.format(name="psql", said=_short(done.stderr)))
    _refuse_failure("psql", done.returncode, done.stderr)


def _run(name: str, arguments: list[str], environment: dict[str, str]) -> None:
    done = _done(name, arguments, environment)
    _refuse_failure(name, done.returncode, done.stderr)


def _done(name: str, arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([_tool(name), *arguments], env=environment, capture_output=True, check=False)  # noqa: S603


def _refuse_failure(name: str, code: int, said: bytes) -> None:
    if code != 0:
        raise BackupFault(_FAILED.format(name=name, said=_short(said)))


def _short(said: bytes) -> str:
    return said.decode(errors="replace").strip()[:_SAID]


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupFault(_NO_TOOL.format(name=name))
    return found


def _environment(database: Database) -> dict[str, str]:
    """The way to the database, not among the arguments: those can be read by all on the machine."""
    url = make_url(database.url)
    host = url.query.get("host")
    given = {
        "PGHOST": url.host or (host if isinstance(host, str) else None),
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return dict(os.environ) | {name: value for name, value in given.items() if value}
