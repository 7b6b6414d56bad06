"""`motcham ask`, `motcham nlu eval | report`, `motcham content check`: what the bot understands and answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from knowledge.audit import content_faults
from knowledge.intents import INTENT_NAMES
from knowledge.library import Library
from motcham.measuring.examples import read_examples
from motcham.measuring.outcomes import evaluate, summary
from motcham.measuring.reporting import REPORT_FOLDER, report_files
from motcham.models import Models
from motcham.place import ROOT, today
from motcham.understanding import Understood, open_parser


def register(app: typer.Typer) -> None:
    nlu = typer.Typer(help="Đo khả năng hiểu", no_args_is_help=True)
    content = typer.Typer(help="Nội dung trả lời", no_args_is_help=True)
    nlu.command("eval")(eval_file)
    nlu.command("report")(report)
    content.command("check")(check_content)
    app.command("ask")(ask)
    app.add_typer(nlu, name="nlu")
    app.add_typer(content, name="content")


def ask(text: str, as_json: Annotated[bool, typer.Option("--json", help="In JSON")] = False) -> None:
    """Hỏi mô hình thật một câu."""
    library = Library.load(ROOT / "data")
    with open_parser(Models(ROOT)) as parser:
        understood = parser.parse(text)
    reply = _reply(library, understood, today())
    if as_json:
        shown = {
            "decision": understood.decision,
            "intent": understood.intent,
            "confidence": understood.confidence,
            "ranking": understood.ranking,
            "reply": reply,
        }
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(f"{understood.intent} ({understood.confidence:.2f}, {understood.decision})\n\n{reply}")


def eval_file(file: Path, as_json: Annotated[bool, typer.Option("--json", help="In JSON")] = False) -> None:
    """Đo trên một tệp tin nhắn có đáp án (không dùng để huấn luyện)."""
    examples = read_examples(file)
    with open_parser(Models(ROOT)) as parser:
        measured = summary(evaluate(parser, examples))
    if as_json:
        print(json.dumps(measured, ensure_ascii=False))
        return
    print(f"{'':14}{'n':>6}{'top1':>8}{'one_tap':>9}{'false':>8}")
    for name, row in [("tất cả", measured), *measured["slices"].items()]:
        print(f"{name:14}{row['n']:>6}{row['top1']:>8.3f}{row['one_tap']:>9.3f}{row['false_answer']:>8.3f}")
    print(f"{measured['ms_per_text']} ms mỗi tin nhắn")


def report(
    files: list[Path],
    out: Annotated[Path, typer.Option(help="Thư mục ghi report.txt, report.json, report.png")] = REPORT_FOLDER,
) -> None:
    """Báo cáo trên các tệp tin nhắn có đáp án: theo cách viết, nhóm, chủ đề, nhầm lẫn."""
    report_files(files, out, Models(ROOT))


def check_content() -> None:
    """Tìm lỗi trong câu trả lời: thiếu tham số, văn bản đã bị thay, quá hạn rà soát."""
    library = Library.load(ROOT / "data")
    faults = content_faults(library, today())
    for fault in faults:
        print(fault)
    print(f"{len(library.topics)} chủ đề, {len(faults)} lỗi")
    if faults:
        raise typer.Exit(1)


def _reply(library: Library, understood: Understood, on: date) -> str:
    if understood.decision == "answer":
        return _answer(library, understood.intent, on)
    if understood.decision == "offer":
        return "\n".join(["Ý bạn là:", *(f"- {_title(library, name)}" for name in understood.candidates)])
    return ""


def _answer(library: Library, intent: str, on: date) -> str:
    topic_id = intent.removeprefix("faq/")
    if topic_id not in library.topics:
        return ""
    answer = library.answer(topic_id, on)
    return f"{answer.short}\n\n{answer.detail}\n\nCăn cứ: {answer.legal_basis}"


def _title(library: Library, intent: str) -> str:
    topic_id = intent.removeprefix("faq/")
    return library.title(topic_id) if topic_id in library.topics else INTENT_NAMES.get(intent, intent)
