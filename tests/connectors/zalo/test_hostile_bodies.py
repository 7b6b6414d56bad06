"""Signed bodies in which one value is not what it should be: taken, kept aside, never a breakdown."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from connectors.fakes.zalo_bodies import BodyMaker
from storage.database import Database
from storage.vault import Vault
from tests.connectors.zalo.conftest import config_for, open_site
from tests.connectors.zalo.test_webhook import text
from tests.support.clock import ManualClock

_BAD: tuple[Any, ...] = (None, True, -1, 10**30, 1.5, "", "\x00", "x" * 5_000, "\ud800", [], [{}], {}, {"a": {"b": []}})


def spoilt(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each value of the body, and of what is in it, once left out and once replaced by each of the bad ones."""
    for path in list(_paths(body)):
        for bad in (*_BAD, ...):
            made = copy.deepcopy(body)
            inner = made
            for name in path[:-1]:
                inner = inner[name]
            if bad is ...:
                del inner[path[-1]]
            else:
                inner[path[-1]] = bad
            yield made


def _paths(body: dict[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in body.items():
        yield (*before, name)
        if isinstance(value, dict):
            yield from _paths(value, (*before, name))


async def test_no_value_of_a_message_breaks_the_webhook(
    database: Database, vault: Vault, clock: ManualClock, bodies: BodyMaker
) -> None:
    site = await open_site(config_for(), database, vault, clock)
    for body in spoilt(text(bodies)):
        signed_at = str(body.get("timestamp", "")).encode(errors="replace").decode()
        signed = bodies.signed_raw(json.dumps(body).encode(), signed_at)
        assert (await site.post(signed)).status_code == 200, body
    await site.client.aclose()
