"""The whole training of the assistant: from the command to a loaded model, and of that the components alone.

PYTHONPATH=. bot/.venv/bin/python -m benchmarks.training [--json]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.side_by_side import machine
from benchmarks.worker import work

_TEXTS = ("cho em hỏi đoàn phí công đoàn mỗi tháng đóng bao nhiêu ạ", "lam them gio chu nhat tra luong sao z ad")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    before = machine()
    with tempfile.TemporaryDirectory() as name:
        model, texts = Path(name, "assistant.tar.gz"), Path(name, "texts.json")
        texts.write_text(json.dumps(_TEXTS), encoding="utf-8")
        training, trained = work("assistant", model, ["--ours"])
        loading, _ = work("parse", model, ["--ours", "--texts", str(texts)])
    components: dict[str, float] = trained["components"]
    if as_json:
        print(json.dumps({"machine": before, "training": asdict(training), "loading": asdict(loading), **trained}))
        return
    print(f"từ lệnh đến mô hình đã nạp   {training.wall_seconds + loading.wall_seconds:6.1f} s")
    print(f"  huấn luyện                 {training.wall_seconds:6.1f} s ({training.cpu_seconds:.1f} s CPU)")
    print(f"  nạp, đến câu trả lời đầu   {loading.wall_seconds:6.1f} s")
    print(f"riêng các thành phần         {sum(components.values()):6.1f} s")
    for component, seconds in sorted(components.items(), key=lambda pair: -pair[1])[:6]:
        print(f"  {component.rpartition('.')[2]:27}{seconds:6.1f} s")
    print(f"bộ nhớ cao nhất              {training.peak_mb:6.0f} MB\nmáy: {before}")


if __name__ == "__main__":
    main()
