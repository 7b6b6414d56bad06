"""How a message file is read and what counts as understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcham.understanding import Example, Tally, Understood, read_examples
from storage.errors import ConfigError


def understood(decision: str, intent: str, *candidates: str) -> Understood:
    return Understood(decision, intent, 0.5, candidates, [])


WANTED = Example("t", frozenset({"faq/a", "faq/b"}), "dau")


@pytest.mark.parametrize(
    ("what", "counts"),
    [
        (understood("answer", "faq/b"), (1, 1, 0)),
        (understood("answer", "faq/c", "faq/a"), (0, 0, 1)),
        (understood("offer", "faq/a", "faq/c", "faq/a"), (0, 1, 0)),
        (understood("offer", "faq/a", "faq/c"), (0, 0, 0)),
        (understood("unknown", "faq/a", "faq/a"), (0, 0, 0)),
    ],
)
def test_what_counts(what: Understood, counts: tuple[int, int, int]) -> None:
    tally = Tally()
    tally.add(WANTED, what)
    assert (tally.top1, tally.one_tap, tally.false_answer) == counts


def test_not_knowing_is_the_right_answer_to_what_is_out_of_scope() -> None:
    tally = Tally()
    tally.add(Example("t", frozenset({"out_of_scope"}), "hard"), understood("unknown", "faq/a"))
    assert (tally.top1, tally.false_answer) == (1, 0)


def test_a_file_is_read_without_any_quoting(tmp_path: Path) -> None:
    path = tmp_path / "f.tsv"
    path.write_text('text\ttopic_id\talso_ok\tslice\n"lương" gì\twage_a\twage_b, wage_c\tdau\n', encoding="utf-8")
    (example,) = read_examples(path)
    assert example == Example('"lương" gì', frozenset({"faq/wage_a", "faq/wage_b", "faq/wage_c"}), "dau")


def test_other_intents_have_full_names_as_alternatives(tmp_path: Path) -> None:
    path = tmp_path / "f.tsv"
    path.write_text("text\tintent\talso_ok\tslice\nx\treport_grievance\tfaq/wage_a\t\n", encoding="utf-8")
    assert read_examples(path) == [Example("x", frozenset({"report_grievance", "faq/wage_a"}), "-")]


@pytest.mark.parametrize("content", [b"", b"a\tb\n1\t2\n", b"text\n1\n", b"\xff\xfe\x00"])
def test_a_wrong_file_is_refused_with_what_is_needed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.tsv"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"f\.tsv"):
        read_examples(path)
