"""The report as one picture: goals, bars by slice and group, what is taken for what, and the weakest topics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from motcham.measuring import wording
from motcham.measuring.outcomes import Tally
from motcham.measuring.report import SLICE_LEAST, Confusion, Promise, Report

_TOP1, _ONE_TAP, _GOAL = "#1f5fa8", "#a9c8ea", "#e08a1e"
_GOOD, _BAD, _INK, _FAINT, _LINE = "#2e7d4f", "#c0392b", "#222222", "#777777", "#e3e3e3"
_ROW_INCHES = 0.33
_HEAD_INCHES = 1.0
_GOALS_INCHES = 1.4
_FEWEST_ROWS = 12
_LONGEST_NAME = 33
# Where the columns of a table stand, from 0 to 1: two names on the left, three numbers that end there.
_NAMES, _NUMBERS = (0.0, 0.36), (0.76, 0.88, 1.0)


def draw(report: Report, path: Path) -> None:
    """Write a PNG; of confusions and weakest topics as many as fit beside the bars."""
    heights = [_GOALS_INCHES, _HEAD_INCHES + _ROW_INCHES * (_rows(report) + 3)]
    figure = Figure(figsize=(16, sum(heights) + 0.6), layout="constrained")
    figure.suptitle(f"Khả năng hiểu trên {report.whole.n} tin nhắn", x=0.01, ha="left", fontsize=17, weight="bold")
    grid = figure.add_gridspec(2, 2, height_ratios=heights)
    _goals(figure.add_subplot(grid[0, :]), report.promises)
    _left(figure.add_subfigure(grid[1, 0]), report)
    _right(figure.add_subfigure(grid[1, 1]), report)
    figure.savefig(path, format="png", dpi=110)


def _rows(report: Report) -> int:
    return max(_FEWEST_ROWS, len(report.slices) + len(report.groups))


def _left(figure: SubFigure, report: Report) -> None:
    heights = [len(report.slices) + 2, len(report.groups) + 2]
    grid = figure.add_gridspec(2, 1, height_ratios=heights)
    by_slice = figure.add_subplot(grid[0])
    _bars(by_slice, "Theo cách viết", report.slices, wording.slice_)
    _bars(figure.add_subplot(grid[1]), "Theo nhóm chủ đề", report.groups, wording.group)
    figure.legend(*by_slice.get_legend_handles_labels(), loc="outside lower right", ncols=3, frameon=False, fontsize=9)


def _right(figure: SubFigure, report: Report) -> None:
    confused, weak = round(_rows(report) * 0.6), round(_rows(report) * 0.4)
    grid = figure.add_gridspec(2, 1, height_ratios=[confused + 2, weak + 2])
    _confusions(figure.add_subplot(grid[0]), report.confusions, confused)
    _weakest(figure.add_subplot(grid[1]), report.weakest, weak)


def _goals(axes: Axes, promises: Sequence[Promise]) -> None:
    """A tile for each promise: the share, its goal, kept or not."""
    axes.set_axis_off()
    axes.set_xlim(0, len(promises))
    axes.set_ylim(0, 1)
    for place, promise in enumerate(promises):
        _tile(axes, place, promise)


def _tile(axes: Axes, left: float, promise: Promise) -> None:
    colour = _FAINT if not promise.n else _GOOD if promise.kept else _BAD
    share = wording.percent(promise.share) if promise.n else "–"
    sign = "≤" if promise.at_most else "≥"
    axes.axvline(left + 0.02, 0.05, 0.95, color=colour, linewidth=4, solid_capstyle="butt")
    axes.text(left + 0.06, 0.80, wording.PROMISES[promise.name], fontsize=11, color=_INK, va="center")
    axes.text(left + 0.06, 0.47, share, fontsize=23, weight="bold", color=colour, va="center")
    note = f"cần {sign} {wording.percent(promise.goal)}, {promise.n} tin"
    axes.text(left + 0.06, 0.14, note, fontsize=10, color=_FAINT, va="center")


def _bars(axes: Axes, title: str, named: Mapping[str, Tally], name: Callable[[str], str]) -> None:
    """One bar each: answered rightly, then rightly offered; the lines are the least that a slice must reach."""
    places = range(len(named))
    for colour, label, shares in (
        (_ONE_TAP, "đúng sau một chạm", [tally.share(tally.one_tap) for tally in named.values()]),
        (_TOP1, "đúng ngay", [tally.share(tally.top1) for tally in named.values()]),
    ):
        axes.barh(places, shares, color=colour, height=0.68, label=label)
    goals = f"cần {wording.percent(SLICE_LEAST.top1)} và {wording.percent(SLICE_LEAST.one_tap)}"
    for goal, label in ((SLICE_LEAST.top1, goals), (SLICE_LEAST.one_tap, "")):
        axes.axvline(goal, color=_GOAL, linestyle=(0, (4, 3)), linewidth=1.5, label=label)
    for place, tally in enumerate(named.values()):
        _label(axes, place, tally)
    names = [f"{_fitting(name(key))}  ·  {tally.n}" for key, tally in named.items()]
    axes.set_yticks(places, names, parse_math=False)  # names come from files: a dollar sign is a dollar sign
    _dress(axes, title)


def _label(axes: Axes, place: int, tally: Tally) -> None:
    """Both shares, right of the axis where they never hide a goal line."""
    shares = f"{wording.percent(tally.share(tally.top1))} / {wording.percent(tally.share(tally.one_tap))}"
    colour = _INK if SLICE_LEAST.reached_by(tally) else _BAD
    axes.text(1.01, place, shares, va="center", fontsize=9.5, color=colour)


def _dress(axes: Axes, title: str) -> None:
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f} %")
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_title(title, loc="left", fontsize=13, weight="bold")


def _confusions(axes: Axes, confusions: Sequence[Confusion], most: int) -> None:
    headings = ("muốn hỏi", "bot hiểu là", "lần", "trả lời sai", "có nút đúng")
    rows = [
        ((wording.intent(one.expected), wording.intent(one.understood)), (one.n, one.answered, one.offered))
        for one in confusions[:most]
    ]
    _table(axes, "Nhầm lẫn nhiều nhất", headings, [(names, tuple(map(str, counts))) for names, counts in rows], most)


def _weakest(axes: Axes, weakest: Mapping[str, Tally], most: int) -> None:
    headings = ("chủ đề", "", "tin", "đúng ngay", "một chạm")
    rows = [
        ((wording.intent(name), ""), (str(tally.n), *(wording.percent(tally.share(part)) for part in _parts(tally))))
        for name, tally in list(weakest.items())[:most]
    ]
    _table(axes, "Chủ đề yếu nhất", headings, rows, most)


def _parts(tally: Tally) -> tuple[int, int]:
    return tally.top1, tally.one_tap


_Row = tuple[tuple[str, ...], tuple[str, ...]]


def _table(axes: Axes, title: str, headings: Sequence[str], rows: Sequence[_Row], most: int) -> None:
    """Names to the left, numbers to the right, room for `most` rows whether or not there are as many."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(max(most, 1) + 0.6, -0.6)
    axes.set_title(title, loc="left", fontsize=13, weight="bold")
    _write(axes, 0, (tuple(headings[:2]), tuple(headings[2:])), _FAINT)
    for place, row in enumerate(rows, start=1):
        axes.axhline(place - 0.5, color=_LINE, linewidth=0.8)
        _write(axes, place, row, _INK)
    if not rows:
        axes.text(0, 1, "Không có.", va="center", fontsize=10, color=_INK)


def _write(axes: Axes, place: int, row: _Row, colour: str) -> None:
    names, numbers = row
    for x, name in zip(_NAMES, names, strict=True):
        axes.text(x, place, _fitting(name), va="center", fontsize=9.5, color=colour, parse_math=False)
    for x, number in zip(_NUMBERS, numbers, strict=True):
        axes.text(x, place, number, va="center", ha="right", fontsize=9.5, color=colour)


def _fitting(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
