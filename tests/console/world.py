"""One of everything that has an address, in one unit: what officers of another unit must not tell from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from console.access.accounts import load_member
from console.access.invitations import Invitations
from console.access.second_factor import SecondFactors
from console.access.sessions import Sessions
from grievances.collective.workplaces import Workplaces
from grievances.desk import CaseDesk
from grievances.live.worker import LiveWorker
from grievances.media import keep_media
from grievances.model import CaseKind, Category, Role, StaffMember
from grievances.privacy.erasure import Erasure
from grievances.privacy.identity import Identities
from grievances.privacy.keeping import Keeping
from grievances.queue.bulk import BulkActs
from grievances.queue.bulk_changes import BulkChange, BulkKind, Changer
from grievances.queue.saved_views import SavedViews
from grievances.queue.searches import Searches
from grievances.relations import RelatedCases
from grievances.tags import Tags
from grievances.templates import Draft, Templates
from grievances.worker import Proof
from knowledge.heard import Heard, HeardMessages, Reason
from storage.clock import new_id
from storage.tables import (
    BulkAct,
    CaseEntry,
    CaseRecord,
    CaseTag,
    HeardMessage,
    IdentityRequest,
    ReplyTemplate,
    SavedView,
    Staff,
    StaffInvitation,
    Workplace,
    WorkplaceAlias,
)
from tests.console.cast import PASSWORD_HASH, House
from tests.console.seed import payslip

STAFF = (Role.ADMIN, Role.OFFICER, Role.SUPERVISOR, Role.CUSTODIAN, Role.TRAINER, Role.VIEWER)
TOPIC = "overtime_pay"


@dataclass(frozen=True)
class World:
    """`staff`: a person of each role in the unit. `ids`: by the name that tests/console/addresses.py uses."""

    staff: Mapping[Role, str]
    ids: Mapping[str, str]


class Builder:
    def __init__(self, house: House, unit: str) -> None:
        self._house = house
        self._unit = unit
        self._unit_id = house.units[unit].id
        self._people: dict[Role, StaffMember] = {}
        self._workers = 0
        self._desk = CaseDesk(house.vault, house.clock, house.notifier)

    async def build(self) -> World:
        ids = {"unit": self._unit_id}
        for role in STAFF:
            self._people[role] = await self._person(role)
        await self._start_high()
        ids |= await self._lonely_cases()
        ids |= await self._tied_cases()
        ids |= await self._places()
        ids |= await self._desk_things()
        ids |= await self._people_things()
        return World({role: member.id for role, member in self._people.items()}, ids)

    async def _person(self, role: Role) -> StaffMember:
        person = Staff(
            id=new_id(),
            email=f"{role}-{self._unit}@congdoan.example",
            name=f"Người của {self._unit} {role}",
            password_hash=PASSWORD_HASH,
            role=role,
            unit_id=self._unit_id,
            created_at=self._house.clock(),
            second_factor_waived=True,
        )
        async with self._house.database.transaction() as tx:
            tx.add(person)
            await tx.flush()
            return await load_member(tx, person.id)

    async def _case(self, workplace: str = "", chat: str = "", **known: Any) -> tuple[str, str]:
        """The id, and the worker's chat."""
        self._workers += 1
        chat = chat or f"{self._unit}{self._workers}".encode().hex().rjust(32, "0")
        case_id = (
            await self._house.open(f"Lời {self._workers} của {self._unit}", self._unit, chat=chat, **known)
        ).case_id
        if workplace:
            async with self._house.database.transaction() as tx:
                await self._house.cases.set_workplace(tx, Proof(chat), case_id, workplace)
        return case_id, chat

    async def _start_high(self) -> None:
        """Case numbers of six digits, which stand for nothing else on a page."""
        case_id = (await self._house.open("", self._unit)).case_id  # without words nothing refers to its number
        async with self._house.database.transaction() as tx:
            high = func.coalesce(select(func.max(CaseRecord.number)).scalar_subquery(), 0) + 700_000
            await tx.execute(update(CaseRecord).where(CaseRecord.id == case_id).values(number=high))

    async def _lonely_cases(self) -> dict[str, str]:
        """A case with everything on it, one that was cried, one that is talked about live, one held."""
        house = self._house
        case_id, chat = await self._case()
        officer, head = self._people[Role.OFFICER], self._people[Role.SUPERVISOR]
        media = await house.attach(case_id, "image/jpeg", payslip(), chat=chat)
        async with house.database.transaction() as tx:
            sound = await keep_media(tx, house.vault, house.clock, chat, "voice", "audio/ogg", b"OggS" * 9, seconds=3)
            await house.cases.add_media(tx, Proof(chat), case_id, sound)
            await house.cases.set_contact(tx, Proof(chat), case_id, "Chị Lan 0912 345 678")
            await Tags(house.vault, house.clock).add(tx, officer, case_id, f"nợ lương {self._unit}")
            await Identities(house.vault, house.clock).ask(tx, officer, case_id, "Cần hẹn gặp")
        alarm = (await house.cry(unit=self._unit, chat=f"{self._unit}alarm".encode().hex().rjust(32, "0"))).case_id
        live, live_chat = await self._case(kind=CaseKind.HUMAN_REQUEST)
        async with house.database.transaction() as tx:
            await LiveWorker(house.vault, house.clock).ask(tx, live_chat, live)
            keeping = Keeping(house.vault, house.clock, Erasure(house.vault, house.clock))
            await keeping.hold(tx, head, alarm, "Tòa yêu cầu")
        number, live_number = (await house.record(case_id)).number, (await house.record(live)).number
        return {
            "case": case_id,
            "number": str(number),
            "live_number": str(live_number),
            "media": media,
            "sound": sound,
            "alarm": alarm,
            "live": live,
            "tag": await self._find(CaseTag.key, CaseTag.case_id == case_id),
            "request": await self._find(IdentityRequest.id, IdentityRequest.case_id == case_id),
            "entry": str(await self._find(CaseEntry.id, CaseEntry.case_id == case_id)),
        }

    async def _tied_cases(self) -> dict[str, str]:
        """A collective case with its members, two linked cases, and one that was merged into another."""
        house, officer = self._house, self._people[Role.OFFICER]
        members = [(await self._case(f"Công ty May {self._unit}"))[0] for _ in range(3)]
        key = (await house.record(members[0])).workplace_key or ""
        (first, chat), (second, _) = await self._case(), await self._case()
        again, _ = await self._case(chat=chat)
        numbers = [(await house.record(case_id)).number for case_id in (first, second)]
        related = RelatedCases(house.vault, house.clock)
        async with house.database.transaction() as tx:
            await related.link(tx, officer, first, numbers[1])
            await related.merge(tx, officer, again, numbers[0])
        async with house.database.transaction() as tx:
            collectives = self._desk.collectives
            collective = await collectives.create(tx, officer, key, Category.WAGES, set(members))
        async with house.database.transaction() as tx:
            view = await collectives.view(tx, officer, collective)
        return {
            "member": members[0],
            "collective": collective,
            "batch": view.batches[0].batch_id,
            "linked": first,
            "other": second,
            "merged": again,
        }

    async def _places(self) -> dict[str, str]:
        house, officer = self._house, self._people[Role.OFFICER]
        case_id, *_ = [(await self._case(f"Giày {self._unit}"))[0] for _ in range(3)]
        twice, _ = await self._case(f"Shoe {self._unit} factory")
        key = (await house.record(case_id)).workplace_key or ""
        other = (await house.record(twice)).workplace_key or ""
        async with house.database.transaction() as tx:
            await Workplaces(house.vault, house.clock).merge(tx, officer, other, f"Giày {self._unit}")
        return {
            "workplace": key,
            "workplace_id": await self._find(Workplace.id, Workplace.key == key),
            "place_name": f"Giày {self._unit}",
            "alias": await self._find(WorkplaceAlias.id, WorkplaceAlias.unit_id == self._unit_id),
            "alone": case_id,
        }

    async def _desk_things(self) -> dict[str, str]:
        house, officer, head = self._house, self._people[Role.OFFICER], self._people[Role.SUPERVISOR]
        case_id, _ = await self._case()
        changer = Changer(house.vault, house.clock, self._desk)
        acts = BulkActs(house.database, house.vault, house.clock, changer)
        act = await acts.prepare(officer, BulkChange(BulkKind.TAKE), [case_id])
        async with house.database.transaction() as tx:
            await SavedViews(house.vault, house.clock).save(tx, officer, "Của đội", "status=received", "", shared=True)
            search = await Searches(house.vault, house.clock).keep(tx, officer, f"nợ lương {self._unit}")
            draft = Draft("Chào hỏi", "Chào bạn, Công đoàn đã nhận được.", None, self._unit_id)
            await Templates(house.clock).write(tx, head, draft)
        return {
            "act": await self._find(BulkAct.id, BulkAct.id == act),
            "to_do": case_id,
            "view": await self._find(SavedView.id, SavedView.owner_id == officer.id),
            "search": search,
            "template": await self._find(ReplyTemplate.id, ReplyTemplate.unit_id == self._unit_id),
        }

    async def _people_things(self) -> dict[str, str]:
        house, admin = self._house, self._people[Role.ADMIN]
        invitations = Invitations(house.clock, Sessions(house.clock))
        email = f"moi-{self._unit}@congdoan.example"
        heard = Heard(f"nghỉ tết {self._unit} có lương ko", Reason.UNKNOWN, self._unit_id, "zalo", TOPIC, 0.3, ())
        async with house.database.transaction() as tx:
            token = await invitations.invite(tx, admin, email, "Người mới", Role.OFFICER, self._unit_id)
            session = await Sessions(house.clock).begin(tx, admin.id, "test", factor=True)
            await HeardMessages(house.vault, house.clock).keep(tx, heard)
            found = await Sessions(house.clock).resume(tx, session)
            assert found is not None
            await SecondFactors(house.vault, house.clock).renew_recovery_codes(tx, admin.id)
        return {
            "staff": self._people[Role.OFFICER].id,
            "staff_name": self._people[Role.OFFICER].name,
            "token": token,
            "invitation": await self._find(StaffInvitation.id, StaffInvitation.unit_id == self._unit_id),
            "session": found.session_key[:16],
            "heard": await self._find(HeardMessage.same_key, HeardMessage.unit_id == self._unit_id),
        }

    async def _find(self, column: Any, which: ColumnElement[bool]) -> Any:
        async with self._house.database.reading() as tx:
            found = await tx.scalar(select(column).where(which).limit(1))
        assert found is not None, str(column)
        return found
