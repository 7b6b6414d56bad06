"""Starts `benchmarks.rasa_nlu` in a process of its own and brings back what it says and what it cost."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.processes import Cost, clean_environment, run


def work(kind: str, model: Path, flags: Sequence[str]) -> tuple[Cost, dict[str, Any]]:
    """`model` is written or read; result and log are put beside it."""
    result, log = (model.with_name(f"{model.name}.{kind}.{ending}") for ending in ("json", "log"))
    command = [sys.executable, "-m", "benchmarks.rasa_nlu", kind, "--model", str(model), "--result", str(result)]
    cost = run([*command, *flags], clean_environment(), log)
    return cost, json.loads(result.read_text(encoding="utf-8"))
