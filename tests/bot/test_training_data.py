"""The assistant's real training files are sound."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"


@pytest.mark.rasa
@pytest.mark.skipif(not PYTHON.exists(), reason="the bot environment is not installed")
def test_the_training_files_have_no_fault() -> None:
    done = subprocess.run(
        [str(PYTHON), "-m", "bot.validate"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
