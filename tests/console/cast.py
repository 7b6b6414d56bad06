"""The console's cast: an admin, an officer, an officer of a unit below, a trainer, and an outsider who sees nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Any

import httpx
from fastapi import FastAPI
from pwdlib.hashers.argon2 import Argon2Hasher

from console.access.second_factor import FactorRule
from console.access.sessions import Sessions
from console.app import build_console
from console.live.signals import Signals
from console.services import ConsoleServices, TypingLine
from grievances.alerts.emergencies import Cry, Emergencies, Reported
from grievances.desk import CaseDesk
from grievances.live.desk import LiveDesk
from grievances.live.line import ChatLine
from grievances.media import keep_media
from grievances.model import CaseKind, Category, Opened, Role
from grievances.units import create_unit
from grievances.worker import OpenRequest, Proof, WorkerCases
from knowledge.library import Answer
from storage.clock import Clock, new_id
from storage.database import Database
from storage.tables import CaseRecord, Staff, UnionUnit
from storage.vault import Vault
from tests.grievances.cast import RememberingNotifier

PASSWORD = "mot-mat-khau-dai"
# With the least work that argon2 allows: real ones take it a tenth of a second and 64 MB at each sign-in.
PASSWORD_HASH = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
CHAT = "c0ffee" * 5 + "00"
COOKIE = "motcham_session"
SITE = "http://console.test"

UNITS = (
    ("root", "Liên đoàn Lao động tỉnh Bình Minh", None),
    ("zone", "Công đoàn Khu công nghiệp Sông Hồng", "root"),
    ("mill", "Công đoàn cơ sở Công ty May An Phú", "zone"),
    ("south", "Công đoàn ngành Xây dựng", "root"),
)
PEOPLE = (
    ("admin", "Nguyễn Thị Minh Châu", Role.ADMIN, "root"),
    ("officer", "Trần Văn Hùng", Role.OFFICER, "zone"),
    ("below", "Lê Thị Thu", Role.OFFICER, "mill"),
    ("outsider", "Phạm Quốc Bảo", Role.OFFICER, "south"),
    ("trainer", "Đỗ Thị Lan", Role.TRAINER, "zone"),
    ("custodian", "Vũ Thị Hạnh", Role.CUSTODIAN, "zone"),
    ("supervisor", "Hoàng Văn Nam", Role.SUPERVISOR, "zone"),
    ("viewer", "Bùi Thị Mai", Role.VIEWER, "zone"),
)


class Topics:
    def topic_ids(self) -> list[str]:
        return ["union_dues_rate", "overtime_pay"]

    def title(self, topic_id: str) -> str:
        return {"union_dues_rate": "Mức đóng đoàn phí", "overtime_pay": "Tiền lương làm thêm giờ"}[topic_id]

    def answer(self, topic_id: str, on: date) -> Answer:
        """The second topic is one that a lawyer must look at again."""
        note = "Chờ nghị định mới." if topic_id == "overtime_pay" else ""
        short, basis = f"Quy định về {self.title(topic_id).lower()}.", f"Điều 98 Bộ luật Lao động ({topic_id})"
        return Answer(topic_id, self.title(topic_id), short, short, basis, on, note, (), "")


@dataclass
class RememberingTyping:
    shown: list[str] = dataclass_field(default_factory=list)

    async def show(self, conversation_id: str) -> None:
        self.shown.append(conversation_id)


@dataclass
class House:
    """The console over a small union, with a worker's side to act from."""

    database: Database
    vault: Vault
    clock: Clock
    app: FastAPI
    units: dict[str, UnionUnit]
    staff: dict[str, Staff]
    notifier: RememberingNotifier
    cases: WorkerCases
    typing: RememberingTyping

    async def open(
        self,
        text: str = "Công ty chậm lương hai tháng nay.",
        unit: str = "zone",
        category: Category = Category.WAGES,
        kind: CaseKind = CaseKind.GRIEVANCE,
        chat: str = CHAT,
    ) -> Opened:
        request = OpenRequest(kind, category, chat, "zalo", text, self.units[unit].id)
        async with self.database.transaction() as tx:
            return await self.cases.open(tx, request)

    async def cry(
        self, text: str = "Có người bị máy cuốn tay!", unit: str = "zone", chat: str = "beef00" * 5 + "11"
    ) -> Reported:
        """An emergency, as the chat reports it."""
        cry = Cry(Category.SAFETY, chat, "zalo", text, self.units[unit].id)
        async with self.database.transaction() as tx:
            return await Emergencies(self.cases, self.vault, self.clock).report(tx, cry)

    async def attach(
        self, case_id: str, mime: str, body: bytes, kind: str = "image", chat: str = CHAT, **known: Any
    ) -> str:
        """`known`: preview, seconds."""
        async with self.database.transaction() as tx:
            media_id = await keep_media(tx, self.vault, self.clock, chat, kind, mime, body, **known)
            await self.cases.add_media(tx, Proof(chat), case_id, media_id)
        return media_id

    async def record(self, case_id: str) -> CaseRecord:
        async with self.database.transaction() as tx:
            found = await tx.get(CaseRecord, case_id)
        assert found is not None
        return found

    async def visitor(self, name: str | None = None) -> Visitor:
        """A browser in which `name` is signed in already."""
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url=SITE)
        visitor = Visitor(client)
        if name is not None:
            async with self.database.transaction() as tx:
                token = await Sessions(self.clock).begin(tx, self.staff[name].id, "test", factor=True)
            client.cookies.set(COOKIE, token, domain="console.test")
        return visitor


