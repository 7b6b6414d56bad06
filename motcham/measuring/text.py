"""The report as aligned tables, for the terminal and for a text file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from motcham.measuring import wording
from motcham.measuring.outcomes import Tally
from motcham.measuring.report import FAQ, SLICE_LEAST, WORST, Least, Promise, Report

_WIDTH = 100


def print_report(report: Report, console: Console) -> None:
    """Everything but the list of all topics, which is long."""
    for part in _parts(report):
        console.print(part)


def open_console() -> Console:
    """As wide as the terminal; as a page where there is none."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)


def as_text(report: Report) -> str:
    """The whole report, with every topic."""
    page = StringIO()
    console = Console(file=page, width=_WIDTH, color_system=None)
    print_report(report, console)
    console.print(_tallies("Từng chủ đề", _intents(report, faq=True), wording.intent, None))
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())


def _parts(report: Report) -> Iterator[RenderableType]:
    yield Text(f"Đo khả năng hiểu: {report.whole.n} tin nhắn từ {', '.join(report.files)}")
    yield _promises(report)
    yield _tallies("Theo cách viết", report.slices, wording.slice_, SLICE_LEAST)
    yield _tallies("Theo nhóm chủ đề", report.groups, wording.group, None)
    yield _tallies("Từng ý định ngoài các chủ đề", _intents(report, faq=False), wording.intent, None)
    if report.weakest:
        yield _tallies("Chủ đề yếu nhất", report.weakest, wording.intent, None)
    if report.confusions:
        yield _confusions(report)
    if report.speed:
        yield Text(
            f"Mỗi tin nhắn: {wording.number(report.speed.pipeline)} ms, không kể tách từ "
            f"{wording.number(report.speed.beyond_segmentation)} ms "
            f"(p95 {wording.number(report.speed.beyond_segmentation_p95)} ms)"
        )


def _intents(report: Report, faq: bool) -> Mapping[str, Tally]:
    return {name: tally for name, tally in report.intents.items() if name.startswith(FAQ) is faq}


def _promises(report: Report) -> Table:
    table = _table("Mục tiêu", "", ("tin", "đạt", "cần", ""))
    for promise in report.promises:
        sign = "≤" if promise.at_most else "≥"
        share = wording.percent(promise.share) if promise.n else "–"
        goal = f"{sign} {wording.percent(promise.goal)}"
        table.add_row(wording.PROMISES[promise.name], str(promise.n), share, goal, _mark(promise))
    table.add_row("Trả lời sai (tất cả tin)", str(report.whole.n), _share(report.whole, report.whole.false_answer))
    return table


def _mark(promise: Promise) -> str:
    if not promise.n:
        return ""
    return "✓" if promise.kept else "✗"


def _tallies(title: str, named: Mapping[str, Tally], name: Callable[[str], str], least: Least | None) -> Table:
    needed = f" (cần {wording.percent(least.top1)} và {wording.percent(least.one_tap)})" if least else ""
    table = _table(title + needed, "", ("tin", "đúng ngay", "một chạm", "trả lời sai", ""))
    for key, tally in named.items():
        shares = [_share(tally, count) for count in (tally.top1, tally.one_tap, tally.false_answer)]
        mark = "" if least is None else "✓" if least.reached_by(tally) else "✗"
        table.add_row(Text(name(key)), str(tally.n), *shares, mark)
    return table


def _confusions(report: Report) -> Table:
    table = _table("Nhầm lẫn nhiều nhất", "muốn hỏi", ("lần", "trả lời sai", "có nút đúng"), "bot hiểu là")
    for one in report.confusions[:WORST]:
        pair = (Text(wording.intent(one.expected)), Text(wording.intent(one.understood)))
        table.add_row(*pair, str(one.n), str(one.answered), str(one.offered))
    return table


def _table(title: str, first: str, numbers: tuple[str, ...], second: str = "") -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for heading in [first, second] if second else [first]:
        table.add_column(heading, overflow="fold")
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _share(tally: Tally, count: int) -> str:
    return wording.percent(tally.share(count))
