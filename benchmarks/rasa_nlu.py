"""One system in a process of its own: train it through Rasa, or let it understand texts, and say what that took.
`assistant` trains the whole of ours as `make train` does.

Started by the other benchmarks; whatever is measured here is measured alike for every system.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.processes import resident_mb

_COMPONENTS = ("train_", "run_")
_WARM_UP = 20


class Stopwatch:
    """Stands in for Rasa's graph runner and adds up the seconds of each node of the training graph."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def create(self, *arguments: Any, hooks: Sequence[Any] | None = None, **named: Any) -> Any:
        """Called by Rasa's trainer as it would call the class of the runner; its own hooks are not to be measured."""
        from rasa.engine.runner.dask import DaskGraphRunner

        around = [_Stop(self.seconds), *(hooks or []), _Start(self.seconds)]
        return DaskGraphRunner.create(*arguments, hooks=around, **named)

    def components(self) -> dict[str, float]:
        """Seconds of the components alone: no reading of files, no checks."""
        return {name: round(seconds, 3) for name, seconds in self.seconds.items() if name.startswith(_COMPONENTS)}


class _Hook:
    def __init__(self, seconds: defaultdict[str, float]) -> None:
        self.seconds = seconds

    def on_before_node(self, node_name: str, *_: Any, **__: Any) -> dict[str, Any]:
        return {}

    def on_after_node(self, node_name: str, *_: Any, **__: Any) -> None:
        pass


class _Start(_Hook):
    def on_before_node(self, node_name: str, *_: Any, **__: Any) -> dict[str, Any]:
        self.seconds[node_name] -= time.perf_counter()
        return {}


class _Stop(_Hook):
    def on_after_node(self, node_name: str, *_: Any, **__: Any) -> None:
        self.seconds[node_name] += time.perf_counter()


def train(config: Path, nlu: Path, out: Path) -> dict[str, Any]:
    """Rasa's own training of an NLU model."""
    from rasa import model_training

    stopwatch = _watched(model_training)
    model_training.train_nlu(str(config), str(nlu), str(out.parent), fixed_model_name=out.name)
    return {"components": stopwatch.components()}


def train_assistant(out: Path) -> dict[str, Any]:
    from rasa import model_training

    from bot.train import main as train_from_project

    stopwatch = _watched(model_training)
    train_from_project(["--out", str(out)])
    return {"components": stopwatch.components()}


def _watched(model_training: Any) -> Stopwatch:
    stopwatch = Stopwatch()
    model_training.DaskGraphRunner = stopwatch
    return stopwatch


def parse(model: Path, texts: Sequence[str]) -> dict[str, Any]:
    """The likeliest intent of each text, and milliseconds a text after some to get warm with."""
    from bot.parse import Understanding

    started = time.perf_counter()
    understanding = Understanding(model)
    loaded = time.perf_counter() - started
    for text in texts[:_WARM_UP]:
        understanding.parse(text)
    intents, milliseconds = [], []
    for text in texts:
        started = time.perf_counter()
        parsed = understanding.parse(text)
        milliseconds.append(1000 * (time.perf_counter() - started))
        intents.append(_likeliest(parsed))
    return {
        "load_seconds": loaded,
        "mean_ms": statistics.fmean(milliseconds),
        "p50_ms": statistics.median(milliseconds),
        "p95_ms": statistics.quantiles(milliseconds, n=20)[-1],
        "resident_mb": resident_mb(os.getpgrp()),
        "intents": intents,
    }


def _likeliest(parsed: dict[str, Any]) -> str:
    """Ours may decide to ask back; compared is what it thinks likeliest."""
    if "motcham" in parsed:
        return str(parsed["motcham"]["intent"])
    return str((parsed["intent"] or {}).get("name"))


def main() -> None:
    options = _options()
    if options.ours:  # what our own commands tell the libraries before importing them
        from bot.environment import prepare

        prepare()
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # nothing is taken from an earlier training
    os.environ["LOG_LEVEL"] = os.environ["LOG_LEVEL_LIBRARIES"] = "ERROR"
    if options.work == "train":
        result = train(options.config, options.nlu, options.model)
    elif options.work == "assistant":
        result = train_assistant(options.model)
    else:
        result = parse(options.model, json.loads(options.texts.read_text(encoding="utf-8")))
    options.result.write_text(json.dumps(result), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", choices=["train", "assistant", "parse"])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--result", type=Path, required=True)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--nlu", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--ours", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
