"""Where the installation stands and what day it is in Vietnam."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from storage.clock import in_vietnam, utc_now

ROOT = Path(__file__).resolve().parent.parent


def today() -> date:
    return in_vietnam(utc_now()).date()
