"""What a text costs in the pipeline, told to whoever measures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bot.tests.conftest import ROOT


def test_timed_answers_say_what_the_pipeline_and_the_segmentation_cost(model: Path) -> None:
    command = [sys.executable, "-m", "bot.parse", "--model", str(model), "--timed"]
    done = subprocess.run(  # noqa: S603 (our own command)
        command, cwd=ROOT, input='{"text": "đoàn phí bao nhiêu"}\n', capture_output=True, text=True, check=True
    )
    parsed = json.loads(done.stdout)
    assert parsed["motcham"]["intent"]
    assert set(parsed["ms"]) == {"pipeline", "segmentation"}
    assert min(parsed["ms"].values()) >= 0
