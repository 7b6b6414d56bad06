"""Understand texts without a conversation: `python -m bot.parse --model models/x.tar.gz`.

Reads lines of JSON {"text": …} from standard input and writes one for each: what Rasa's parse result would be. With
`--timed` also what it cost: {"ms": {"pipeline": …, "segmentation": …}}.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from bot.environment import prepare
from bot.quiet_logs import quieten


class Understanding:
    """The understanding half of a trained model, as it runs inside Rasa."""

    def __init__(self, model: Path) -> None:
        from rasa.engine import loader
        from rasa.engine.runner.dask import DaskGraphRunner
        from rasa.engine.storage.local_model_storage import LocalModelStorage

        # The runner has read everything it needs when this returns.
        with tempfile.TemporaryDirectory() as folder:
            self._metadata, self._runner = loader.load_predict_graph_runner(
                Path(folder), model, LocalModelStorage, DaskGraphRunner
            )

    def parse(self, text: str) -> dict[str, Any]:
        """Return intent, entities and decision of one text."""
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        target = self._metadata.nlu_target
        tracker = DialogueStateTracker.from_events("parse", [])
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: tracker}
        message = self._runner.run(inputs=inputs, targets=[target])[target][0]
        return {"text": text, "intent": None, "entities": [], **message.as_dict(only_output_properties=True)}


class TimedUnderstanding(Understanding):
    """Says in milliseconds what a text cost, and how much of that the segmentation into words takes by itself."""

    def parse(self, text: str) -> dict[str, Any]:
        from bot.nlu.normalise import normalise
        from bot.nlu.segmentation import segment

        started = time.perf_counter()
        parsed = super().parse(text)
        pipeline = time.perf_counter() - started
        normalised = normalise(text)
        started = time.perf_counter()
        segment([normalised])
        segmentation = time.perf_counter() - started
        return {**parsed, "ms": {"pipeline": 1000 * pipeline, "segmentation": 1000 * segmentation}}


def parse_lines(understanding: Understanding, lines: Iterable[str]) -> Iterator[str]:
    """Answer line by line, so that a caller may keep the process and talk with it."""
    for line in lines:
        if line.strip():
            yield json.dumps(understanding.parse(str(json.loads(line)["text"])), ensure_ascii=False)


def serve(understanding: Understanding, source: TextIO, sink: TextIO) -> None:
    for answer in parse_lines(understanding, source):
        print(answer, file=sink, flush=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bot.parse", description="Hiểu từng câu, không cần cuộc trò chuyện")
    parser.add_argument("--model", required=True, help="tệp mô hình .tar.gz")
    parser.add_argument("--timed", action="store_true", help="đo cả thời gian của từng câu")
    options = parser.parse_args(arguments)
    if not Path(options.model).is_file():
        raise SystemExit("Không tìm thấy mô hình. Hãy huấn luyện trước: python -m bot.train")
    prepare()
    quieten()
    kind = TimedUnderstanding if options.timed else Understanding
    serve(kind(Path(options.model)), sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()
