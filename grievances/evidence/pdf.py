"""PDF files are written anew without who, when and where; without programs, attachments and actions."""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from grievances.evidence.kinds import PDF, Clean, Kind, Refusal, Refused
from grievances.evidence.segments import without_remarks

_MAX_OBJECTS = 100_000
_MAX_PAGES = 500
_MAX_DEPTH = 60
_GONE = frozenset(
    f"/{name}"
    for name in [
        "Metadata",
        "PieceInfo",
        "LastModified",
        "Thumb",
        "A",
        "AA",
        "PA",
        "OpenAction",
        "JS",
        "JavaScript",
        "EmbeddedFiles",
        "AF",
        "EF",
        "FS",
        "XFA",
        "Collection",
        "Perms",
        "DSS",
        "Legal",
        "SpiderInfo",
        "URLS",
        "IDS",
        "OPI",
        "CreatorInfo",
        "Author",
        "Creator",
        "Producer",
        "Company",
        "RichMediaContent",
        "RichMediaSettings",
        "Movie",
        "Sound",
        "Renditions",
    ]
)
_OF_REMARKS = ("/T", "/M", "/CreationDate", "/NM", "/Subj", "/RC")  # who wrote a comment, and when
_ACTIVE = frozenset({"/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"})
_EMBEDDED_PICTURES = frozenset({"/DCTDecode", "/JPXDecode"})


def rewritten(body: bytes) -> Clean:
    """Raise Refused for what does not open, has a password, or has no page."""
    try:
        with pikepdf.open(io.BytesIO(body)) as pdf:
            if len(pdf.objects) > _MAX_OBJECTS or not 0 < len(pdf.pages) <= _MAX_PAGES:
                raise Refused(Refusal.BOMB if len(pdf.pages) else Refusal.BROKEN)
            for thing in pdf.objects:
                _scrub(thing, 0)
            for key in ("/Info", "/ID"):
                if key in pdf.trailer:
                    del pdf.trailer[key]
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    except pikepdf.PasswordError:
        raise Refused(Refusal.LOCKED) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        raise Refused(Refusal.BROKEN) from None
    return Clean(Kind.FILE, PDF, out.getvalue())


def _scrub(thing: Any, depth: int) -> None:
    """This object and what stands directly inside it; what it only points to has its own turn."""
    if depth > _MAX_DEPTH:
        raise Refused(Refusal.BOMB)
    if isinstance(thing, pikepdf.Array):
        for child in thing:
            _scrub_child(child, depth)
        return
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    _forget(thing)
    for key in list(thing.keys()):
        _scrub_child(thing[key], depth)
    if isinstance(thing, pikepdf.Stream):
        _strip_picture(thing)


def _scrub_child(child: Any, depth: int) -> None:
    if isinstance(child, pikepdf.Object) and not child.is_indirect:
        _scrub(child, depth + 1)


def _forget(thing: Any) -> None:
    for key in list(thing.keys()):
        if key in _GONE or key.startswith("/PTEX"):
            del thing[key]
    subtype = str(thing.get("/Subtype", ""))
    if thing.get("/FT") == pikepdf.Name.Sig and "/V" in thing:  # a signature names its owner, and no longer holds
        del thing["/V"]
    if "/Rect" not in thing or subtype == "/Widget":
        return
    for key in _OF_REMARKS:
        if key in thing:
            del thing[key]
    if subtype in _ACTIVE:
        thing["/Subtype"] = pikepdf.Name.Text
        for key in ("/Contents", "/AP"):
            if key in thing:
                del thing[key]


def _strip_picture(stream: pikepdf.Stream) -> None:
    """A photo inside of a page still knows where it was taken."""
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if not _EMBEDDED_PICTURES.intersection(names):
        return
    if len(names) > 1:  # packed twice, as nobody does who only wants to send a page
        raise Refused(Refusal.BROKEN)
    stream.write(without_remarks(stream.read_raw_bytes()), filter=pikepdf.Name(names[0]))
