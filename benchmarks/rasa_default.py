"""Rasa as a newcomer gets it, taken from the installed Rasa itself."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_CONFIG = Path("engine", "recipes", "config_files", "default_config.yml")
_CLASSIFIER = "DIETClassifier"


def write_pipeline(target: Path, epochs: int) -> None:
    """Write a configuration of the default pipeline, up to and with its intent classifier."""
    config = _read(_rasa() / _CONFIG)
    names = [component["name"] for component in config["pipeline"]]
    pipeline = config["pipeline"][: names.index(_CLASSIFIER) + 1]
    pipeline[-1]["epochs"] = epochs
    described = {"recipe": config["recipe"], "assistant_id": "default", "language": "vi", "pipeline": pipeline}
    target.write_text(json.dumps(described), encoding="utf-8")  # JSON is YAML


def _rasa() -> Path:
    """Where Rasa is installed, without importing it, which takes seconds."""
    found = find_spec("rasa")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("Cần môi trường của bot: PYTHONPATH=. bot/.venv/bin/python -m benchmarks.…")
    return Path(found.submodule_search_locations[0])


def _read(path: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML

    config: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return config
