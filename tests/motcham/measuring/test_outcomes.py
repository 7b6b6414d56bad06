"""What counts as understood, and what `motcham nlu eval --json` promises to print."""

from __future__ import annotations

import pytest

from motcham.measuring.examples import Example
from motcham.measuring.outcomes import Tally, evaluate, summary
from motcham.understanding import Understood
from tests.motcham.measuring.cast import outcome, understood


@pytest.mark.parametrize(
    ("seen", "counts"),
    [
        (understood("answer", "faq/b"), (1, 1, 0)),
        (understood("answer", "faq/c", "faq/a"), (0, 0, 1)),
        (understood("offer", "faq/a", "faq/c", "faq/a"), (0, 1, 0)),
        (understood("offer", "faq/a", "faq/c"), (0, 0, 0)),
        (understood("unknown", "faq/a", "faq/a"), (0, 0, 0)),
    ],
)
def test_what_counts(seen: Understood, counts: tuple[int, int, int]) -> None:
    tally = Tally.of([outcome("faq/a", seen, "faq/b")])
    assert (tally.top1, tally.one_tap, tally.false_answer) == counts


def test_not_knowing_is_the_right_answer_to_what_is_out_of_scope() -> None:
    tally = Tally.of([outcome("out_of_scope", understood("unknown", "faq/a"), slice_="hard")])
    assert (tally.top1, tally.false_answer) == (1, 0)


class Model:
    """Answers every text with the topic that the text names."""

    def parse(self, text: str) -> Understood:
        return understood("answer", f"faq/{text}")


def test_each_message_is_asked_and_held_against_what_was_expected() -> None:
    examples = [Example(text, "faq/a", frozenset({"faq/a"}), "noi") for text in ("a", "b")]
    right, wrong = evaluate(Model(), examples)
    assert (right.right, wrong.right, wrong.false_answer) == (True, False, True)
    assert right.seconds >= 0


def test_the_machine_readable_summary_keeps_its_shape() -> None:
    outcomes = [
        outcome("faq/a", understood("answer", "faq/a")),
        outcome("faq/a", understood("offer", "faq/b", "faq/a")),
        outcome("faq/a", understood("answer", "faq/b"), slice_="noi"),
    ]
    assert summary(outcomes) == {
        "n": 3,
        "top1": 0.3333,
        "one_tap": 0.6667,
        "false_answer": 0.3333,
        "slices": {
            "dau": {"n": 2, "top1": 0.5, "one_tap": 1.0, "false_answer": 0.0},
            "noi": {"n": 1, "top1": 0.0, "one_tap": 0.0, "false_answer": 1.0},
        },
        "ms_per_text": 250.0,
    }
