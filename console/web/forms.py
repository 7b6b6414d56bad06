"""What a browser sends, made harmless: normalised text, no control characters, nothing missing; a file only where one
is expected, and never on a disk."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

CSRF_FIELD = "csrf"

# The pages that take a file, and how much one form may be.
UPLOADS = frozenset({"/cases/{case_id}/files", "/chats/{case_id}/files"})
MAX_UPLOAD = 10 * 1024 * 1024 + 128 * 1024

_UPLOAD_TYPE = "multipart/form-data"
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

    def all(self, name: str) -> list[str]:
        """Every value of a field that may stand there more than once."""
        if not isinstance(self._values, FormData):
            return [self.raw(name)] if self.raw(name) else []
        return [value for value in self._values.getlist(name) if isinstance(value, str) and value]

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
    """Raise 415 for anything but a plain form: files go to the pages of UPLOADS alone."""
    if _type_of(request) != _FORM_TYPE:
        raise HTTPException(415)
    form: FormData = await request.form()
    return Fields(form)


@dataclass(frozen=True)
class Upload:
    """A form with a file; without one when none was picked. The name of the file is not read."""

    fields: Fields
    body: bytes | None = field(default=None, repr=False)


async def upload_form(request: Request) -> Upload:
    """Read once, all in memory. Raise 400 for what is no form, 415 where no file is expected."""
    if _type_of(request) != _UPLOAD_TYPE or request.scope["route"].path not in UPLOADS:
        return Upload(await form_fields(request))
    if not hasattr(request.state, "upload"):
        request.state.upload = await _read_upload(request)
    read: Upload = request.state.upload
    return read


async def _read_upload(request: Request) -> Upload:
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=30)
    parser.spool_max_size = MAX_UPLOAD  # it must not lie on a disk unsealed
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise HTTPException(400) from None
    file = form.get("picked")
    if not isinstance(file, UploadFile):
        return Upload(Fields(form))
    body = await file.read()
    await file.close()
    return Upload(Fields(form), body or None)


def _type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
