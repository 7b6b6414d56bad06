"""From starting Rasa to its first answer, and the memory it then holds: our model beside Rasa's default configuration.

    PYTHONPATH=. bot/.venv/bin/python -m benchmarks.start_and_memory [--model models/x.tar.gz] [--rounds 3] [--json]

The default is what `rasa init` writes and trains (its small demo, default pipeline and policies). Both run in the same
environment, in turns, so that a busy machine is unfair to neither.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.processes import clean_environment, resident_mb, run
from benchmarks.servers import ROOT, Server, default_server, first_answer, instant_actions, our_server, running
from benchmarks.side_by_side import Line, machine, table

_GREETINGS = {"default": "hello", "ours": "xin chào"}
_MESSAGES = 30


@dataclass(frozen=True)
class Start:
    """One start: memory with the first answer, and after some messages more."""

    seconds: float
    first_mb: float
    later_mb: float


def measure(name: str, server: Server, log: Path) -> Start:
    print(f"→ {name}", file=sys.stderr, flush=True)
    with running(server, log) as started:
        seconds = first_answer(started, _GREETINGS[name], log)
        first = resident_mb(started.group)
        for _ in range(_MESSAGES):
            started.ask(_GREETINGS[name])
        return Start(seconds, first, resident_mb(started.group))


def in_turns(model: Path, rounds: int) -> tuple[float, dict[str, list[Start]]]:
    """Seconds of `rasa init`, training included, and the starts of each."""
    with tempfile.TemporaryDirectory() as name, instant_actions() as actions:
        folder = Path(name)
        print("→ rasa init", file=sys.stderr, flush=True)
        init = [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(folder / "demo")]
        (folder / "demo").mkdir()
        trained = run(init, clean_environment(), folder / "init.log")
        servers = {
            "default": default_server(folder / "demo"),
            "ours": our_server(model, actions, folder),
        }
        starts: dict[str, list[Start]] = {name: [] for name in servers}
        for _ in range(rounds):
            for who, server in servers.items():
                starts[who].append(measure(who, server, folder / f"{who}.log"))
    return trained.wall_seconds, starts


def lines(starts: dict[str, list[Start]]) -> list[Line]:
    def line(title: str, of: str, unit: str) -> Line:
        default, ours = (statistics.median(getattr(start, of) for start in starts[who]) for who in ("default", "ours"))
        return Line(title, default, ours, unit)

    return [
        line("từ khởi động đến câu trả lời đầu", "seconds", "s"),
        line("bộ nhớ lúc đó", "first_mb", "MB"),
        line(f"bộ nhớ sau {_MESSAGES} tin nhắn", "later_mb", "MB"),
    ]


def newest_model() -> Path:
    models = [path for path in (ROOT / "models").glob("*.tar.gz") if not path.name.startswith("partial-")]
    if not models:
        raise SystemExit("Chưa có mô hình: make train")
    return max(models, key=lambda path: path.stat().st_mtime)


def main() -> None:
    options = _options()
    before = machine()
    init_seconds, starts = in_turns(options.model or newest_model(), options.rounds)
    if options.json:
        described = {name: [asdict(start) for start in measured] for name, measured in starts.items()}
        print(json.dumps({"machine": before, "rasa_init_seconds": init_seconds, **described}, indent=2))
        return
    print(f"trung vị của {options.rounds} lần khởi động; `rasa init` mất {init_seconds:.0f} s")
    print(table(lines(starts)))
    print(f"máy: {before}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="mặc định: mô hình mới nhất trong models/")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
