"""What a browser sends, made harmless: normalised text, no control characters, no files, nothing missing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request

CSRF_FIELD = "csrf"

_FORM_TYPE = "application/x-www-form-urlencoded"
_KEPT = frozenset("\n\t")


def clean(text: str) -> str:
    """NFC, plain line ends, no control characters (PostgreSQL refuses NUL), no blank edges."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in plain if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cs")).strip()


class Fields:
    """Values by name; an absent field is an empty text."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def raw(self, name: str) -> str:
        """For passwords: as typed."""
        value = self._values.get(name)
        return value if isinstance(value, str) else ""

    def text(self, name: str) -> str:
        return clean(self.raw(name))

    def names(self, prefix: str) -> list[str]:
        """Of the fields that begin so: boxes that were ticked."""
        return [name for name in self._values if name.startswith(prefix)]

    def number(self, name: str, low: int, high: int, default: int) -> int:
        """A whole number brought into the bounds; anything else is the default."""
        value = self.text(name)
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            return default
        return max(low, min(high, int(value[:12])))


def query_fields(request: Request) -> Fields:
    query: QueryParams = request.query_params
    return Fields(query)


async def form_fields(request: Request) -> Fields:
    """Raise 415 for anything but a plain form: no page of ours sends files."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        raise HTTPException(415)
    form: FormData = await request.form()
    return Fields(form)
