"""What a command costs, its children included, and how much memory processes hold. Linux only: reads /proc."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK_EVERY_SECONDS = 0.25  # each look takes milliseconds of the cores that are measured
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6
_GROUP_FIELD = 2  # of /proc/PID/stat, counted behind the name in brackets


@dataclass(frozen=True)
class Cost:
    """`peak_mb`: the most that all processes of the command held at one moment, pages they share counted twice."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float


def run(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Cost:
    """Run to the end; its output goes to `log`. Exit with the end of that when the command fails."""
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=dict(environment), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    peak = 0.0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        peak = max(peak, resident_mb(process.pid))
        time.sleep(_LOOK_EVERY_SECONDS)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
    usage = ended[2]
    return Cost(wall, usage.ru_utime + usage.ru_stime, max(peak, usage.ru_maxrss / 1e3))


def resident_mb(group: int) -> float:
    """What the processes of a group hold now; a process started in a session of its own leads a group of its id."""
    return sum(_resident_mb(folder, group) for folder in Path("/proc").glob("[0-9]*"))


def _resident_mb(folder: Path, group: int) -> float:
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        if int(fields[_GROUP_FIELD]) != group:
            return 0.0
        return int((folder / "statm").read_text().split()[1]) * _PAGE_MB
    except OSError:  # it has just ended
        return 0.0


def clean_environment() -> dict[str, str]:
    """For both sides alike: no telemetry, nothing of an installation, compiled bytecode as `make` has it."""
    ours = ("MOTCHAM_", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
