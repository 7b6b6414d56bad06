"""Find everything at once: from left to right, at each place the longest reading wins, and nothing is read twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlu.entities.counts import find_number, find_percent
from bot.nlu.entities.dates import find_date
from bot.nlu.entities.duration import find_clock, find_duration
from bot.nlu.entities.found import Found, Value
from bot.nlu.entities.lookalikes import find_look_alike
from bot.nlu.entities.money import find_money
from bot.nlu.entities.numbers import read_amount
from bot.nlu.entities.provinces import Provinces
from bot.nlu.entities.reading import DIGITS, WORD, Reading
from bot.nlu.entities.receipts import RECEIPT, find_receipts

# A story of pages is read where bot/nlu/normalise.py reads it.
_HEAD, _TAIL = 1000, 600


@dataclass(frozen=True)
class Entity:
    """What was said, and where; `start` and `end` count characters of the message as it was received."""

    entity: str
    value: Value
    start: int
    end: int


class Finder:
    """Finds what a message says in figures and names; holds the table of provinces."""

    def __init__(self, provinces: Provinces) -> None:
        self._provinces = provinces

    def find(self, text: str) -> list[Entity]:
        """Return the entities of a message, from left to right. Every text is a message: this never fails."""
        if text.lstrip().startswith("/"):  # a command, whose entities Rasa reads itself
            return []
        return [entity for start, part in _parts(text) for entity in self._in(part, start)]

    def _in(self, text: str, offset: int) -> Iterator[Entity]:
        reading = Reading(text)
        found = [Entity(RECEIPT, code, start, end) for start, end, code in find_receipts(reading)]
        for receipt in found:
            reading.wall_off(receipt.start, receipt.end)
        found += self._read(reading)
        for entity in sorted(found, key=lambda entity: entity.start):
            yield Entity(entity.entity, entity.value, entity.start + offset, entity.end + offset)

    def _read(self, reading: Reading) -> Iterator[Entity]:
        index = 0
        while index < len(reading):
            longest = self._longest(reading, index)
            if longest and longest.value is not None:
                start, end = reading[index].start, reading[longest.end - 1].end
                yield Entity(longest.entity, longest.value, start, end)
            index = longest.end if longest else index + 1

    def _longest(self, reading: Reading, index: int) -> Found | None:
        if reading[index].kind not in (DIGITS, WORD):
            return None
        found = [candidate for candidate in self._candidates(reading, index) if candidate]
        return max(found, key=lambda candidate: candidate.end, default=None)

    def _candidates(self, reading: Reading, index: int) -> Iterator[Found | None]:
        """Of two that end at the same place the first one wins."""
        yield self._provinces.find(reading, index)
        yield find_look_alike(reading, index)
        yield find_date(reading, index)
        amount = read_amount(reading, index)
        yield find_duration(reading, index, amount)
        if amount:
            yield find_clock(reading, index, amount)
            yield find_percent(reading, index, amount)
            yield find_money(reading, index, amount)
            yield find_number(reading, index, amount)
        elif reading[index].kind == DIGITS:  # 1.2.3
            yield Found(index + 1)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield what is read of a message, and where it begins; no word is cut in two."""
    if len(text) <= _HEAD + _TAIL:
        yield 0, text
        return
    head, *rest = text[:_HEAD].rsplit(maxsplit=1) or [""]
    yield 0, head if rest else ""
    _, *rest = text[-_TAIL:].split(maxsplit=1) or [""]
    yield len(text) - len("".join(rest)), "".join(rest)
