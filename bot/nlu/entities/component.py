"""The recognisers as Rasa sees them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities.finder import Finder
from bot.nlu.entities.provinces import Provinces


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MotchamEntities(GraphComponent, EntityExtractorMixin):
    """Adds money, duration, date, number, percent, province and receipt to a message; commands stay as they are."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MotchamEntities:
        return cls(Finder(Provinces.load()))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message to those that it has."""
        for message in messages:
            found = [asdict(entity) for entity in self._finder.find(message.get(TEXT) or "")]
            known = message.get(ENTITIES, [])
            message.set(ENTITIES, [*known, *self.add_extractor_name(found)], add_to_output=True)
        return messages
