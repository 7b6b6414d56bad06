"""The parts of a Word or Excel package: which ones go, and what goes from those that stay."""

from __future__ import annotations

import posixpath
import struct
from dataclasses import dataclass, field

from lxml import etree

from grievances.evidence.kinds import Refusal, Refused
from grievances.evidence.pictures import drawn_as_it_was
from grievances.evidence.segments import without_remarks

_RELS = ".rels"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DOC_RELS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_DROPPED = (
    "docprops/", "docmetadata/", "customxml/", "_xmlsignatures/", "usercustomization/",
    "word/people.xml", "word/commentsextended.xml", "word/commentsids.xml", "word/commentsextensible.xml",
    "word/printersettings", "word/customizations.xml", "xl/printersettings/", "xl/persons/", "xl/threadedcomments/",
    "xl/revisions/", "xl/customproperty", "xl/connections.xml", "xl/usernames.xml",
)  # fmt: skip
_PICTURES = (".jpg", ".jpeg", ".jpe", ".png", ".jp2")
_REDRAWN = (".gif", ".bmp", ".tif", ".tiff")
_XML = (".xml", _RELS, ".vml")
_OTHER = (".odttf", ".emf", ".wmf")
_SAFE_LINKS = ("http://", "https://", "mailto:", "tel:", "#")
_GONE_ELEMENTS = frozenset(
    {"absPath", "fileSharing", "docVars", "docId", "customProperties", "revisionPtr", "attachedTemplate", "mailMerge",
     "rsids"}
)  # fmt: skip
_GONE_ATTRIBUTES = frozenset(
    {"author", "initials", "date", "dateUtc", "userId", "providerId", "refreshedBy", "refreshedDate", "lastEditedBy",
     "userName", "paraId", "textId", "documentId"}
)  # fmt: skip
_KEPT_EMPTY = {"author": "", "initials": ""}  # comments must have an author, if an empty one
_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


@dataclass
class Package:
    """Parts by name. `lost` holds, for each part, the ids of relationships that lead nowhere any more."""

    parts: dict[str, bytes]
    lost: dict[str, set[str]] = field(default_factory=dict)


def scrubbed(package: Package) -> dict[str, bytes]:
    """The package without the parts that tell of people, and the others cleaned. Raise Refused."""
    kept = {name: part for name, part in package.parts.items() if not name.lower().startswith(_DROPPED)}
    relations = {name: _relations(package, name, part, kept) for name, part in kept.items() if name.endswith(_RELS)}
    clean = {name: _clean(package, name, part, kept) for name, part in kept.items() if name not in relations}
    return clean | relations


def _clean(package: Package, name: str, part: bytes, kept: dict[str, bytes]) -> bytes:
    lower = name.lower()
    if lower == "[content_types].xml":
        return _contents(part, kept)
    if lower.endswith(_XML):
        return _scrub(part, package.lost.get(name, set()))
    if lower.endswith(_PICTURES):
        return without_remarks(part)
    if lower.endswith(_REDRAWN):
        return drawn_as_it_was(part)
    if lower.startswith(("word/embeddings/", "xl/embeddings/")):
        return part  # cleaned already, as a package of its own
    if lower.endswith(_OTHER):
        return _nameless_metafile(part) if lower.endswith(".emf") else part
    raise Refused(Refusal.ACTIVE)


def _relations(package: Package, name: str, part: bytes, kept: dict[str, bytes]) -> bytes:
    root = _parse(part)
    source = _source(name)
    for relation in list(root.iter(_REL)):
        if relation.get("TargetMode") == "External":
            _tame(relation)
        elif _target(source, relation.get("Target", "")) not in kept:
            package.lost.setdefault(source, set()).add(relation.get("Id", ""))
            root.remove(relation)
    return _bytes(root)


def _tame(relation: etree._Element) -> None:
    """A link that one can click stays; what a program would fetch by itself, or a path on somebody's disk, goes."""
    target = relation.get("Target", "")
    is_link = relation.get("Type", "").endswith("/hyperlink")
    if not is_link or not target.lower().startswith(_SAFE_LINKS):
        relation.set("Target", "about:blank")


def _source(name: str) -> str:
    """word/_rels/document.xml.rels → word/document.xml"""
    folder, _, file = name.rpartition("_rels/")
    return folder + file.removesuffix(_RELS)


def _target(source: str, target: str) -> str:
    path = target.partition("#")[0]
    if path.startswith("/"):
        return path[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path))


def _contents(part: bytes, kept: dict[str, bytes]) -> bytes:
    root = _parse(part)
    for entry in list(root):
        named = entry.get("PartName")
        if named is not None and named.lstrip("/") not in kept:
            root.remove(entry)
    return _bytes(root)


def _scrub(part: bytes, lost: set[str]) -> bytes:
    root = _parse(part)
    for element in list(root.iter()):
        if _local(element.tag) in _GONE_ELEMENTS and element.getparent() is not None:
            element.getparent().remove(element)
            continue
        if _local(element.tag) == "author" and element.text:  # xl/comments: a list of names
            element.text = None
        for key, value in list(element.attrib.items()):
            _scrub_attribute(element, key, value, lost)
    return _bytes(root)


def _scrub_attribute(element: etree._Element, key: str, value: str, lost: set[str]) -> None:
    name = _local(key)
    if key.startswith(_DOC_RELS) and value in lost:
        del element.attrib[key]
    elif name in _KEPT_EMPTY:
        element.set(key, _KEPT_EMPTY[name])
    elif name in _GONE_ATTRIBUTES or name.startswith("rsid"):
        del element.attrib[key]
    elif name in ("descr", "title", "name") and ("\\" in value or "file:" in value.lower()):
        element.set(key, "")  # where the picture lay on somebody's disk


def _parse(part: bytes) -> etree._Element:
    """XML that declares entities, or reaches outside, is not from Office."""
    try:
        root = etree.fromstring(part, etree.XMLParser(**_PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError):
        raise Refused(Refusal.BROKEN) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(Refusal.BROKEN)
    return root


def _bytes(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _local(name: object) -> str:
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _nameless_metafile(part: bytes) -> bytes:
    """The header of a drawing names the program and the picture."""
    if len(part) < 68:
        raise Refused(Refusal.BROKEN)
    length, start = struct.unpack_from("<II", part, 60)
    end = start + 2 * length
    if not length:
        return part
    if start < 68 or end > len(part):
        raise Refused(Refusal.BROKEN)
    return part[:start] + bytes(end - start) + part[end:]
