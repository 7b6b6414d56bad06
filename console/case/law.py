"""The law at hand while one answers: topics found by words, cited with their basis and the day they hold for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from console.services import LawBook
from knowledge.folding import fold

_SHOWN = 8


@dataclass(frozen=True)
class Cited:
    """`review_note` is for the officer: what a lawyer must still look at."""

    topic_id: str
    title: str
    text: str
    review_note: str


def find_law(book: LawBook, typed: str, on: date) -> Sequence[Cited]:
    """Topics that hold all words, those with the words in the title first."""
    words = fold(typed).split()
    if not words:
        return ()
    ranked: list[tuple[int, Cited]] = []
    for topic_id in book.topic_ids():
        cited = cite(book, topic_id, on)
        title, whole = f" {fold(cited.title)} ", f" {fold(f'{cited.title} {cited.text}')} "
        if all(f" {word}" in whole for word in words):
            ranked.append((-sum(f" {word} " in title for word in words), cited))
    return [cited for _, cited in sorted(ranked, key=lambda pair: (pair[0], pair[1].title))[:_SHOWN]]


def cite(book: LawBook, topic_id: str, on: date) -> Cited:
    """Raise KeyError for an unknown topic."""
    answer = book.answer(topic_id, on)
    text = f"Theo {answer.legal_basis} (quy định tại ngày {on:%d/%m/%Y}): {answer.short}"
    return Cited(topic_id, answer.title, text, answer.review_note)


def appended(text: str, more: str) -> str:
    """What was typed stays; the addition starts on a line of its own."""
    return f"{text.rstrip()}\n\n{more}" if text.strip() else more
