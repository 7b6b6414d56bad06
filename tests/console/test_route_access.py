"""Every page of the console says whom it is for; none is open by accident, and docs/access.md tells the truth."""

from __future__ import annotations

from fastapi.routing import iter_route_contexts

from console.route_access import RouteAccess, route_access
from console.web.guard import NEXT_STEP, OWN, PUBLIC
from grievances.model import Role
from grievances.permissions import Permission
from motcham.access_doc import access_page
from motcham.place import ROOT
from tests.console.cast import House
from tests.console.test_access import console_of

ALL = route_access()
BY_KEY = {access.key: access for access in ALL}


def test_no_page_is_forgotten() -> None:
    """Each demands a permission, or is named in guard.py: PUBLIC for strangers, OWN for everybody with an account."""
    assert [access.key for access in ALL if not access.accounted_for] == []


def test_no_page_is_named_that_does_not_exist() -> None:
    assert BY_KEY.keys() >= OWN | PUBLIC
    for pages in NEXT_STEP.values():
        assert pages <= OWN
    assert not OWN & PUBLIC


def test_a_page_that_demands_a_permission_is_not_open_otherwise() -> None:
    assert [access.key for access in ALL if access.permissions and access.key in OWN | PUBLIC] == []


async def test_the_table_knows_every_route_of_the_running_console(house: House) -> None:
    running = {
        (method, route.path)
        for route in iter_route_contexts(console_of(house).routes)
        if route.path != "/static"
        for method in route.methods or ()
    }
    assert running == BY_KEY.keys()


def test_what_an_open_desk_must_not_give_away_needs_a_confirmation() -> None:
    dangerous = {
        ("POST", "/second-factor/recovery-codes"),
        ("POST", "/staff/{staff_id}/place"),
        ("POST", "/staff/{staff_id}/switch"),
        ("POST", "/staff/{staff_id}/reset-factor"),
        ("POST", "/staff/{staff_id}/password-link"),
        ("POST", "/staff/invite"),
    }
    assert dangerous <= {access.key for access in ALL if access.confirmed}


def test_a_page_without_any_mark_counts_as_forgotten() -> None:
    assert not RouteAccess("GET", "/forgotten", [], confirmed=False).accounted_for
    assert not RouteAccess("GET", "/forgotten", [], confirmed=True).accounted_for
    assert not RouteAccess("GET", "/forgotten", [], confirmed=False).open_to(Role.ADMIN)


def test_only_administrators_manage_staff() -> None:
    manage = [access for access in ALL if Permission.STAFF_MANAGE in access.permissions]
    assert manage
    for access in manage:
        assert [role for role in Role if access.open_to(role)] == [Role.ADMIN]


def test_the_table_in_the_docs_is_that_of_the_code() -> None:
    """Mend it with: .venv/bin/python -m motcham.access_doc > docs/access.md"""
    assert (ROOT / "docs" / "access.md").read_text(encoding="utf-8") == access_page()
