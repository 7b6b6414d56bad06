"""What is wrong with the content: run by `make check` and, later, before publishing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jinja2 import TemplateError

from knowledge.calculators import CALCULATORS
from knowledge.content import Topic, texts
from knowledge.library import Library
from knowledge.parameters import ParametersOn


@dataclass(frozen=True)
class Fault:
    topic_id: str
    message: str

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.message}"


def content_faults(library: Library, on: date) -> list[Fault]:
    """Missing parameters, unknown or replaced documents, passed review dates, dangling links, texts not NFC, titles
    that cannot be told apart."""
    return [
        Fault(topic_id, message)
        for topic_id, topic in library.topics.items()
        for message in _topic_faults(library, topic_id, topic, on)
    ]


def _topic_faults(library: Library, topic_id: str, topic: Topic, on: date) -> Iterator[str]:
    yield from _text_faults(library, topic_id, topic, on)
    yield from _basis_faults(library, topic, on)
    yield from _calculator_faults(library, topic_id, topic, on)
    twin = next((name for name, other in library.topics.items() if name != topic_id and _alike(topic, other)), "")
    if twin:
        yield f"nút «{topic.title}» trùng với {twin}: người lao động không biết chọn nút nào"
    if topic.review_by < on:
        yield f"quá hạn rà soát {topic.review_by:%d/%m/%Y}"
    for name in topic.related:
        if name == topic_id:
            yield "tự liên quan đến chính mình"


def _alike(topic: Topic, other: Topic) -> bool:
    return topic.title.casefold() == other.title.casefold()


def _text_faults(library: Library, topic_id: str, topic: Topic, on: date) -> Iterator[str]:
    if any(unicodedata.normalize("NFC", text) != text for text in texts(topic)):
        yield "chữ chưa ở dạng NFC"
    try:
        library.answer(topic_id, on)
    except (TemplateError, TypeError) as error:
        yield f"không điền được tham số: {error}"


def _basis_faults(library: Library, topic: Topic, on: date) -> Iterator[str]:
    if not topic.basis and not topic.source:
        yield "thiếu căn cứ pháp lý hoặc nguồn"
    replaced = _replaced_on(library, on)
    for citation in topic.basis:
        if citation.document in replaced:
            yield f"{citation.document} đã bị thay bởi {replaced[citation.document]}"
        elif citation.document not in library.documents:
            yield f"{citation.document} chưa có trong danh mục văn bản"


def _calculator_faults(library: Library, topic_id: str, topic: Topic, on: date) -> Iterator[str]:
    """A missing number of a calculator is a fault of the topic that explains it."""
    if not topic.calculator:
        return
    calculator = CALCULATORS.get(topic.calculator)
    if calculator is None:
        yield f"không có phép tính «{topic.calculator}»"
    elif calculator.topic_id not in library.topics:
        yield f"phép tính «{topic.calculator}» thiếu chủ đề {calculator.topic_id}"
    elif calculator.topic_id == topic_id:
        in_force = ParametersOn(library.parameters, on)
        yield from (f"phép tính thiếu tham số {name}" for name in calculator.needs if name not in in_force)


def _replaced_on(library: Library, on: date) -> dict[str, str]:
    return {
        old: document.number
        for document in library.documents.values()
        if document.effective_from is None or document.effective_from <= on
        for old in document.replaces
    }
