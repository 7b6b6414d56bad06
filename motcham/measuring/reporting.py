"""From message files to the report on the screen, in a text file, as JSON and as a picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from knowledge.content import topic_groups
from motcham.measuring.examples import Example, read_examples
from motcham.measuring.outcomes import evaluate
from motcham.measuring.report import Report, build
from motcham.measuring.text import as_text, open_console, print_report
from motcham.models import Models
from motcham.understanding import open_parser
from storage.errors import ConfigError

REPORT_FOLDER = Path("var/nlu")


def report_files(files: Sequence[Path], out: Path, models: Models) -> None:
    """Measure on all files together, print the report and write it into `out`. Raise ConfigError."""
    examples = read_files(files)
    _prepare(out)
    groups = topic_groups(models.root / "data" / "responses")
    with open_parser(models, timed=True) as parser:
        outcomes = evaluate(parser, examples)
    report = build([path.name for path in files], outcomes, groups)
    print_report(report, open_console())
    write_report(report, out)
    print(f"Đã ghi report.txt, report.json và report.png vào {out}")


def read_files(files: Sequence[Path]) -> list[Example]:
    """Raise ConfigError; also for a file that is named twice, whose messages would count twice."""
    if len({path.resolve() for path in files}) < len(files):
        raise ConfigError("Có tệp được ghi hai lần: mỗi tệp chỉ đo một lần")
    return [example for path in files for example in read_examples(path)]


def _prepare(out: Path) -> None:
    """Find out before minutes of measuring what would keep the report from being written."""
    if find_spec("matplotlib") is None:
        raise ConfigError("Vẽ báo cáo cần matplotlib, có trong môi trường phát triển: `make eval` tự cài")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"Không tạo được thư mục {out}: {error.strerror}") from None


def write_report(report: Report, out: Path) -> None:
    from motcham.measuring.picture import draw  # only the development environment has matplotlib

    described = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
    (out / "report.txt").write_text(as_text(report), encoding="utf-8")
    (out / "report.json").write_text(f"{described}\n", encoding="utf-8")
    draw(report, out / "report.png")
