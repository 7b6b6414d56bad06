"""The answers as of a day: texts with the law's numbers filled in, their legal basis, what to ask next, and sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from knowledge.calculators import CALCULATORS, Answers, Calculator, Result
from knowledge.content import (
    Citation,
    Document,
    Parameter,
    Topic,
    read_documents,
    read_parameters,
    read_topics,
)
from knowledge.parameters import ParametersOn


@dataclass(frozen=True)
class TopicRef:
    topic_id: str
    title: str


@dataclass(frozen=True)
class Answer:
    """`as_of` is the day the answer was asked for; `review_note` is empty when nothing is in doubt, `calculator` when
    there is nothing to calculate."""

    topic_id: str
    title: str
    short: str
    detail: str
    legal_basis: str
    as_of: date
    review_note: str
    related: tuple[TopicRef, ...]
    calculator: str


class Library:
    """Built once from the files; `answer` is pure and cheap."""

    def __init__(
        self,
        topics: Mapping[str, Topic],
        parameters: Mapping[str, Parameter],
        documents: Mapping[str, Document],
    ) -> None:
        self.topics = topics
        self.parameters = parameters
        self.documents = documents
        texts = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        # Compiling a text costs more than filling it in, and the texts of a library do not change.
        self._template = cache(texts.from_string)

    @classmethod
    def load(cls, data: Path) -> Library:
        """Read `data/responses`, `data/law`. Raise ConfigError that names the file at fault."""
        return cls(
            read_topics(data / "responses"),
            read_parameters(data / "law" / "parameters"),
            read_documents(data / "law" / "documents.yml"),
        )

    def topic_ids(self) -> Sequence[str]:
        return list(self.topics)

    def title(self, topic_id: str) -> str:
        """The topic's button title. Raise KeyError when there is no such topic."""
        return self.topics[topic_id].title

    def answer(self, topic_id: str, on: date) -> Answer:
        """Raise KeyError for an unknown topic, jinja2.UndefinedError for a parameter not in force on that day."""
        topic = self.topics[topic_id]
        values = ParametersOn(self.parameters, on)
        return Answer(
            topic_id=topic_id,
            title=topic.title,
            short=self._fill(topic.short, values),
            detail=self._fill(topic.detail, values),
            legal_basis=self._legal_basis(topic),
            as_of=on,
            review_note=topic.review or "",
            related=tuple(TopicRef(name, self.title(name)) for name in topic.related if name in self.topics),
            calculator=topic.calculator,
        )

    def calculators(self) -> Mapping[str, Calculator]:
        """Those whose formula a topic explains, by id, in the order of a menu."""
        return {name: calculator for name, calculator in CALCULATORS.items() if calculator.topic_id in self.topics}

    def calculate(self, calculator_id: str, answers: Answers, on: date) -> Result:
        """Raise CannotCalculate with a sentence for the worker, KeyError for an unknown calculator, ValueError when a
        question is still open."""
        calculator = self.calculators()[calculator_id]
        calculator.check(answers)
        outcome = calculator.compute(answers, ParametersOn(self.parameters, on), on)
        topic = self.topics[calculator.topic_id]
        return Result(
            outcome.headline,
            outcome.steps,
            outcome.notes,
            legal_basis=self._legal_basis(topic),
            as_of=on,
            review_note=topic.review or "",
        )

    def _legal_basis(self, topic: Topic) -> str:
        return "; ".join(self._cite(citation) for citation in topic.basis) or topic.source

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        return self._template(text).render(values).strip()

    def _cite(self, citation: Citation) -> str:
        """ "Luật Công đoàn 50/2024/QH15, Điều 30": the kind of document is part of its title."""
        document = self.documents.get(citation.document)
        named = _short_name(document.title, citation.document) if document else citation.document
        return f"{citation.article} {named}".strip() if citation.article else named


def _short_name(title: str, number: str) -> str:
    """Laws are known by name; decrees and circulars by number."""
    if title.startswith(("Bộ luật", "Luật")) and not title.startswith("Luật sửa"):
        return f"{title} ({number})"
    if title.startswith("Nghị quyết"):
        return f"Nghị quyết {number}"
    kind = next((word for mark, word in _KINDS if mark in number), "Văn bản")
    return f"{kind} {number}"


_KINDS = (
    ("UBTVQH", "Nghị quyết"),
    ("QH", "Luật"),
    ("NĐ-CP", "Nghị định"),
    ("NQ-CP", "Nghị quyết"),
    ("TT-", "Thông tư"),
    ("QĐ", "Quyết định"),
    ("VBHN", "Văn bản hợp nhất"),
    ("KH", "Kế hoạch"),
)
