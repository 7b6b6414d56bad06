"""How each page and form of the console is addressed: a route that is not here fails the tests that go over all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from console.route_access import RouteAccess, route_access

_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Of:
    """The id of a thing in the world (tests/console/world.py); `before` stands in front of it."""

    thing: str
    before: str = ""


Value = str | Of
Fields = Mapping[Value, Value]

# What a parameter of a path may name.
CASES = ("case", "alarm", "live", "collective", "member", "linked", "merged", "alone")
PLACES: Mapping[str, tuple[str, ...]] = {
    "case_id": CASES,
    "media_id": ("media", "sound"),
    "act_id": ("act",),
    "key": ("heard",),
    "request_id": ("request",),
    "invitation_id": ("invitation",),
    "token": ("token",),
    "staff_id": ("staff",),
    "template_id": ("template",),
    "view_id": ("view",),
}

_NEXT = {"next": "/console/cases"}
_BACK = {"back": "status=received"}
_WORDS = {"text": "Lời của cán bộ"} | _BACK
_CHANGE = _WORDS | {"version": "1", "seen": "1"}
_SURE = {"sure": "1"}
_NOTHING: Fields = {}
_LIST: Fields = {
    "view": "all",
    "q": Of("number", "PA-"),
    "search": Of("search"),
    "status": "received",
    "category": "wages",
    "kind": "grievance",
    "severity": "normal",
    "unit": Of("unit"),
    "assignee": Of("staff"),
    "channel": "zalo",
    "tag": Of("tag"),
    "from": "2026-01-01",
    "to": "2026-12-31",
    "waiting": "1",
    "sort": "due",
    "workplace": Of("workplace"),
    "progress": "answered",
    "page": "1",
}
_REPORT: Fields = {
    "period": "custom",
    "from": "2026-01-01",
    "to": "2026-12-31",
    "unit": Of("unit"),
    "category": "wages",
    "kind": "grievance",
    "channel": "zalo",
    "workplace": Of("workplace"),
}
_TEMPLATE: Fields = {
    "title": "Mẫu",
    "text": "Chào bạn",
    "category": "wages",
    "unit": Of("unit"),
    "version": "1",
    "preview": "",
}
_HEARD: Fields = {"back": "state=new", "intent": "faq/overtime_pay"}

FIELDS: Mapping[tuple[str, str], Fields] = {
    ("GET", "/"): _NOTHING,
    ("GET", "/account"): _NOTHING,
    ("GET", "/account/alerts"): _NOTHING,
    ("POST", "/account/alerts"): {"email": "toi@congdoan.example", "telegram": "123456789"},
    ("POST", "/account/alerts/test"): _NOTHING,
    ("POST", "/account/password"): {"old": "sai", "new": "mot-mat-khau-moi", "again": "mot-mat-khau-moi"},
    ("POST", "/account/sessions/end"): {"session": Of("session")},
    ("POST", "/account/sessions/end-others"): _NOTHING,
    ("GET", "/alarms"): _NOTHING,
    ("GET", "/audit"): {
        "q": Of("number"),
        "act": "changes",
        "who": Of("staff_name"),
        "since": "2026-01-01",
        "until": "2026-12-31",
        "after": "0",
        "before": "0",
    },
    ("GET", "/cases"): _LIST,
    ("POST", "/cases/bulk"): {
        "case": Of("to_do"),
        "act": "assign",
        "assign_to": Of("staff"),
        "assign_text": "Giúp nhé",
        "everything": "",
        "back": Of("search", "search="),
    },
    ("GET", "/cases/bulk/{act_id}"): _NOTHING,
    ("POST", "/cases/bulk/{act_id}/go-on"): _NOTHING,
    ("POST", "/cases/bulk/{act_id}/undo"): _NOTHING,
    ("POST", "/cases/export"): _LIST | {"format": "csv"},
    ("POST", "/cases/search"): _LIST,
    ("GET", "/cases/{case_id}"): _BACK,
    ("POST", "/cases/{case_id}/ask-contact"): _WORDS,
    ("POST", "/cases/{case_id}/assign"): _CHANGE | {"to": Of("staff")},
    ("POST", "/cases/{case_id}/collective/auto"): {"on": "1"} | _BACK,
    ("POST", "/cases/{case_id}/collective/join"): _BACK,
    ("POST", "/cases/{case_id}/collective/undo"): {"batch": Of("batch")} | _BACK,
    ("POST", "/cases/{case_id}/conflict"): _SURE,
    ("GET", "/cases/{case_id}/contact"): _NOTHING,
    ("POST", "/cases/{case_id}/exclude"): {"to": Of("staff")} | _BACK,
    ("POST", "/cases/{case_id}/hold"): _WORDS,
    ("POST", "/cases/{case_id}/insert"): _WORDS | {"insert": Of("template", "template:")},
    ("POST", "/cases/{case_id}/law"): _WORDS | {"law": "tăng ca"},
    ("POST", "/chats/{case_id}/insert"): {"text": "x", "insert": Of("template", "template:")},
    ("POST", "/chats/{case_id}/law"): {"text": "x", "law": "tăng ca"},
    ("POST", "/law"): {"law": "tăng ca"},
    ("POST", "/cases/{case_id}/files"): _CHANGE,
    ("POST", "/cases/{case_id}/files/drop"): _CHANGE | {"drop": Of("media")},
    ("POST", "/cases/{case_id}/resend"): _BACK | {"entry": Of("entry")},
    ("POST", "/chats/{case_id}/files"): {"text": "x"},
    ("POST", "/chats/{case_id}/files/drop"): {"text": "x", "drop": Of("media")},
    ("POST", "/cases/{case_id}/link"): {"text": Of("live_number")} | _BACK,
    ("GET", "/cases/{case_id}/media/{media_id}"): _NOTHING,
    ("GET", "/cases/{case_id}/media/{media_id}/preview"): _NOTHING,
    ("POST", "/cases/{case_id}/merge"): {"text": Of("live_number")} | _BACK,
    ("POST", "/cases/{case_id}/note"): _CHANGE,
    ("POST", "/cases/{case_id}/readmit"): {"to": Of("staff")} | _BACK,
    ("POST", "/cases/{case_id}/release"): _BACK,
    ("POST", "/cases/{case_id}/reply"): _CHANGE,
    ("POST", "/cases/{case_id}/severity"): _CHANGE | {"to": "urgent"},
    ("POST", "/cases/{case_id}/status"): _CHANGE | {"to": "in_progress"},
    ("POST", "/cases/{case_id}/tags"): {"text": "nợ lương"} | _BACK,
    ("POST", "/cases/{case_id}/tags/remove"): {"key": Of("tag")} | _BACK,
    ("POST", "/cases/{case_id}/take"): _CHANGE,
    ("POST", "/cases/{case_id}/take-alarm"): _BACK,
    ("POST", "/cases/{case_id}/unit"): _CHANGE | {"to": Of("unit")},
    ("POST", "/cases/{case_id}/unlink"): {"other": Of("other")} | _BACK,
    ("POST", "/cases/{case_id}/unmerge"): _BACK,
    ("GET", "/chats"): _NOTHING,
    ("GET", "/chats/waiting"): _NOTHING,
    ("GET", "/chats/{case_id}"): _NOTHING,
    ("POST", "/chats/{case_id}/end"): _WORDS,
    ("GET", "/chats/{case_id}/feed"): _NOTHING,
    ("POST", "/chats/{case_id}/offer"): _NOTHING,
    ("POST", "/chats/{case_id}/resend"): {"entry": Of("entry")},
    ("POST", "/chats/{case_id}/say"): {"key": "0123456789abcdef", "text": "Chào bạn"},
    ("POST", "/chats/{case_id}/take"): _NOTHING,
    ("POST", "/chats/{case_id}/typing"): _NOTHING,
    ("POST", "/collectives"): {"key": Of("workplace"), "category": "wages", Of("alone", "case-"): "1"},
    ("GET", "/collectives/new"): {"key": Of("workplace"), "category": "wages"},
    ("GET", "/confirm"): _NEXT,
    ("POST", "/confirm"): _NEXT | {"password": "sai", "code": "123456", "resend": "1", "kept-text": "Lời"},
    ("GET", "/events"): {"case": Of("case"), "since": "0"},
    ("GET", "/heard"): {"q": "nghỉ tết", "reason": "unknown", "state": "new", "page": "1", "done": Of("heard")},
    ("GET", "/heard/file"): _NOTHING,
    ("GET", "/heard/{key}"): _BACK,
    ("POST", "/heard/{key}/dismiss"): _HEARD,
    ("POST", "/heard/{key}/take"): _HEARD,
    ("POST", "/heard/{key}/undo"): _HEARD,
    ("GET", "/identity"): {"decided": "1", "page": "1"},
    ("POST", "/identity/{request_id}/decide"): {"decision": "grant", "text": "Được", "decided": "", "page": "1"},
    ("GET", "/invitation/{token}"): _NOTHING,
    ("POST", "/invitation/{token}"): {"new": "mot-mat-khau-moi", "again": "mot-mat-khau-moi-khac"},
    ("GET", "/reports"): _REPORT,
    ("POST", "/reports/export"): _REPORT | {"format": "csv"},
    ("GET", "/second-factor"): _NEXT,
    ("POST", "/second-factor"): _NEXT | {"code": "123456"},
    ("GET", "/second-factor/qr.svg"): _NOTHING,
    ("POST", "/second-factor/recovery-codes"): _NOTHING,
    ("GET", "/sign-in"): _NEXT | {"email": "toi@congdoan.example"},
    ("POST", "/sign-in"): _NEXT | {"email": "toi@congdoan.example", "password": "sai"},
    ("GET", "/sign-in/code"): _NEXT,
    ("POST", "/sign-in/code"): _NEXT | {"code": "123456"},
    ("POST", "/sign-out"): _NOTHING,
    ("GET", "/staff"): {"q": Of("staff_name"), "unit": Of("unit"), "role": "officer", "active": "all", "page": "1"},
    ("POST", "/staff/invitations/{invitation_id}/revoke"): _NOTHING,
    ("GET", "/staff/invite"): _NOTHING,
    ("POST", "/staff/invite"): {"email": "x@y", "name": "Tên", "role": "officer", "unit": Of("unit")},
    ("GET", "/staff/{staff_id}"): _NOTHING,
    ("POST", "/staff/{staff_id}/password-link"): _SURE,
    ("POST", "/staff/{staff_id}/place"): _SURE | {"role": "viewer", "unit": Of("unit")},
    ("POST", "/staff/{staff_id}/reset-factor"): _SURE,
    ("POST", "/staff/{staff_id}/switch"): _SURE | {"to": "off"},
    ("GET", "/templates"): {"archived": "1", "page": "1"},
    ("GET", "/templates/new"): _NOTHING,
    ("POST", "/templates/new"): _TEMPLATE,
    ("GET", "/templates/{template_id}"): _NOTHING,
    ("POST", "/templates/{template_id}"): _TEMPLATE,
    ("POST", "/templates/{template_id}/archive"): {"archived": "1"},
    ("GET", "/views"): _NOTHING,
    ("POST", "/views"): {"name": "Của tôi", "shared": "1", "back": Of("search", "search=")},
    ("GET", "/views/{view_id}"): _NOTHING,
    ("POST", "/views/{view_id}/delete"): _NOTHING,
    ("POST", "/views/{view_id}/rename"): {"name": "Tên khác"},
    ("POST", "/views/{view_id}/up"): _NOTHING,
    ("GET", "/workplaces"): {"page": "1"},
    ("POST", "/workplaces/merge"): {"key": Of("workplace"), "main": Of("place_name"), "page": "1"},
    ("POST", "/workplaces/undo"): {"alias": Of("alias")},
}


@dataclass(frozen=True)
class Address:
    """A route that the tests know how to ask."""

    access: RouteAccess
    parameters: tuple[str, ...]
    fields: Fields

    @property
    def writes(self) -> bool:
        return self.access.method == "POST"

    def path(self, values: Mapping[str, str]) -> str:
        """`values`: percent-encoded, by parameter."""
        return _PARAMETER.sub(lambda match: values[match[1]], self.access.path)

    def __str__(self) -> str:
        return f"{self.access.method} {self.access.path}"


def addresses() -> list[Address]:
    """Raise KeyError for a route that nobody has said how to ask."""
    found = []
    for access in route_access():
        parameters = tuple(_PARAMETER.findall(access.path))
        for parameter in parameters:
            PLACES[parameter]
        found.append(Address(access, parameters, FIELDS[access.key]))
    return found
