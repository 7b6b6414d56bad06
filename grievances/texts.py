"""What people write, made safe to keep and to show: one Unicode form, nothing invisible, a bounded length."""

from __future__ import annotations

import re
import unicodedata

from storage.errors import RuleViolation

WORKER_TEXT_MAX = 8_000
STAFF_TEXT_MAX = 4_000
REASON_MAX = 1_000
WORKPLACE_MAX = 300
CONTACT_MAX = 200

_JOINER = "\u200d"  # holds family emoji together
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})  # controls, direction marks and zero widths, halves of characters
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\u0085\v\f]")
_BLANK_LINES = re.compile(r"\n[ \n]*\n[ \n]*\n")
_SPACES = re.compile(r"\s+")


def clean_text(text: str, limit: int) -> str:
    """Keep lines, drop what cannot be seen, NFC. RuleViolation when nothing or too much is left."""
    cleaned = clean_optional(text, limit)
    if not cleaned:
        raise RuleViolation("Nội dung đang trống. Bạn viết vài chữ nhé.")
    return cleaned


def clean_optional(text: str, limit: int) -> str:
    """As `clean_text`, where nothing is fine."""
    lines = _LINE_END.sub("\n", text).replace("\t", " ")
    visible = "".join(character for character in lines if _is_visible(character))
    return _bounded(_BLANK_LINES.sub("\n\n", unicodedata.normalize("NFC", visible)).strip(), limit)


def clean_line(text: str, limit: int) -> str:
    """As `clean_text`, on one line: for names and places."""
    return _SPACES.sub(" ", clean_text(text, limit))


def thousands(number: int) -> str:
    """As Vietnamese write it: 12.500."""
    return f"{number:,}".replace(",", ".")


def _is_visible(character: str) -> bool:
    return character in ("\n", _JOINER) or unicodedata.category(character) not in _HIDDEN


def _bounded(text: str, limit: int) -> str:
    if not text.strip(_JOINER + " \n"):
        return ""
    if len(text) > limit:
        raise RuleViolation(
            f"Nội dung dài quá {thousands(limit)} ký tự. Bạn rút gọn hoặc chia thành nhiều tin giúp Công đoàn nhé."
        )
    return text
