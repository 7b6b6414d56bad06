"""Asking the trained model from the command line, in a process of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, cast

from connectors.inputs import plain_text
from motcham.models import Models, rasa_environment
from storage.errors import ConfigError

_WARM_UP = "xin chào"


@dataclass(frozen=True)
class Cost:
    """Milliseconds inside the model's process: the whole pipeline, and of it the segmentation into words."""

    pipeline: float
    segmentation: float

    @property
    def beyond_segmentation(self) -> float:
        return self.pipeline - self.segmentation


@dataclass(frozen=True)
class Understood:
    """What the model made of a text. `intent` and `candidates` are full names (`faq/…`); `cost` if it was asked for."""

    decision: str
    intent: str
    confidence: float
    candidates: tuple[str, ...]
    ranking: Sequence[dict[str, Any]]
    cost: Cost | None = None

    @classmethod
    def from_parse(cls, parsed: dict[str, Any]) -> Understood:
        seen, cost = parsed["motcham"], parsed.get("ms")
        return cls(
            seen["decision"],
            seen["intent"],
            float(seen["confidence"]),
            tuple(candidate["name"] for candidate in seen["candidates"]),
            seen["ranking"],
            Cost(cost["pipeline"], cost["segmentation"]) if cost else None,
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
def open_parser(models: Models, timed: bool = False) -> Iterator[Parser]:
    """Yield when the model is loaded. With `timed` each text is segmented once more, to know what that costs.

    Raise ConfigError when no model was trained for the data at hand.
    """
    model = models.current()
    if not model.exists():
        raise ConfigError("Chưa có mô hình cho dữ liệu hiện tại: chạy `make train`")
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [models.python, "-m", "bot.parse", "--model", model, *(["--timed"] if timed else [])],
        cwd=models.root,
        env=rasa_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    send, receive = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
    try:
        parser = Parser(send, receive)
        parser.parse(_WARM_UP)
        yield parser
    finally:
        send.close()
        receive.close()
        process.wait()
