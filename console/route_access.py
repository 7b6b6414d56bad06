"""What each page of the console demands, read from the routes themselves: for the table in docs/access.md, and for the
test that no page is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from console.app import AREAS
from console.web.guard import OWN, PUBLIC, require, sudo
from grievances.model import Role
from grievances.permissions import Permission, may

_CHECKS = {require(permission): permission for permission in Permission}


@dataclass(frozen=True)
class RouteAccess:
    """`permissions`: all of them are needed. `confirmed`: password (and code) must have been given again."""

    method: str
    path: str
    permissions: Sequence[Permission]
    confirmed: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.path

    @property
    def public(self) -> bool:
        return self.key in PUBLIC

    @property
    def accounted_for(self) -> bool:
        """Either a permission stands at the route itself, or it is named as open to strangers or to all staff."""
        return self.public or self.key in OWN or bool(self.permissions)

    def open_to(self, role: Role) -> bool:
        return self.public or (self.accounted_for and all(may(role, permission) for permission in self.permissions))


def route_access() -> Sequence[RouteAccess]:
    """Every page and form, by address."""
    found = [access for area in AREAS for access in _of(area.router)]
    return sorted(found, key=lambda access: (access.path, access.method))


def _of(router: APIRouter) -> Iterator[RouteAccess]:
    for route in iter_route_contexts(router.routes):
        checks = set(_calls(route.dependant))
        permissions = [permission for check, permission in _CHECKS.items() if check in checks]
        for method in sorted(route.methods or ()):
            yield RouteAccess(method, route.path or "", permissions, sudo in checks)


def _calls(dependant: Dependant) -> Iterator[object]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _calls(dependency)
