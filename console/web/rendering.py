"""From templates to responses: one place that knows the layout, the flash message and the static files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console.access.sessions import SignedIn
from console.web import formats, words
from console.web.forms import CSRF_FIELD
from grievances import model
from grievances.alerts.alarms import RingingAlarm
from grievances.permissions import may
from grievances.routing.conflicts import CAUSE_NAMES
from grievances.texts import thousands
from storage.clock import Clock

BASE = "/console"
_CONSOLE = Path(__file__).parents[1]
_STATIC = _CONSOLE / "static"
_ICONS = _STATIC / "vendor" / "tabler-icons"
_FLASH = "motcham_flash"
_FLASH_SECONDS = 30


@dataclass(frozen=True)
class _Bar:
    """What rings, as a page shows it. `tag` changes with it."""

    html: Markup
    tag: str


class Renderer:
    def __init__(self, clock: Clock, secure_cookies: bool) -> None:
        self._clock = clock
        self._secure = secure_cookies
        self._jinja = _templates()

    def page(
        self, request: Request, template: str, context: Mapping[str, Any] | None = None, status: int = 200
    ) -> HTMLResponse:
        """Render; shows and clears the flash message that the last act left."""
        flash = words.FLASHES.get(request.cookies.get(_FLASH, ""))
        now = self._clock()
        signed_in: SignedIn | None = getattr(request.state, "signed_in", None)
        alarms = getattr(request.state, "alarms", None)
        bar = None if alarms is None else self._bar(alarms)
        html = self._jinja.get_template(template).render(
            signed_in=signed_in if signed_in and signed_in.complete else None,
            bar=bar,
            chats=getattr(request.state, "chats", None),
            identity_waiting=getattr(request.state, "identity_waiting", 0),
            flash=flash,
            age=lambda at: formats.age(at, now),
            late=lambda at: at <= now,
            **(context or {}),
        )
        response = HTMLResponse(html, status_code=status)
        if _FLASH in request.cookies:
            response.delete_cookie(_FLASH, path=BASE)
        return response

    def part(self, template: str, context: Mapping[str, Any]) -> str:
        """A fragment that a page asks for by itself. It shows no ages: it changes only when something happens."""
        return self._jinja.get_template(template).render(age=lambda at: "", **context)

    def alarm_bar(self, request: Request) -> Response:
        """The bar alone; 304 while it is the one that the page has."""
        bar = self._bar(request.state.alarms)
        headers = {"ETag": bar.tag}
        if request.headers.get("if-none-match") == bar.tag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(bar.html, headers=headers)

    def _bar(self, alarms: Sequence[RingingAlarm]) -> _Bar:
        html = Markup(self._jinja.get_template("parts/alarms.html").render(alarms=alarms))  # noqa: S704
        return _Bar(html, f'"{hashlib.sha256(html.encode()).hexdigest()[:16]}"')

    def error(self, request: Request, status: int, reference: str = "") -> Response:
        title, text = words.ERROR_PAGES.get(status, words.ERROR_PAGES[400 if status < 500 else 500])
        context = {"title": title, "text": text, "reference": reference}
        return self.page(request, "error.html", context, status)

    def done(self, path: str, flash: str) -> RedirectResponse:
        """Post, redirect, get: reloading the page repeats nothing."""
        response = RedirectResponse(BASE + path, status_code=303)
        response.set_cookie(
            _FLASH, flash, max_age=_FLASH_SECONDS, path=BASE, httponly=True, secure=self._secure, samesite="lax"
        )
        return response


@cache
def _templates() -> jinja2.Environment:
    """Compiled once in a process, however many consoles it has."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_CONSOLE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        local_time=formats.local_time,
        short_time=formats.short_time,
        local_day=formats.local_day,
        iso_time=formats.iso_time,
        case_number=formats.case_number,
        thousands=thousands,
        figure=formats.figure,
    )
    made.globals.update(
        may=may, base=BASE, csrf_field=CSRF_FIELD, icon=_load_icons().__getitem__, static=_static_urls().__getitem__
    )
    made.globals.update(_names())
    return made


def _names() -> dict[str, Any]:
    return {
        "STATUS_NAMES": model.STAFF_STATUS_NAMES,
        "CLOSED": model.CLOSED,
        "STATUS_TONES": words.STATUS_TONES,
        "CATEGORY_NAMES": model.CATEGORY_NAMES,
        "KIND_NAMES": model.KIND_NAMES,
        "RATING_NAMES": model.RATING_NAMES,
        "CAUSE_NAMES": CAUSE_NAMES,
        "ROLE_NAMES": words.ROLE_NAMES,
        "CHANNEL_NAMES": words.CHANNEL_NAMES,
        "SEVERITY_NAMES": model.SEVERITY_NAMES,
        "VIEW_NAMES": words.VIEW_NAMES,
        "VIEW_EMPTY": words.VIEW_EMPTY,
        "ORDER_NAMES": words.ORDER_NAMES,
    }


def _load_icons() -> dict[str, Markup]:
    """Inline, so that they take the colour of the text; hidden from screen readers, who get the words."""
    return {
        path.stem: Markup(path.read_text(encoding="utf-8").replace("<svg", '<svg aria-hidden="true"', 1))  # noqa: S704
        for path in _ICONS.glob("*.svg")
    }


def _static_urls() -> dict[str, str]:
    """A file's address changes with its content, so browsers may keep it for ever."""
    urls = {}
    for path in _STATIC.rglob("*"):
        if path.suffix in (".css", ".js", ".svg"):
            name = path.relative_to(_STATIC).as_posix()
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            urls[name] = f"{BASE}/static/{name}?v={digest}"
    return urls
