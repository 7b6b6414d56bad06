"""Logs without anybody's words.

Rasa and its libraries weave messages, slots and request bodies into their log texts, warnings and exceptions. So only
what this package logs is printed as written; of a library's record the place, the level and the kinds of exceptions
remain.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

_OURS = ("bot",)


class QuietFormatter(logging.Formatter):
    """Prints the text of our own records, and of others only where they come from."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage() if _is_ours(record.name) else f"{record.module}:{record.lineno}"
        lines = [f"{self.formatTime(record)} {record.levelname} {record.name} {said}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines += _frames(record.exc_info[1])
        return "\n".join(lines)


def _is_ours(name: str) -> bool:
    return name.split(".", 1)[0] in _OURS


def _frames(error: BaseException) -> list[str]:
    """The way an exception came, without its message, and of what it was caused by."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        kind = type(seen)
        lines.append(f"  {kind.__module__}.{kind.__qualname__}")
        lines += [
            f"    {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return lines


def _only_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    return str(event.get("event", ""))


def quieten(stream: TextIO = sys.stderr, level: int = logging.WARNING) -> None:
    """Send every log of this process through the quiet formatter."""
    os.environ["LOG_LEVEL_LIBRARIES"] = "ERROR"
    handler = logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)  # Rasa puts messages into warnings too
    structlog.configure(
        processors=[_only_event],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
