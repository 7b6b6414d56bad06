"""Words as a worker types them in a hurry: how two ways to write the same are compared."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Lower case without marks, single spaces; everything but letters and digits is gone."""
    lowered = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(mark for mark in lowered if unicodedata.category(mark) != "Mn")
    return " ".join(re.findall(r"[a-z0-9]+", bare))
