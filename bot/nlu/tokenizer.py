"""Rasa's tokens: the words of the normalised message."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normalise import normalise
from bot.nlu.segmentation import segment, warm_up


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

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        words = segment(normalise(message.get(attribute)))
        return self._convert_words_to_tokens(words, " ".join(words))
