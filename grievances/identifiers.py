"""Identifiers as they come in from addresses and buttons: anything else never reaches the database."""

from __future__ import annotations

import re

_ID = re.compile(r"[0-9a-f]{32}")


def is_id(value: str) -> bool:
    return _ID.fullmatch(value) is not None
