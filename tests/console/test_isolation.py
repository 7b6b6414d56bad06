"""Staff of one unit cannot tell what belongs to another from what does not exist: on every page, with every id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import pytest

from console.route_access import route_access
from grievances.model import Role
from tests.console.addresses import FIELDS, PLACES, Address, Of, Value, addresses
from tests.console.asking import FORM, Answer, Asker, encoded, in_path
from tests.console.cast import House
from tests.console.world import STAFF, Builder, World

# New in every answer: the key of a message about to be written, and where an export stands in the log.
_FRESH = re.compile(r'name="key" value="[0-9a-f]{32}"|nhật ký số \d+')
_ABSENT = "f0e1d2c3b4a5968778695a4b3c2d1e0f"


@dataclass(frozen=True)
class Question:
    """A request in which one thing (`slot`) is not one's own."""

    address: Address
    things: Mapping[str, str]  # by parameter of the path
    slot: str


def test_every_route_is_known_here() -> None:
    """A new page, or a new kind of id: say in tests/console/addresses.py how it is asked for."""
    assert FIELDS.keys() == {access.key for access in route_access()}
    assert addresses()


def absent(thing: str, real: str) -> str:
    """What looks like this id and names nothing."""
    if real.isdigit():
        return "9" * 6
    if thing.endswith("_name"):
        return "Không Có Ai"
    return (_ABSENT * 3)[: len(real)]


def questions(role: Role) -> Iterator[Question]:
    """An officer asks for everything, other roles for what officers have no page for."""
    for address in addresses():
        if address.access.public:
            continue  # who has the link of an invitation is whom it is for
        if role is not Role.OFFICER and (address.access.open_to(Role.OFFICER) or not address.access.open_to(role)):
            continue
        for things in kinds(address):
            named = dict(zip(address.parameters, things, strict=True))
            slots = set(things) | {
                part.thing for pair in address.fields.items() for part in pair if isinstance(part, Of)
            }
            for slot in sorted(slots):
                yield Question(address, named, slot)


def kinds(address: Address) -> list[tuple[str, ...]]:
    """What the parameters name: on the page of a case every kind of case, elsewhere one, in turn."""
    choices = list(product(*(PLACES[parameter] for parameter in address.parameters)))
    if str(address) in ("GET /cases/{case_id}", "GET /chats/{case_id}"):
        return choices
    return [choices[sum(map(ord, address.access.path)) % len(choices)]]


def filled(value: Value, ids: Mapping[str, str]) -> str:
    return value if isinstance(value, str) else value.before + ids[value.thing]


async def answer(asker: Asker, question: Question, ids: Mapping[str, str], session: tuple[str, str]) -> Answer:
    address, (token, csrf) = question.address, session
    path = address.path({name: in_path(ids[thing]) for name, thing in question.things.items()})
    pairs = [(filled(name, ids), filled(value, ids)) for name, value in address.fields.items()]
    if not address.writes:
        return await asker.ask("GET", path, pairs, token=token)
    return await asker.ask("POST", path, (), encoded([("csrf", csrf), *pairs]), token, {"content-type": FORM})


def told(said: Answer, asked_for: str) -> tuple[object, ...]:
    """All that somebody learns from an answer who knew the id before."""
    known = re.compile(f"{re.escape(asked_for)}|{re.escape(in_path(asked_for))}" if len(asked_for) > 5 else r"\b\B")
    headers = {name: known.sub("?", value) for name, value in said.headers.items() if name != "content-length"}
    return said.status, headers, _FRESH.sub("", known.sub("?", said.body.decode(errors="replace"))), said.written


@pytest.fixture
async def worlds(house: House) -> tuple[World, World]:
    return await Builder(house, "zone").build(), await Builder(house, "south").build()


@pytest.mark.parametrize("role", STAFF)
async def test_what_is_of_another_unit_looks_like_what_does_not_exist(
    house: House, worlds: tuple[World, World], role: Role
) -> None:
    foreign, own = worlds
    asker, different = Asker(house), []
    session = await asker.begin(own.staff[role])
    for question in questions(role):
        real = foreign.ids[question.slot]
        none = absent(question.slot, real)
        there = await answer(asker, question, {**own.ids, question.slot: real}, session)
        nowhere = await answer(asker, question, {**own.ids, question.slot: none}, session)
        if told(there, real) != told(nowhere, none):
            different.append(f"{question.address} {question.slot}: {there.status} {nowhere.status}")
    assert different == []
