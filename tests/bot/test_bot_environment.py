"""What the Rasa side promises on PostgreSQL; `make test` runs its other tests in its own environment."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.skipif(not PYTHON.exists(), reason="the bot environment is not installed"),
]


def run_there(*arguments: str, **settings: str) -> str:
    """Run Python in the bot environment; fail with what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOTCHAM_")}
    done = subprocess.run(
        [str(PYTHON), *arguments],
        cwd=ROOT / "bot",
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def test_conversations_are_kept_in_postgresql_too(postgres_url: str) -> None:
    printed = run_there("-m", "pytest", "-q", "-x", "tests/test_tracker_store.py", BOT_TEST_TRACKER_URL=postgres_url)
    assert " passed" in printed
