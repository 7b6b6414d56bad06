"""The parts of the benchmarks that must be right before a number means anything; nothing here measures time."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.massive_data import Utterance, few_of_each, read, some, without_diacritics, write_training
from benchmarks.processes import clean_environment, run
from benchmarks.side_by_side import Line, table


def utterances(count: int) -> list[Utterance]:
    return [Utterance(f"câu {number}", f"intent{number % 3}") for number in range(count)]


def test_the_same_few_utterances_of_each_intent_are_drawn_each_time() -> None:
    drawn = few_of_each(utterances(100), 20)
    assert drawn == few_of_each(utterances(100), 20)
    assert [sum(one.intent == f"intent{number}" for one in drawn) for number in range(3)] == [20, 20, 20]
    assert len(set(drawn)) == 60


def test_an_intent_with_too_few_utterances_gives_all_it_has() -> None:
    assert len(few_of_each(utterances(30), 20)) == 30
    assert len(some(utterances(30), 1000)) == 30


def test_diacritics_are_removed_from_composed_and_decomposed_text_alike() -> None:
    text = "Đoàn phí ở quận, được hưởng"
    assert without_diacritics(text) == "Doan phi o quan, duoc huong"
    assert without_diacritics(unicodedata.normalize("NFD", text)) == without_diacritics(text)


@given(st.text("aáàăằâấđeêếioôơợuưựyỳ bcdghklmnpqrstvx0123456789"))
def test_vietnamese_without_diacritics_is_plain_and_as_long(text: str) -> None:
    assert without_diacritics(text).isascii()
    assert len(without_diacritics(text)) == len(text)


def test_texts_are_brought_to_their_composed_form(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text(json.dumps({"text": "đoa\u0300n", "intent": "a", "id": "1"}) + "\n\n", encoding="utf-8")
    assert read(path) == [Utterance("đoàn", "a")]


@pytest.mark.parametrize("content", [b"", b"text,intent\n", b'{"text": "x"}\n', b"[1]\n", b'{"text": 1}\n', b"\xff\n"])
def test_a_file_that_is_no_data_set_ends_the_benchmark_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "train.jsonl"
    path.write_bytes(content)
    with pytest.raises(SystemExit, match=r"train\.jsonl"):
        read(path)


def test_a_line_break_in_an_utterance_does_not_make_two(tmp_path: Path) -> None:
    write_training([Utterance("một\nhai", "a"), Utterance("ba", "a")], tmp_path / "nlu.yml")
    first, second = (tmp_path / "nlu.yml").read_text(encoding="utf-8").splitlines()
    assert first == 'version: "3.1"'
    assert json.loads(second.removeprefix("nlu: ")) == [{"intent": "a", "examples": "- một hai\n- ba\n"}]


def test_a_command_is_measured_with_its_children(tmp_path: Path) -> None:
    child = "import time; block = bytearray(50_000_000); time.sleep(0.3)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    cost = run([sys.executable, "-c", parent], clean_environment(), tmp_path / "log")
    assert cost.peak_mb > 50
    assert cost.wall_seconds > 0


def test_a_command_that_fails_ends_the_benchmark_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such luck"):
        run([sys.executable, "-c", "raise SystemExit('no such luck')"], clean_environment(), tmp_path / "log")


def test_the_table_tells_ratios_of_costs_and_points_of_shares() -> None:
    printed = table([Line("đúng", 0.5, 0.75, points=True), Line("chờ", 4.0, 1.0, "s"), Line("nghỉ", 0.0, 1.0, "s")])
    _, share, ratio, nothing = printed.splitlines()
    assert share.split() == ["đúng", "50.0", "%", "75.0", "%", "+25.0", "điểm"]
    assert ratio.split() == ["chờ", "4.0", "s", "1.0", "s", "0.250×"]
    assert nothing.endswith("–")
