"""Every page of the console in a real browser, on a desk and on a phone: it fits, it has one heading, nothing on it
fails, and everybody can use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from playwright.async_api import Browser, Request

from console.route_access import RouteAccess, route_access
from grievances.model import Role
from tests.console.browsing import DESKTOP, PHONE, Officer, officer_at
from tests.console.cast import House
from tests.console.full_house import Stop, furnish
from tests.support.clock import ManualClock

pytestmark = pytest.mark.browser

SCREENS = {"desk": DESKTOP, "phone": PHONE}
# What answers with a piece of a page, a file, a picture or a stream.
NO_PAGES = {
    "/alarms",
    "/cases/{case_id}/media/{media_id}",
    "/cases/{case_id}/media/{media_id}/preview",
    "/chats/waiting",
    "/chats/{case_id}/feed",
    "/events",
    "/heard/file",
    "/second-factor/qr.svg",
}
# Whoever comes first and may see the page looks at it.
_WHO = ("officer", "supervisor", "admin", "custodian", "trainer")


async def stops(house: House, clock: ManualClock) -> Sequence[Stop]:
    """Every GET address of the console that is a page."""
    known = await furnish(house, clock)
    pages = [access for access in route_access() if access.method == "GET" and access.path not in NO_PAGES]
    return [stop for access in pages for stop in await _of(house, access, known)]


async def _of(house: House, access: RouteAccess, known: Mapping[str, Sequence[Stop]]) -> Sequence[Stop]:
    if access.path in known:
        return known[access.path]
    assert "{" not in access.path, f"tests/console/full_house.py does not know what to show at {access.path}"
    name = next(name for name in _WHO if access.open_to(Role(house.staff[name].role)))
    return [Stop(access.path, await house.visitor(name), access.path.strip("/").replace("/", "-"))]


def listen(officer: Officer) -> None:
    """Requests that fail are problems, too; what a page asks by itself and is cut short by going on is none."""

    def failed(request: Request) -> None:
        if request.resource_type not in ("fetch", "eventsource") or request.failure != "net::ERR_ABORTED":
            officer.problems.append(f"{request.url} failed: {request.failure}")

    officer.page.on("requestfailed", failed)


async def look_at(officer: Officer, stop: Stop) -> None:
    await officer.enter_as(stop.visitor)
    await officer.visit(stop.path)
    page = officer.page
    assert "/sign-in" not in page.url or stop.path.startswith("/sign-in"), f"{stop.path} is not open to whom it should"
    assert await page.locator("h1").count() == 1, f"{stop.path} has not one h1"
    assert not (await page.title()).startswith("·"), f"{stop.path} has no title"
    await officer.look(stop.shot)
    await officer.check_accessible()
    assert officer.problems == [], f"{stop.path}: {officer.problems}"


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_page_fits_and_can_be_used_by_everybody(
    house: House, browser: Browser, site: str, clock: ManualClock, screen: str
) -> None:
    async with officer_at(browser, site, SCREENS[screen], f"page-{screen}") as officer:
        listen(officer)
        for stop in await stops(house, clock):
            await look_at(officer, stop)
