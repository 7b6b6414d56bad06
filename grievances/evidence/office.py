"""Word and Excel files are packed anew: the words stay, who wrote them and when does not, and nothing in them runs."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from grievances.evidence.kinds import DOCX, MEGABYTE, XLSX, Clean, Kind, Refusal, Refused
from grievances.evidence.office_parts import Package, scrubbed

_MAX_PARTS = 2_000
_MAX_UNPACKED = 80 * MEGABYTE
_MAX_RATIO = 250  # a sheet of zeros shrinks a lot; a bomb a thousand times
_SMALL = MEGABYTE
_TYPES = "[Content_Types].xml"
_MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_ACTIVE = (
    "vbaproject",
    "vbadata",
    "macrosheets/",
    "activex/",
    "oleobject",
    "ctrlprops/",
    "dialogsheets/",
    "webextensions/",
)
_EMBEDDED = ("word/embeddings/", "xl/embeddings/")
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def repacked(body: bytes, inside_another: bool = False) -> Clean:
    """Raise Refused for macros, passwords, bombs and everything that is neither Word nor Excel."""
    parts = _unpacked(body)
    mime = next((mime for part, mime in _MAIN.items() if part in parts), None)
    if mime is None or _TYPES not in parts:
        raise Refused(Refusal.UNKNOWN)
    if b"macroEnabled" in parts[_TYPES]:
        raise Refused(Refusal.ACTIVE)
    package = Package({name: _inner(name, part, inside_another) for name, part in parts.items()})
    return Clean(Kind.FILE, mime, _packed(scrubbed(package)))


def _inner(name: str, part: bytes, inside_another: bool) -> bytes:
    """The sheet behind a chart is a file of its own. Any other thing in a thing is not for a worker's evidence."""
    if not name.lower().startswith(_EMBEDDED):
        return part
    if inside_another or not part.startswith(b"PK"):
        raise Refused(Refusal.ACTIVE)
    return repacked(part, inside_another=True).body


def _unpacked(body: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            found = archive.infolist()
            _check(found)
            return {item.filename: archive.read(item) for item in found if not item.is_dir()}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        raise Refused(Refusal.BROKEN) from None


def _check(found: list[zipfile.ZipInfo]) -> None:
    names = [item.filename.lower() for item in found]
    if len(found) > _MAX_PARTS or sum(item.file_size for item in found) > _MAX_UNPACKED:
        raise Refused(Refusal.BOMB)
    if any(item.file_size > _SMALL and item.file_size > _MAX_RATIO * max(1, item.compress_size) for item in found):
        raise Refused(Refusal.BOMB)
    if any(item.flag_bits & 1 for item in found):
        raise Refused(Refusal.LOCKED)
    if len(set(names)) != len(names) or any(_leads_outside(name) for name in names):
        raise Refused(Refusal.BROKEN)
    if any(word in name for name in names for word in _ACTIVE):
        raise Refused(Refusal.ACTIVE)


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """The table of contents first, as Office wants it; no dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != _TYPES, name)):
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
