"""The process in which one file is opened: `python -m grievances.evidence.inspector`, the file on stdin.

It knows no key and no database, has little memory and time, and ends with its file: whatever a hostile file does to a
reader, it does here.
"""

from __future__ import annotations

import contextlib
import json
import logging
import resource
import sys
import warnings
from collections.abc import Mapping

from grievances.evidence.kinds import MEGABYTE, Clean, Refusal, Refused

_MEMORY = 1200 * MEGABYTE
_CPU_SECONDS = 20


def main() -> None:
    body = sys.stdin.buffer.read()
    _bind()
    sys.stdout.buffer.write(_answer(body))


def _bind() -> None:
    """No file may be written, and neither memory nor time is without end."""
    for what, limit in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of memory; that of time holds everywhere
            resource.setrlimit(what, (limit, limit))


def _answer(body: bytes) -> bytes:
    from grievances.evidence.check import cleaned  # the readers are loaded within the limits

    logging.disable()  # readers like to quote what they read
    warnings.simplefilter("ignore")
    try:
        return packed(cleaned(body))
    except Refused as refused:
        return _head({"refused": refused.why})
    except MemoryError:
        return _head({"refused": Refusal.BOMB})
    except Exception:  # the boundary of the process: a reader that stumbles has met no file that we want
        return _head({"refused": Refusal.BROKEN})


def packed(clean: Clean) -> bytes:
    """One line of JSON, then the bytes that it counts."""
    preview = clean.preview or b""
    head = {
        "kind": clean.kind,
        "mime": clean.mime,
        "seconds": clean.seconds,
        "body": len(clean.body),
        "preview": len(preview),
    }
    return _head(head) + clean.body + preview


def _head(values: Mapping[str, object]) -> bytes:
    return json.dumps(values).encode() + b"\n"


if __name__ == "__main__":
    main()
