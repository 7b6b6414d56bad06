"""The report: what it counts, that it never quotes anybody, and that all three forms of it can be written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from motcham.measuring.outcomes import Outcome, Tally
from motcham.measuring.report import Confusion, Promise, Report, Speed, build
from motcham.measuring.reporting import report_files, write_report
from motcham.measuring.text import as_text
from motcham.models import Models
from motcham.understanding import Cost, Understood
from storage.errors import ConfigError
from tests.motcham.measuring.cast import outcome, understood

GROUPS = {"a": "wage", "b": "union"}


def report_of(*outcomes: Outcome) -> Report:
    return build(["f.tsv"], outcomes, GROUPS)


def promise(name: str, *outcomes: Outcome) -> Promise:
    (found,) = (one for one in report_of(*outcomes).promises if one.name == name)
    return found


def test_topics_are_counted_under_their_file_and_the_rest_comes_last() -> None:
    answer = understood("answer", "x")
    groups = report_of(*(outcome(name, answer) for name in ("greet", "faq/a", "faq/b", "faq/a"))).groups
    assert {name: tally.n for name, tally in groups.items()} == {"union": 1, "wage": 2, "talk": 1}
    assert list(groups)[-1] == "talk"


@pytest.mark.parametrize(
    ("seen", "recalled"),
    [
        (understood("answer", "report_emergency"), 1),
        (understood("offer", "faq/a", "faq/a", "report_emergency"), 1),
        (understood("offer", "faq/a", "faq/a", "faq/b"), 0),
        (understood("unknown", "report_emergency", "report_emergency"), 0),
        (understood("answer", "report_grievance"), 0),
    ],
)
def test_an_emergency_is_recalled_only_when_help_is_shown(seen: Understood, recalled: int) -> None:
    """Even where a grievance would have been acceptable."""
    found = promise("emergency_recalled", outcome("report_emergency", seen, "report_grievance"))
    assert (found.n, found.count) == (1, recalled)


@pytest.mark.parametrize("expected", ["out_of_scope", "jailbreak", "abuse"])
@pytest.mark.parametrize(
    ("seen", "wrong"),
    [
        (understood("answer", "faq/a"), 1),
        (understood("answer", "out_of_scope"), 0),
        (understood("offer", "faq/a", "faq/a"), 0),
        (understood("unknown", "faq/a"), 0),
    ],
)
def test_foreign_messages_count_when_they_are_answered_with_something_wrong(
    expected: str, seen: Understood, wrong: int
) -> None:
    found = promise("foreign_answered", outcome(expected, seen, "out_of_scope"))
    assert (found.n, found.count) == (1, wrong)


def test_grievances_may_take_one_tap() -> None:
    offered = outcome("report_grievance", understood("offer", "faq/a", "report_grievance"))
    missed = outcome("report_grievance", understood("answer", "faq/a"))
    assert promise("grievance_one_tap", offered, missed).share == 0.5


def test_a_promise_without_messages_is_not_broken() -> None:
    assert promise("emergency_recalled", outcome("greet", understood("answer", "greet"))).kept
    assert not Promise("top1", 10, 8, 0.9).kept
    assert Promise("foreign_answered", 20, 1, 0.05, at_most=True).kept


def test_confusions_that_left_somebody_without_help_come_first() -> None:
    lost = outcome("faq/a", understood("answer", "faq/b"))
    helped = outcome("faq/b", understood("offer", "faq/a", "faq/a", "faq/b"))
    hesitant = outcome("faq/a", understood("offer", "faq/a", "faq/a"))
    confusions = report_of(helped, helped, lost, hesitant).confusions
    assert confusions == (Confusion("faq/a", "faq/b", 1, 1, 0), Confusion("faq/b", "faq/a", 2, 0, 2))


def test_the_weakest_topics_are_those_that_need_more_than_a_tap() -> None:
    right = outcome("faq/a", understood("answer", "faq/a"))
    offered = outcome("faq/b", understood("offer", "faq/a", "faq/b"))
    lost = outcome("faq/c", understood("unknown", "faq/a"))
    assert list(report_of(right, offered, lost).weakest) == ["faq/c", "faq/b"]


def test_the_cost_of_a_text_is_told_with_and_without_segmentation() -> None:
    seen = [understood("answer", "greet", cost=Cost(pipeline, 0.5)) for pipeline in (1.5, 2.5)]
    speed = report_of(*(outcome("greet", one) for one in seen)).speed
    assert speed is not None
    assert (speed.pipeline, speed.beyond_segmentation) == (2.0, 1.5)
    assert report_of(outcome("greet", understood("answer", "greet"))).speed is None


def a_whole_report() -> Report:
    outcomes = [
        outcome("faq/a", understood("answer", "faq/a", cost=Cost(2, 1)), slice_="noi"),
        outcome("faq/a", understood("answer", "faq/b", cost=Cost(2, 1))),
        outcome("faq/$x_", understood("unknown", "", cost=Cost(2, 1)), slice_="$5[b]"),
        outcome("report_emergency", understood("answer", "report_emergency", cost=Cost(2, 1))),
    ]
    return report_of(*outcomes)


def test_the_text_names_what_was_measured_in_aligned_lines() -> None:
    text = as_text(a_whole_report())
    for said in ("4 tin nhắn từ f.tsv", "giọng nói (noi)", "Tiền lương", "Nhận ra tin khẩn cấp", "$5[b]", "2,00 ms"):
        assert said in text
    assert "(không nhận ra gì)" in text
    assert max(map(len, text.splitlines())) <= 100
    assert not any(line.endswith(" ") for line in text.splitlines())


def written(folder: Path, report: Report) -> Sequence[str]:
    write_report(report, folder)
    return sorted(path.name for path in folder.iterdir())


def test_text_json_and_picture_are_written(tmp_path: Path) -> None:
    """Also when names in the files look like the markup of a library."""
    assert written(tmp_path, a_whole_report()) == ["report.json", "report.png", "report.txt"]
    described = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert described["slices"]["noi"] == {"n": 1, "top1": 1.0, "one_tap": 1.0, "false_answer": 0.0}
    assert described["ms"] == {"pipeline": 2.0, "beyond_segmentation": 1.0, "beyond_segmentation_p95": 1.0}
    with Image.open(tmp_path / "report.png") as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000


def test_one_message_makes_a_report_and_so_does_a_crowd(tmp_path: Path) -> None:
    one = report_of(outcome("greet", understood("answer", "greet")))
    (tmp_path / "one").mkdir()
    written(tmp_path / "one", one)
    many = {f"slice_with_quite_a_long_name_{number}": Tally(9, 5, 7, 1) for number in range(40)}
    written(tmp_path, replace(one, slices=many, speed=Speed(1, 1, 1)))


def test_nothing_is_measured_when_the_report_could_not_be_written(tmp_path: Path) -> None:
    messages = tmp_path / "f.tsv"
    messages.write_text("text\tintent\nx\tgreet\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="Không tạo được thư mục"):
        report_files([messages], messages / "out", Models(tmp_path))
