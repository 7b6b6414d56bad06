"""Asking the trained model from the command line: one question, or a file of them with the answers expected."""

from __future__ import annotations

import csv
import json
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from connectors.inputs import plain_text
from motcham.models import Models, rasa_environment
from storage.errors import ConfigError


@dataclass(frozen=True)
class Understood:
    """What the model made of a text. `intent` and `candidates` are full names (`faq/…`)."""

    decision: str
    intent: str
    confidence: float
    candidates: tuple[str, ...]
    ranking: Sequence[dict[str, Any]]

    @classmethod
    def from_parse(cls, parsed: dict[str, Any]) -> Understood:
        seen = parsed["motcham"]
        return cls(
            seen["decision"],
            seen["intent"],
            float(seen["confidence"]),
            tuple(candidate["name"] for candidate in seen["candidates"]),
            seen["ranking"],
        )


class Parser:
    """The NLU part of a model in a process of its own, spoken to by JSON lines."""

    def __init__(self, send: IO[str], receive: IO[str]) -> None:
        self._send, self._receive = send, receive

    def parse(self, text: str) -> Understood:
        """`text` as a worker types it: it reaches the model as it would from a chat, never as a command."""
        print(json.dumps({"text": plain_text(text)}), file=self._send, flush=True)
        line = self._receive.readline()
        if not line:
            raise ConfigError("Tiến trình đọc mô hình đã dừng giữa chừng")
        return Understood.from_parse(json.loads(line))


@contextmanager
def open_parser(models: Models) -> Iterator[Parser]:
    """Raise ConfigError when no model was trained for the data at hand."""
    model = models.current()
    if not model.exists():
        raise ConfigError("Chưa có mô hình cho dữ liệu hiện tại: chạy `make train`")
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [models.python, "-m", "bot.parse", "--model", model],
        cwd=models.root,
        env=rasa_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    send, receive = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
    try:
        yield Parser(send, receive)
    finally:
        send.close()
        receive.close()
        process.wait()


@dataclass(frozen=True)
class Example:
    text: str
    acceptable: frozenset[str]
    slice: str


@dataclass
class Tally:
    n: int = 0
    top1: int = 0
    one_tap: int = 0
    false_answer: int = 0

    def add(self, example: Example, understood: Understood) -> None:
        straight = understood.decision == "answer"
        right = straight and understood.intent in example.acceptable
        # The honest "I do not know" is what out of scope asks for.
        right = right or (understood.decision == "unknown" and "out_of_scope" in example.acceptable)
        offered = understood.decision == "offer" and bool(example.acceptable.intersection(understood.candidates))
        self.n += 1
        self.top1 += right
        self.one_tap += right or offered
        self.false_answer += straight and not right

    def shares(self) -> dict[str, float | int]:
        def share(count: int) -> float:
            return round(count / self.n, 4) if self.n else 0.0

        return {
            "n": self.n,
            "top1": share(self.top1),
            "one_tap": share(self.one_tap),
            "false_answer": share(self.false_answer),
        }


@dataclass
class Report:
    whole: Tally = field(default_factory=Tally)
    slices: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        per_text = round(1000 * self.seconds / self.whole.n, 2) if self.whole.n else 0.0
        slices = {name: tally.shares() for name, tally in sorted(self.slices.items())}
        return {**self.whole.shares(), "slices": slices, "ms_per_text": per_text}


def evaluate(parser: Parser, examples: Sequence[Example]) -> Report:
    report = Report()
    for example in examples:
        started = time.perf_counter()
        understood = parser.parse(example.text)
        report.seconds += time.perf_counter() - started
        report.whole.add(example, understood)
        report.slices[example.slice].add(example, understood)
    return report


def read_examples(path: Path) -> list[Example]:
    """Tab separated, no quoting, columns `text`, `topic_id` or `intent`, `also_ok`, `slice`. Raise ConfigError."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"Không đọc được {path}: {type(error).__name__}") from None
    if not rows or "text" not in rows[0] or not {"topic_id", "intent"} & set(rows[0]):
        raise ConfigError(f"{path}: cần các cột text và topic_id hoặc intent, cách nhau bằng tab")
    return [_example(row) for row in rows]


def _example(row: dict[str, str]) -> Example:
    """`also_ok` holds topic ids beside a `topic_id`, full intent names beside an `intent`."""
    by_topic = bool(row.get("topic_id"))
    expected = row["topic_id"] if by_topic else row.get("intent", "")
    others = [name.strip() for name in (row.get("also_ok") or "").split(",") if name.strip()]
    names = [expected, *others]
    return Example(
        row["text"],
        frozenset(f"faq/{name}" if by_topic and "/" not in name else name for name in names),
        row.get("slice") or "-",
    )
