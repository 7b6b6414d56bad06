"""Whatever a worker types becomes words; a slip of the fingers never ends a turn."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from underthesea import word_tokenize

from bot.nlu.crf_file import CrfFile, NoCrfFile
from bot.nlu.normalise import fold, normalise
from bot.nlu.segmentation import segment
from bot.nlu.tokenizer import VietnameseTokenizer
from bot.tests.conftest import ROOT

EXAMPLES = sorted((ROOT / "data" / "nlu").glob("*.yml"))
TOKENIZER = VietnameseTokenizer(VietnameseTokenizer.get_default_config())
VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"


def tokens(text: str) -> list[Token]:
    return TOKENIZER.tokenize(Message({TEXT: text}), TEXT)


@pytest.mark.parametrize("text", ["bảo hiểm hưởng như thế nòa", "kích họat thẻ bhyt", "dóan công, hòanh thành"])
def test_words_that_the_segmenter_spells_anew_are_words_like_others(text: str) -> None:
    assert tokens(text)


@given(
    st.lists(
        st.builds(
            "".join, st.tuples(st.text("bcdđghklmnpqrstvx", max_size=3), st.text(VOWELS, min_size=1, max_size=3))
        ),
        max_size=12,
    ).map(" ".join)
)
def test_any_row_of_syllables_is_split_into_words_that_follow_each_other(text: str) -> None:
    ends = 0
    for token in tokens(text):
        assert token.start >= ends
        ends = token.end


@given(st.text(max_size=60))
def test_anything_at_all_is_split_without_an_error(text: str) -> None:
    assert all(token.text for token in tokens(text))


def test_examples_are_split_into_the_words_that_underthesea_finds() -> None:
    lines = chain.from_iterable(path.read_text(encoding="utf-8").splitlines() for path in EXAMPLES)
    texts = [normalise(line.strip().removeprefix("- ")) for line in lines if line.strip().startswith("- ")][::25]
    with_diacritics = [text for text in texts if fold(text) != text]
    assert len(with_diacritics) > 500
    assert segment(with_diacritics) == [word_tokenize(text) for text in with_diacritics]


@given(st.text("aàáảbcdđgiêkmnoôơưtu 0123456789.,/ABĐ👍½ªʰßñ", max_size=40).map(normalise))
def test_anything_with_diacritics_is_split_into_the_words_that_underthesea_finds(text: str) -> None:
    assert segment([text])[0] == (text.split() if fold(text) == text else word_tokenize(text))


def test_a_model_file_of_another_kind_is_refused() -> None:
    with pytest.raises(NoCrfFile):
        CrfFile(bytes(1000))


@pytest.mark.parametrize("many", [1, 5000])
def test_while_training_the_words_are_the_same_as_in_a_message(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.nlu.tokenizer._MANY", many)
    texts = ["Cty ko đóng BHXH cho em", "cty ko dong bhxh cho em", "Nghỉ việc có được trợ cấp thất nghiệp không ạ?"]
    examples = [Message.build(text, "faq/x") for text in texts]
    trained = TOKENIZER.process_training_data(TrainingData(examples)).training_examples
    found = [[token.text for token in message.get(TOKENS_NAMES[TEXT])] for message in trained]
    assert found == [[token.text for token in tokens(text)] for text in texts]
