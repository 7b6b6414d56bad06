"""The page as it is served: light, closed to other hosts, cached well."""

from __future__ import annotations

import re
from pathlib import Path

import connectors.web
from tests.connectors.web.conftest import Phone

_WEB = Path(connectors.web.__file__).parent
_MOST = 60 * 1024


async def test_the_page_runs_no_script_but_its_own(phone: Phone) -> None:
    page = await phone.http.get("/chat")
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page.text)
    assert "Bạn không cần cho biết tên" in page.text


async def test_every_file_of_the_page_is_there_and_kept_for_ever(phone: Phone) -> None:
    page = (await phone.http.get("/chat")).text
    for path in set(re.findall(r'(?:href|src)="(/chat/static/[^"]+)"', page)):
        file = await phone.http.get(path)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]


async def test_an_older_version_gets_todays_file_but_does_not_keep_it(phone: Phone) -> None:
    assert (await phone.http.get("/chat/static/0123/chat.js")).headers["cache-control"] == "no-cache"


async def test_nothing_but_the_pages_files_is_served(phone: Phone) -> None:
    for name in ("chat.html", "..%2fapi.py", "%2e%2e/api.py", "x.js", "../../chat.html"):
        assert (await phone.http.get(f"/chat/static/v/{name}")).status_code == 404


def test_the_whole_page_is_light() -> None:
    files = [_WEB / "chat.html", *(_WEB / "static").iterdir()]
    assert sum(file.stat().st_size for file in files) < _MOST
