"""Nothing that a worker wrote may get into a log."""

from __future__ import annotations

import logging
import subprocess
import sys

from bot.tests.conftest import ROOT

SAID = "ông chủ nợ lương"

_SCRIPT = f"""
import io, logging, warnings
from bot.quiet_logs import quieten
quieten(level=logging.DEBUG)
import structlog
said = {SAID!r}
try:
    try:
        raise ValueError(said)
    except ValueError as inner:
        raise RuntimeError("about " + said) from inner
except RuntimeError:
    logging.getLogger("rasa.core.processor").exception("while handling " + said)
    logging.getLogger("bot.channels.gateway").exception("turn failed")
logging.getLogger("sanic.error").warning("body %s", said)
structlog.get_logger("rasa.x").warning("processor.message.parse", parse_data_text=said)
warnings.warn("Failed to parse arguments in line " + said)
logging.getLogger("bot.serve").info("model ready %s", "m.tar.gz")
"""


def _run() -> str:
    done = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, "-c", _SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout + done.stderr


def test_words_of_libraries_stay_out_and_ours_are_readable() -> None:
    printed = _run()
    assert SAID not in printed
    assert "model ready m.tar.gz" in printed
    assert "turn failed" in printed
    assert "builtins.RuntimeError" in printed
    assert "builtins.ValueError" in printed
    assert logging.getLogger("rasa.core.processor").name in printed
