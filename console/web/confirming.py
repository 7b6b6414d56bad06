"""What happens when an act needs a confirmation first: readers go to the page for it, a form that was sent is kept."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from console.web.context import Console
from console.web.forms import CSRF_FIELD
from console.web.next_page import safe_page, wanted_page
from console.web.rendering import BASE

_KEPT = "kept-"

Kept = Sequence[tuple[str, str]]


async def confirmation_needed(request: Request, error: Exception) -> Response:
    if request.method == "GET":
        return RedirectResponse(f"{BASE}/confirm?{urlencode({'next': wanted_page(request)})}", status_code=303)
    form = await request.form()
    kept = [(name, value) for name, value in _pairs(form) if name != CSRF_FIELD]
    return confirm_page(request, wanted_page(request), kept, status=403)


def confirm_page(
    request: Request, target: str, kept: Kept | None = None, error: str = "", status: int = 200
) -> Response:
    """`kept`: the form that waits for the confirmation; None when there is only a page to go to."""
    console: Console = request.app.state.console
    context = {"target": target, "kept": kept, "error": error}
    return console.renderer.page(request, "confirm.html", context, status)


async def kept_form(request: Request) -> tuple[str, Kept | None]:
    """Where to go after the confirmation, and the form that was kept."""
    form = await request.form()
    pairs = _pairs(form)
    target = next((safe_page(value) for name, value in pairs if name == "next"), safe_page(""))
    if not any(name == "resend" for name, _ in pairs):
        return target, None
    return target, [(name.removeprefix(_KEPT), value) for name, value in pairs if name.startswith(_KEPT)]


def _pairs(form: FormData) -> Kept:
    """Every value, also of a name that comes several times."""
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
