"""`make doctor`: what this machine lacks. Runs under any Python 3, before anything is installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    checks = [*_tools(), *_environments(), *_ports(), _space()]
    for good, what, advice in checks:
        print(("  ✓ " if good else "  ✗ ") + what + ("" if good else f"\n      → {advice}"))
    bad = sum(not good for good, _, _ in checks)
    print("\nMọi thứ đã sẵn sàng: `make run`." if not bad else f"\nCòn {bad} việc cần xem.")
    return 1 if bad else 0


def _tools() -> list[tuple[bool, str, str]]:
    return [
        (sys.version_info >= (3, 8), f"Python {sys.version.split()[0]} để khởi động", "cài Python 3.8 trở lên"),
        (_has_module("venv"), "python3 -m venv", "Debian/Ubuntu: apt-get install python3-venv"),
        (_browser() is not None, "Chromium (chỉ cần cho kiểm thử)", "Debian/Ubuntu: apt-get install chromium"),
    ]


def _environments() -> list[tuple[bool, str, str]]:
    app, bot = ROOT / ".venv" / ".synced", ROOT / "bot" / ".venv" / ".synced"
    return [
        (app.exists(), "Môi trường ứng dụng .venv/", "`make run` sẽ cài"),
        (bot.exists(), "Môi trường Rasa bot/.venv/", "`make run` sẽ cài; cần Python 3.10 (uv tự tìm hoặc tải)"),
        (any((ROOT / "models").glob("*.tar.gz")), "Mô hình đã huấn luyện", "`make run` sẽ huấn luyện"),
    ]


def _ports() -> list[tuple[bool, str, str]]:
    return [
        (_free(port), f"Cổng {port} còn trống", f"đang có chương trình dùng; đặt {name} sang cổng khác")
        for port, name in ((8000, "MOTCHAM_PORT"), (5005, "MOTCHAM_RASA_URL"))
    ]


def _space() -> tuple[bool, str, str]:
    free = shutil.disk_usage(ROOT).free // 2**30
    return free >= 4, f"Còn {free} GB đĩa", "cần khoảng 4 GB cho hai môi trường"


def _browser() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _has_module(name: str) -> bool:
    found = subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False)  # noqa: S603
    return found.returncode == 0


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


if __name__ == "__main__":
    sys.exit(main())
