"""Our pipeline beside Rasa's default one on MASSIVE vi-VN: few examples an intent, tested with and without diacritics.

    PYTHONPATH=. bot/.venv/bin/python -m benchmarks.massive --train train.jsonl --test dev.jsonl [--json]

Both are trained and asked through Rasa itself, each in processes of its own, one after the other.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.massive_data import Utterance, few_of_each, read, some, without_diacritics, write_training
from benchmarks.processes import Cost
from benchmarks.rasa_default import write_pipeline
from benchmarks.side_by_side import Line, machine, table
from benchmarks.worker import work

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measured:
    """One system: `components` in seconds, `answered` as `benchmarks.rasa_nlu` describes it."""

    accuracy: float
    accuracy_without_diacritics: float
    training: Cost
    components: dict[str, float]
    answering: Cost
    answered: dict[str, Any]

    @property
    def component_seconds(self) -> float:
        return sum(self.components.values())


@dataclass(frozen=True)
class _Bench:
    """A folder with the training file and the texts: the same for both systems."""

    folder: Path
    test: Sequence[Utterance]

    def measure(self, name: str, config: Path, flags: Sequence[str]) -> Measured:
        print(f"→ {name}", file=sys.stderr, flush=True)
        nlu, texts = self.folder / "nlu.yml", self.folder / "texts.json"
        files = ["--config", str(config), "--nlu", str(nlu), "--texts", str(texts), *flags]
        training, trained = work("train", self.folder / f"{name}.tar.gz", files)
        answering, answered = work("parse", self.folder / f"{name}.tar.gz", files)
        wanted = [utterance.intent for utterance in self.test]
        intents = answered.pop("intents")
        return Measured(
            _share_equal(intents[: len(wanted)], wanted),
            _share_equal(intents[len(wanted) :], wanted),
            training,
            trained["components"],
            answering,
            answered,
        )


def compare(train: Sequence[Utterance], test: Sequence[Utterance], epochs: int) -> dict[str, Measured]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_training(train, folder / "nlu.yml")
        write_pipeline(folder / "default.yml", epochs)
        texts = [one.text for one in test]
        texts += [without_diacritics(text) for text in texts]
        (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
        bench = _Bench(folder, test)
        return {
            "default": bench.measure("default", folder / "default.yml", []),
            "ours": bench.measure("ours", ROOT / "config.yml", ["--ours"]),
        }


def _share_equal(found: Sequence[str], wanted: Sequence[str]) -> float:
    return sum(one == other for one, other in zip(found, wanted, strict=True)) / len(wanted)


def lines(default: Measured, ours: Measured) -> list[Line]:
    def line(title: str, name: str, unit: str) -> Line:
        return Line(title, default.answered[name], ours.answered[name], unit)

    return [
        Line("đúng, có dấu", default.accuracy, ours.accuracy, points=True),
        Line("đúng, không dấu", default.accuracy_without_diacritics, ours.accuracy_without_diacritics, points=True),
        Line("huấn luyện, cả lệnh", default.training.wall_seconds, ours.training.wall_seconds, "s"),
        Line("huấn luyện, CPU cả lệnh", default.training.cpu_seconds, ours.training.cpu_seconds, "s"),
        Line("huấn luyện, riêng thành phần", default.component_seconds, ours.component_seconds, "s"),
        Line("huấn luyện, bộ nhớ cao nhất", default.training.peak_mb, ours.training.peak_mb, "MB"),
        line("nạp mô hình", "load_seconds", "s"),
        line("mỗi câu, trung bình", "mean_ms", "ms"),
        line("mỗi câu, p50", "p50_ms", "ms"),
        line("mỗi câu, p95", "p95_ms", "ms"),
        line("bộ nhớ sau khi trả lời", "resident_mb", "MB"),
        Line("bộ nhớ cao nhất khi trả lời", default.answering.peak_mb, ours.answering.peak_mb, "MB"),
    ]


def main() -> None:
    options = _options()
    before = machine()
    train = few_of_each(read(options.train), options.shots)
    test = some(read(options.test), options.tests)
    measured = compare(train, test, options.epochs)
    if options.json:
        systems = {name: asdict(system) for name, system in measured.items()}
        print(json.dumps({"machine": before, "train": len(train), "test": len(test), **systems}, indent=2))
        return
    print(f"{len(train)} câu để học, {len(test)} câu để hỏi (có dấu và không dấu), DIET {options.epochs} vòng")
    print(table(lines(measured["default"], measured["ours"])))
    print(f"máy: {before}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True, help="JSONL: text, intent")
    parser.add_argument("--test", type=Path, required=True, help="JSONL: text, intent")
    parser.add_argument("--shots", type=int, default=20, help="câu để học cho mỗi ý định")
    parser.add_argument("--tests", type=int, default=1000, help="câu để hỏi")
    parser.add_argument("--epochs", type=int, default=100, help="vòng của DIET; ít hơn 100 chỉ để thử lệnh")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