@dataclass
class Visitor:
    client: httpx.AsyncClient

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get("/console" + path, params=params or None)

    async def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """As a form of ours posts: with the token of the account page unless the data bring their own."""
        fields = {"csrf": await self.token()} | (data or {})
        return await self.client.post("/console" + path, data=fields, **options)

    async def token(self) -> str:
        return field(await self.get("/account"), "csrf")


def field(page: httpx.Response, name: str) -> str:
    """The value of a hidden field; empty when the page has none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    return found[1] if found else ""


async def act(visitor: Visitor, house: House, case_id: str, form: str, **data: str) -> httpx.Response:
    """Send a form of a case's page, as of the case's newest version unless told otherwise."""
    version = data.pop("version", str((await house.record(case_id)).version))
    return await visitor.post(f"/cases/{case_id}/{form}", {"version": version, **data})


async def build_house(
    database: Database,
    vault: Vault,
    clock: Clock,
    *,
    secure: bool = False,
    with_topics: bool = True,
    line: ChatLine | None = None,
    signs: TypingLine | None = None,
) -> House:
    """`line` and `signs`: the real way to a chat, instead of one that only remembers."""
    notifier, typing = RememberingNotifier(), RememberingTyping()
    services = ConsoleServices(
        database=database,
        vault=vault,
        clock=clock,
        desk=CaseDesk(vault, clock, notifier),
        live=LiveDesk(vault, clock, line or notifier),
        typing=signs or typing,
        signals=Signals(database, clock, every=0.2),
        secure_cookies=secure,
        second_factor=FactorRule(waivers=not secure),
        topics=Topics() if with_topics else None,
    )
    app = FastAPI()
    app.mount("/console", build_console(services))
    units: dict[str, UnionUnit] = {}
    staff: dict[str, Staff] = {}
    async with database.transaction() as tx:
        for code, name, parent in UNITS:
            parent_id = units[parent].id if parent else None
            units[code] = await create_unit(tx, code, name, parent_id, is_intake=parent is None)
        for key, name, role, unit in PEOPLE:
            staff[key] = Staff(
                id=new_id(),
                email=f"{key}@congdoan.example",
                name=name,
                password_hash=PASSWORD_HASH,
                role=role,
                unit_id=units[unit].id,
                created_at=clock(),
                # Most tests are not about the second factor: tests/console/test_second_factor.py takes this back.
                second_factor_waived=True,
            )
            tx.add(staff[key])
    return House(database, vault, clock, app, units, staff, notifier, WorkerCases(vault, clock), typing)
