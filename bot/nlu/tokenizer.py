"""Rasa's tokens: the words of the normalised message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import accumulate, chain
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.segmentation import warm_up, words_of

_MANY = 5000
_CHUNK = 2000
_PROCESSES = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """Normalises a message and splits it into words of one or more syllables; offsets count in those words joined.

    The segmenter mends some misspelt syllables (họat → hoạt), so its words need not stand in the text it was given.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        warm_up()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The words of texts only: nothing that learns looks at those of the intents' names."""
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        for message, words in zip(messages, _words_of_all([message.get(TEXT) for message in messages]), strict=True):
            message.set(TOKENS_NAMES[TEXT], self._tokens(words))
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        return self._tokens(words_of([message.get(attribute)])[0])

    def _tokens(self, words: list[str]) -> list[Token]:
        ends = accumulate(len(word) + 1 for word in words)  # and a space
        return [Token(word, end - len(word) - 1) for word, end in zip(words, ends, strict=True)]


def _words_of_all(texts: Sequence[str]) -> Iterator[list[str]]:
    """In two processes, when that is worth their start."""
    if len(texts) < _MANY:
        yield from words_of(texts)
        return
    parts = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
    with ProcessPoolExecutor(_PROCESSES) as others:
        yield from chain.from_iterable(others.map(words_of, parts))
