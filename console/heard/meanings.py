"""What a message can mean, as trainers read it: the topics of the FAQ by their titles, and everything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.services import TopicTitles
from grievances.name_order import name_order
from knowledge.intents import INTENT_NAMES

_FAQ = "faq/"
_GONE = "Chủ đề không còn nữa"


@dataclass(frozen=True)
class Meaning:
    intent: str
    title: str


class Meanings:
    def __init__(self, library: TopicTitles | None) -> None:
        topics = {f"{_FAQ}{topic_id}": library.title(topic_id) for topic_id in library.topic_ids()} if library else {}
        self._titles = {**topics, **INTENT_NAMES}
        self.topics = sorted((Meaning(*pair) for pair in topics.items()), key=lambda meaning: name_order(meaning.title))
        self.others: Sequence[Meaning] = [Meaning(*pair) for pair in INTENT_NAMES.items()]

    def title(self, intent: str) -> str:
        return self._titles.get(intent, _GONE)

    def known(self, intent: str) -> bool:
        return intent in self._titles

    def named(self, intents: Iterable[str]) -> list[Meaning]:
        """Those that there still are."""
        return [Meaning(intent, self._titles[intent]) for intent in intents if intent in self._titles]
