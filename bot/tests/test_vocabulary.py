"""What training counts in all texts at once is what a message is later compared with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.features import families
from bot.nlu.normalise import words
from bot.nlu.vocabulary import Vocabulary

TEXTS = [
    words(text)
    for text in (
        "Đoàn phí đóng bao nhiêu ạ?",
        "doan phi dong bao nhieu",
        "bao nhiêu, bao nhiêu và bao nhiêu",
        "lam them gio ngay le 500k",
        "alo",
        "",
    )
]


@pytest.mark.parametrize("least", [1, 2, 3])
def test_what_is_counted_at_once_is_what_is_found_in_each_message(least: int) -> None:
    vocabulary, matrix = Vocabulary.learn(TEXTS, least)
    assert vocabulary.size == matrix.shape[1]
    assert np.allclose(matrix.toarray(), [vector(vocabulary, text) for text in TEXTS])


@given(st.lists(st.lists(st.sampled_from(["bảo hiểm", "bao", "hiem", "a", "á", "đ", "12"]), max_size=9), min_size=1))
def test_whatever_the_words_both_find_the_same(texts: list[list[str]]) -> None:
    vocabulary, matrix = Vocabulary.learn(texts, 1)
    assert np.allclose(matrix.toarray(), [vector(vocabulary, text) for text in texts])


def test_what_only_one_text_has_is_left_out() -> None:
    known = Vocabulary.learn(TEXTS, 2)[0].as_json()
    assert "bao" in known["f"]
    assert "alo" not in known["f"]
    assert "bao~nhieu" in known["p"]


def vector(vocabulary: Vocabulary, text: list[str]) -> np.ndarray:
    row = np.zeros(vocabulary.size)
    columns, values = vocabulary.vector(families(text))
    row[columns] = values
    return row
