"""Whatever anybody sends to whichever page: a clear answer in Vietnamese, never a breakdown, and a refusal changes
nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from grievances.model import Role
from tests.console.addresses import PLACES, Address, Of, Value, addresses
from tests.console.asking import FORM, Answer, Asker, encoded, in_path
from tests.console.cast import House
from tests.console.world import STAFF, Builder, World

BAD_TEXTS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "0" * 32,
    "F" * 64,
    "x" * 5_000,
    "-1",
    "0",
    "9" * 12,
    "9" * 5_000,
    "-" + "9" * 19,
    "1e9",
    "NaN",
    "٣",
    "²",
    "../../etc/passwd",
    "..\\..",
    "//[",
    "http://[::1",
    "/console/\\evil",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "%s%n%00",
    "' OR 1=1 --",
    "Nguye\u0302\u0303n 👩‍🏭 \u202e đảo",
    "\ud800",
    "\udfff\ud800",
    "\x1b[31m\x7f\x85",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "template:",
    "topic:overtime_pay",
    "PA-999999999",
    "a=b&c=d",
    "search=\x00&unit=\x00&tag=%00&page=-1",
)
BAD_PATHS = (*(text for text in BAD_TEXTS if text), "a/b", "%", "%2e%2e%2f", "new", "invite")
BAD_BODIES = (
    (b"", b""),
    (b"", b"csrf=x"),
    (FORM, b"csrf"),
    (FORM, b"\xff\xfe\x00&\xe1\xbb=\xed\xa0\x80&%=%&%zz=%f"),
    (FORM + b"; charset=utf-16", b"t\x00e\x00x\x00t\x00=\x00a\x00"),
    (FORM, b"&&&===;;;" * 200),
    (FORM, b"text=" + b"%F0%9F" * 3_000),
    (FORM, b"a=1&" * 3_000),
    (FORM, b"text=" + b"x" * (129 * 1024)),
    (b"application/json", b'{"text": [1, 2'),
    (b"application/json", b"\xff"),
    (b"multipart/form-data", b"--x"),
    (b"multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nabc'),
    (b"multipart/form-data; boundary=" + b"x" * 300, b"--" + b"x" * 300),
    (b"text/plain; charset=\xff", b"text=a"),
)
# What asking alone may write: who asked, how often, what is searched for, that a file or a contact was opened,
# and that the officer of a live conversation is still there.
_OF_ASKING = frozenset({"audit_event", "staff_session", "throttle_bucket", "case_search"})
_OF_READING = _OF_ASKING | {"media_item", "identity_request", "live_chat"}
_MARK = "<script>alert(1)"


@dataclass(frozen=True)
class Shot:
    """How one request is spoilt. Numbers choose from the lists above."""

    places: Mapping[str, str]  # bad values, by parameter of the path
    fields: Mapping[Value, tuple[str, ...]]  # values instead of the good one: none, one or several
    extra: tuple[tuple[str, str], ...]
    body: tuple[bytes, bytes] | None  # content type and body instead of a form
    token: bool  # the form's


def shots(address: Address) -> st.SearchStrategy[Shot]:
    bad = st.sampled_from(BAD_TEXTS)
    values = st.one_of(st.tuples(bad), st.just(()), st.tuples(bad, bad))
    return st.builds(
        Shot,
        places=spoilt(address.parameters, st.sampled_from(BAD_PATHS)),
        fields=spoilt(tuple(address.fields), values),
        extra=st.lists(st.tuples(bad, bad), max_size=1).map(tuple),
        body=st.one_of(st.none(), st.none(), st.none(), st.sampled_from(BAD_BODIES)),
        token=st.sampled_from((True, True, True, True, False)),
    )


def spoilt[K, V](names: tuple[K, ...], bad: st.SearchStrategy[V]) -> st.SearchStrategy[dict[K, V]]:
    """Some of the names, each with a bad value; mostly few, lest nothing get past the first check."""
    if not names:
        return st.just({})
    return st.dictionaries(st.sampled_from(names), bad, max_size=min(3, len(names)))


async def fire(asker: Asker, address: Address, shot: Shot, world: World, role: Role) -> Answer:
    token, csrf = await asker.begin(world.staff[role])
    things = {parameter: world.ids[first(address, parameter)] for parameter in address.parameters}
    path = address.path({name: in_path(value) for name, value in {**things, **shot.places}.items()})
    good = [
        (filled(name, world), filled(value, world)) for name, value in address.fields.items() if name not in shot.fields
    ]
    pairs = good + [(filled(name, world), bad) for name, values in shot.fields.items() for bad in values]
    pairs += shot.extra
    if not address.writes:
        return await asker.ask("GET", path, pairs, token=token)
    if shot.body is not None:
        kind, body = shot.body
        with_token = body.replace(b"text=", f"csrf={csrf}&text=".encode())
        return await asker.ask("POST", path, pairs, with_token, token, {"content-type": kind} if kind else {})
    pairs += [("csrf", csrf)] if shot.token else []
    return await asker.ask("POST", path, (), encoded(pairs), token, {"content-type": FORM})


def first(address: Address, parameter: str) -> str:
    """The thing that fits the page: a live conversation has its own pages."""
    if parameter == "case_id" and address.access.path.startswith("/chats"):
        return "live"
    return PLACES[parameter][0]


def filled(value: Value, world: World) -> str:
    return value.before + world.ids[value.thing] if isinstance(value, Of) else value


def problem(address: Address, said: Answer) -> str:
    """What is wrong with an answer; empty when it is a good one."""
    if said.status >= 500:
        return "broke"
    if _MARK in said.body.decode(errors="replace"):
        return "lets markup through"
    if said.status >= 400 and said.status != 416 and 'lang="vi"' not in said.text and '{"error":' not in said.text:
        return "does not say in Vietnamese what is wrong"
    if (said.status >= 400 or not address.writes) and not said.written <= (
        _OF_ASKING if address.writes else _OF_READING
    ):
        return f"was refused, and changed {sorted(said.written)}"
    return ""


@pytest.fixture
async def world(both_houses: House) -> World:
    return await Builder(both_houses, "zone").build()


@pytest.mark.parametrize("role", STAFF)
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
async def test_nothing_that_is_sent_breaks_a_page(
    both_houses: House, world: World, role: Role, data: st.DataObject
) -> None:
    asker, wrong = Asker(both_houses), []
    for address in addresses():
        if not address.access.open_to(role) or (role is Role.SUPERVISOR and address.access.open_to(Role.OFFICER)):
            continue
        shot = data.draw(shots(address))
        said = await fire(asker, address, shot, world, role)
        if found := problem(address, said):
            wrong.append(f"{address} {found} ({said.status}): {shot}"[:600])
    assert wrong == []


async def test_every_id_may_be_anything(both_houses: House, world: World) -> None:
    """Among it what a database takes for the end of a text."""
    asker, wrong = Asker(both_houses), []
    good = Shot({}, {}, (), None, token=True)
    for address in addresses():
        role = Role.CUSTODIAN if address.access.path.startswith("/identity") else Role.ADMIN
        for parameter, bad in zip(address.parameters * 3, ("\x00", "%", "a" * 5_000), strict=False):
            said = await fire(asker, address, replace(good, places={parameter: bad}), world, role)
            if (found := problem(address, said)) or said.status != 404:
                wrong.append(f"{address} {found} ({said.status}): {parameter} {bad[:9]!r}")
    assert wrong == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CUSTODIAN, Role.TRAINER, Role.VIEWER])
async def test_what_a_role_has_no_page_for_is_not_there(house: House, role: Role) -> None:
    world = await Builder(house, "zone").build()
    asker, wrong = Asker(house), []
    for address in addresses():
        if address.access.open_to(role):
            continue
        said = await fire(asker, address, Shot({}, {}, (), None, token=True), world, role)
        if (found := problem(address, said)) or said.status != 404:
            wrong.append(f"{address} {found} ({said.status})")
    assert wrong == []


async def test_a_stranger_gets_no_further_than_the_sign_in(house: House) -> None:
    world = await Builder(house, "zone").build()
    asker = Asker(house)
    for address in addresses():
        if address.access.public:
            continue
        path = address.path({name: in_path(world.ids[first(address, name)]) for name in address.parameters})
        for token in ("", "x", "\u00e9", "x" * 5_000, '"', "a;b=c"):
            said = await asker.ask(address.access.method, path, token=token, headers={"content-type": FORM})
            assert not problem(address, said), (str(address), token[:9], said.status)
            assert said.status == (401 if address.writes else 303), (str(address), token[:9], said.status)
            assert not said.written, str(address)


HEADERS: tuple[tuple[str, bytes], ...] = (
    ("host", b"["),
    ("host", b""),
    ("host", b"a b\xff"),
    ("origin", b"http://["),
    ("sec-fetch-site", b"\xff"),
    ("content-length", b"9" * 30),
    ("content-length", b"-1"),
    ("range", b"bytes=9-1"),
    ("range", b"bytes=" + b"9" * 12 + b"-"),
    ("range", b"\xb2"),
    ("if-none-match", b"\xff" * 500),
    ("user-agent", b"\xe1\xbb\x87" * 2_000),
    ("accept", b"application/json"),
    ("accept-encoding", b"\xff;q=x"),
    ("cookie", b"motcham_flash=\xff; motcham_session=\x80; ;=;"),
    ("last-event-id", b"-1"),
    ("x-fragment", b"1"),
    ("x-forwarded-for", b"x" * 3_000),
)


async def test_no_header_breaks_a_page(house: House) -> None:
    world = await Builder(house, "zone").build()
    asker, wrong = Asker(house), []
    ids = world.ids
    asked = (
        ("GET", "/cases"),
        ("GET", f"/cases/{ids['case']}"),
        ("GET", f"/cases/{ids['case']}/media/{ids['sound']}"),
        ("GET", "/alarms"),
        ("GET", "/events"),
        ("POST", f"/cases/{ids['case']}/note"),
        ("POST", "/sign-in"),
        ("GET", "/khong-co"),
        ("GET", "/static/khong-co.css"),
    )
    token, csrf = await asker.begin(world.staff[Role.OFFICER])
    for method, path in asked:
        for name, value in HEADERS:
            for who in (token, ""):
                body = encoded([("csrf", csrf), ("email", "x@y"), ("password", "x")]) if method == "POST" else b""
                headers = {"content-type": FORM, name: value}
                said = await asker.ask(method, path, (), body, "" if name == "cookie" else who, headers)
                if said.status >= 500 or not said.written <= _OF_READING:
                    wrong.append(f"{method} {path} {name}: {value[:20]!r} {said.status}")
    assert wrong == []


async def test_other_ways_of_asking_are_refused(house: House) -> None:
    """A page is read with GET and a form sent with POST: nothing else is there, for anybody."""
    world = await Builder(house, "zone").build()
    asker = Asker(house)
    token, _ = await asker.begin(world.staff[Role.ADMIN])
    known = {(address.access.method, address.access.path) for address in addresses()}
    for address in addresses():
        path = address.path({name: in_path(world.ids[first(address, name)]) for name in address.parameters})
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO"):
            if (method, address.access.path) in known:
                continue
            said = await asker.ask(method, path, token=token, headers={"content-type": FORM})
            assert said.status in (403, 404, 405), (method, path, said.status)
            assert not said.written, (method, path)
