"""The intent classifier as Rasa sees it: full intent names, calibrated, with the decision what to do about them."""

from __future__ import annotations

import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import (
    RESPONSE_SELECTOR_PREDICTION_KEY,
    RESPONSE_SELECTOR_PROPERTY_NAME,
    RESPONSE_SELECTOR_RANKING_KEY,
    RESPONSE_SELECTOR_RETRIEVAL_INTENTS,
    TOKENS_NAMES,
)
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RESPONSE_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.decision import ANSWER, OFFER, RANKING, Decision, as_dict, decide
from bot.nlu.model import IntentModel

logger = logging.getLogger(__name__)

PARSE_KEY = "motcham"
OFFER_INTENT = "nlu_offer"
UNKNOWN_INTENT = "nlu_unknown"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FoldedIntentClassifier(GraphComponent, IntentClassifier):
    """Recognises intents with or without diacritics; a retrieval intent `faq/<id>` is a class of its own."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: IntentModel | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FoldedIntentClassifier:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FoldedIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, IntentModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on every example that has an intent, and store it."""
        from bot.nlu.learning import Example, learn  # what serving does not need

        examples = [
            Example(_words(message), message.get_full_intent())
            for message in training_data.intent_examples
            if message.get(TEXT)
        ]
        self._model = learn(examples)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add intent, ranking and decision to each message."""
        for message in messages:
            self._classify(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def _classify(self, message: Message) -> None:
        if self._model is None:
            raise RuntimeError("the classifier has not been trained")
        understood = self._model.understand(_words(message), RANKING)
        decision = decide(understood.ranking, self._model.thresholds)
        name = _rasa_intent(decision)
        message.set(INTENT, {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: decision.confidence}, add_to_output=True)
        told = as_dict(decision, understood.ranking, understood.self_harm)
        message.set(PARSE_KEY, told, add_to_output=True)
        if decision.kind == ANSWER and "/" in decision.intent:
            message.set(RESPONSE_SELECTOR_PROPERTY_NAME, _selected(name, decision), add_to_output=True)


def _words(message: Message) -> list[str]:
    return [token.text for token in message.get(TOKENS_NAMES[TEXT], [])]


def _rasa_intent(decision: Decision) -> str:
    if decision.kind == ANSWER:
        return decision.intent.split("/", 1)[0]
    return OFFER_INTENT if decision.kind == OFFER else UNKNOWN_INTENT


def _selected(name: str, decision: Decision) -> dict[str, Any]:
    """The output of Rasa's ResponseSelector, which is how Rasa carries the full name of a retrieval intent."""
    chosen = {INTENT_RESPONSE_KEY: decision.intent, PREDICTED_CONFIDENCE_KEY: decision.confidence}
    return {
        RESPONSE_SELECTOR_RETRIEVAL_INTENTS: [name],
        name: {RESPONSE_SELECTOR_PREDICTION_KEY: chosen, RESPONSE_SELECTOR_RANKING_KEY: [chosen]},
    }
