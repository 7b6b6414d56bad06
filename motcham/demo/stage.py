"""Where the demo's stories are played: a clock that is moved, the services that a real day uses, and the cast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from actions.privacy_texts import CONSENT
from connectors.accounts import ensure_account
from connectors.messages import ChannelKind
from connectors.outbox import OutboxNotifier
from grievances.alerts.emergencies import Emergencies
from grievances.clocks.closing import Closing
from grievances.clocks.escalation import Escalations
from grievances.clocks.severity import Severities
from grievances.desk import CaseDesk
from grievances.live.desk import LiveDesk
from grievances.live.worker import LiveWorker
from grievances.model import StaffMember
from grievances.privacy.consents import Consents, Purpose
from grievances.privacy.identity import Identities
from grievances.relations import RelatedCases
from grievances.routing.assignment import Assignments
from grievances.tags import Tags
from grievances.worker import Proof, WorkerCases
from storage.tables import CaseRecord, Conversation
from storage.vault import Vault

_VISIT = timedelta(hours=1)


class MovingClock:
    """Tells what time it is in the story."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        self._now = moment


class Stage:
    """One transaction holds the whole play: a demo that was interrupted is none, and the next start begins anew."""

    def __init__(
        self,
        tx: AsyncSession,
        vault: Vault,
        clock: MovingClock,
        units: Mapping[str, str],
        people: Mapping[str, StaffMember],
    ) -> None:
        line = OutboxNotifier(vault, clock)
        self.tx = tx
        self.vault = vault
        self.clock = clock
        self.units = units
        self.people = people
        self.cases = WorkerCases(vault, clock)
        self.emergencies = Emergencies(self.cases, vault, clock)
        self.live_worker = LiveWorker(vault, clock)
        self.desk = CaseDesk(vault, clock, line)
        self.live_desk = LiveDesk(vault, clock, line)
        self.assignments = Assignments(vault, clock, line)
        self.severities = Severities(vault, clock)
        self.tags = Tags(vault, clock)
        self.related = RelatedCases(vault, clock)
        self.identities = Identities(vault, clock)
        self._consents = Consents(vault, clock)
        self._escalations = Escalations(vault, clock, line)
        self._closing = Closing(vault, clock, line)
        self._chats: dict[str, str] = {}
        self._cases: dict[str, str] = {}
        self._visits: dict[tuple[str, str], datetime] = {}

    async def chat(self, worker: str, channel: str) -> str:
        """The conversation of a worker, who agreed there to what is kept. All of them are the web page's, whatever
        their cases say: nothing of a demo may ever be sent to a real platform."""
        if worker not in self._chats:
            account = await ensure_account(self.tx, ChannelKind.WEB, "web", "", self.clock)
            name = f"demo:{worker}"
            chat = Conversation(
                account_id=account.id,
                user_hash=self.vault.index(f"{account.id}:{name}", "conversation.user"),
                user_sealed=self.vault.seal(name, "conversation.user"),
                created_at=self.clock(),
                last_inbound_at=self.clock(),
            )
            self.tx.add(chat)
            await self.tx.flush()
            await self._consents.record(self.tx, chat.id, Purpose.REPORT, CONSENT[Purpose.REPORT], True, channel)
            self._chats[worker] = chat.id
        return self._chats[worker]

    def proof(self, worker: str) -> Proof:
        return Proof(self._chats[worker])

    def remember(self, name: str, case_id: str) -> None:
        self._cases[name] = case_id

    def case(self, name: str) -> str:
        return self._cases[name]

    async def record(self, name: str) -> CaseRecord:
        return await self.tx.get_one(CaseRecord, self.case(name))

    async def version(self, who: str, name: str) -> int:
        """As the person sees it, who has the case open or opens it now."""
        opened, now = self._visits.get((who, name)), self.clock()
        if opened is not None and now - opened < _VISIT:
            return (await self.record(name)).version
        self._visits[who, name] = now
        return (await self.desk.read(self.tx, self.people[who], self.case(name))).version

    async def let_time_work(self) -> None:
        """What the watchers of a running installation do by themselves: deadlines pass, solved cases close."""
        for case_id, seen in await self._escalations.waiting(self.tx):
            await self._escalations.look(self.tx, case_id, seen)
        for case_id in await self._closing.waiting(self.tx):
            await self._closing.close(self.tx, case_id)
