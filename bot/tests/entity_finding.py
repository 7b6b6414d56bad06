"""How the tests of the entities ask, and how they write down what they expect."""

from __future__ import annotations

from bot.nlu.entities.finder import Entity, Finder
from bot.nlu.entities.found import DateValue, DurationValue
from bot.nlu.entities.provinces import Provinces

FINDER = Finder(Provinces.load())


def found(text: str) -> list[tuple[str, object]]:
    """Return what is found in a message, without the places."""
    return [(entity.entity, entity.value) for entity in FINDER.find(text)]


def said(text: str) -> list[tuple[str, str]]:
    """Return what is found in a message as it was said there."""
    return [(entity.entity, text[entity.start : entity.end]) for entity in FINDER.find(text)]


def only(text: str) -> Entity:
    """Return the one entity of a message."""
    (entity,) = FINDER.find(text)
    return entity


def lasting(years: int = 0, months: int = 0, days: int = 0, hours: float = 0.0) -> DurationValue:
    return {"years": years, "months": months, "days": days, "hours": hours}


def dated(date: str) -> DateValue:
    """1990, 1990-03 or 1990-03-15"""
    precision = ["year", "month", "day"][date.count("-")]
    return {"date": (date + "-01-01")[:10], "precision": precision}
