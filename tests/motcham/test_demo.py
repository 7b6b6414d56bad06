"""The demo: whoever starts it finds desks at work, each with what its role may see, and a log that is true."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from connectors.outbox import OutboxNotifier
from console.access.accounts import find_by_email, load_member
from grievances.desk import CaseDesk
from grievances.live.desk import LiveDesk
from grievances.model import CaseFilter, CaseKind, QueueView, Role, Severity, StaffMember, Status
from grievances.privacy.identity import Identities
from grievances.queue.saved_views import SavedViews
from grievances.reporting.periods import Preset, period_of
from grievances.reporting.report import Reports
from grievances.templates import Templates
from grievances.units import create_unit
from knowledge.review import Review
from motcham.bootstrap import open_services
from motcham.demo import seeding
from motcham.demo.accounts import ACCOUNTS
from motcham.demo.seeding import seed
from motcham.demo.stage import Stage
from motcham.demo.stories import STORIES
from motcham.settings import load_settings
from storage.audit_chain import check_chain
from storage.clock import in_vietnam
from storage.database import Database
from storage.errors import NotFound
from storage.tables import (
    AuditEvent,
    CaseEntry,
    CaseMerge,
    CaseRecord,
    CaseTag,
    CaseWord,
    MediaItem,
    Staff,
    UnionUnit,
)
from storage.vault import Vault
from tests.support.clock import ManualClock

PASSWORD = "mat-khau-cua-ban-mau"
MONDAY_MORNING = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
OTHER_MOMENTS = {
    "friday night": datetime(2026, 12, 4, 16, 30, tzinfo=UTC),
    "sunday": datetime(2026, 12, 6, 3, 0, tzinfo=UTC),
    "after Tet": datetime(2027, 2, 15, 0, 30, tzinfo=UTC),
}
SECRET = "test-secret-of-enough-length"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A demo that was made once, for tests that only look."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    shutil.copyfile(sqlite_template, path)
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, _made(f"sqlite:///{path}")).result()
    return path


async def _made(url: str) -> None:
    database = Database(url)
    assert await seed(database, Vault([SECRET]), lambda: MONDAY_MORNING, PASSWORD) == PASSWORD
    await database.close()


@pytest.fixture
async def demo(played: Path, tmp_path: Path) -> AsyncIterator[Desks]:
    shutil.copyfile(played, tmp_path / "demo.sqlite")
    database = Database(f"sqlite:///{tmp_path / 'demo.sqlite'}")
    yield Desks(database)
    await database.close()


class Desks:
    """The demo as its people see it, a minute after it was made."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.vault = Vault([SECRET])
        self.clock = ManualClock(MONDAY_MORNING)
        line = OutboxNotifier(self.vault, self.clock)
        self.desk = CaseDesk(self.vault, self.clock, line)
        self.live = LiveDesk(self.vault, self.clock, line)

    async def member(self, key: str) -> StaffMember:
        async with self.database.transaction() as tx:
            staff = await find_by_email(tx, f"{key}@demo.motcham.vn")
            assert staff is not None
            return await load_member(tx, staff.id)

    async def piles(self, key: str) -> dict[QueueView, int]:
        member = await self.member(key)
        async with self.database.reading() as tx:
            return dict(await self.desk.counts(tx, member))

    async def units(self, key: str) -> set[str]:
        """Where the cases lie that a person sees."""
        member = await self.member(key)
        async with self.database.transaction() as tx:
            page = await self.desk.list(tx, member, CaseFilter(), 1, per_page=100)
        return {row.unit_name for row in page.rows}

    async def count(self, what: Any) -> int:
        async with self.database.reading() as tx:
            return await tx.scalar(select(func.count()).select_from(what)) or 0


async def test_each_of_the_seven_roles_has_an_account(demo: Desks) -> None:
    roles = {(await demo.member(account.key)).role for account in ACCOUNTS}
    assert roles == set(Role)


async def test_an_officer_finds_every_pile_filled(demo: Desks) -> None:
    piles = await demo.piles("canbo")
    # What is late goes up by itself: only the topmost unit can have it on its desk.
    wanted = set(QueueView) - {QueueView.LATE}
    assert [view for view in wanted if not piles[view]] == []
    assert (await demo.piles("admin"))[QueueView.LATE] >= 2


async def test_officers_see_their_unit_and_below_only(demo: Desks) -> None:
    assert await demo.units("khac") == {"Liên đoàn Lao động thành phố Hải Phòng"}
    assert await demo.units("coso") == {"Công đoàn cơ sở Công ty May Hoa Sen"}
    assert len(await demo.units("canbo")) == 3
    assert len(await demo.units("admin")) == 5


async def test_whom_a_worker_names_sees_nothing_of_that_case(demo: Desks) -> None:
    """The rest of that unit's cases is on her desk; this one went up."""
    wanted, named, above = CaseFilter(words="bênh quản đốc"), await demo.member("coso"), await demo.member("canbo")
    async with demo.database.transaction() as tx:
        assert (await demo.desk.list(tx, named, wanted, 1)).total == 0
        assert (await demo.desk.list(tx, above, wanted, 1)).total == 1


async def test_a_live_conversation_waits(demo: Desks) -> None:
    here, elsewhere = await demo.member("canbo"), await demo.member("khac")
    async with demo.database.transaction() as tx:
        assert len((await demo.live.lists(tx, here)).waiting) == 1
        assert len((await demo.live.lists(tx, elsewhere)).waiting) == 0


async def test_a_custodian_has_a_request_to_decide_on(demo: Desks) -> None:
    identities, custodian = Identities(demo.vault, demo.clock), await demo.member("danhtinh")
    async with demo.database.transaction() as tx:
        assert await identities.waiting(tx, custodian) == 1
        assert (await identities.page(tx, custodian, decided=True, page=1)).total == 1


@pytest.mark.parametrize("who", ["bientap", "duyet"])
async def test_trainers_have_questions_and_see_no_case(demo: Desks, who: str) -> None:
    trainer = await demo.member(who)
    async with demo.database.transaction() as tx:
        found = await Review(demo.vault, demo.clock).counts(tx, select(UnionUnit.id))
        assert sum(found.values()) >= 8
        with pytest.raises(NotFound):
            await demo.desk.list(tx, trainer, CaseFilter(), 1)


async def test_a_viewer_reads_and_may_change_nothing(demo: Desks) -> None:
    viewer = await demo.member("theodoi")
    async with demo.database.transaction() as tx:
        page = await demo.desk.list(tx, viewer, CaseFilter(), 1)
        view = await demo.desk.read(tx, viewer, page.rows[0].case_id)
        assert not view.may_handle


async def test_the_reports_of_a_head_say_something(demo: Desks) -> None:
    period = period_of(Preset.THIS_MONTH, in_vietnam(MONDAY_MORNING).date())
    head = await demo.member("phutrach")
    async with demo.database.transaction() as tx:
        report = await Reports(demo.vault, demo.clock).build(tx, head, period, CaseFilter(), {"zalo": "Zalo"})
        assert (await Templates(demo.clock).page(tx, head, False, 1, 25))[1] == 4
        assert await SavedViews(demo.vault, demo.clock).all(tx, head)
    assert report.total is not None
    assert report.total > 20
    assert len(report.tables) >= 8


async def test_there_is_one_of_everything_that_can_happen(demo: Desks) -> None:
    async with demo.database.reading() as tx:
        cases = (await tx.scalars(select(CaseRecord))).all()
        kinds = set(await tx.scalars(select(CaseEntry.kind)))
    assert {case.kind for case in cases} == set(CaseKind)
    assert {case.severity for case in cases} == set(Severity)
    assert {case.status for case in cases} == set(Status)
    assert {case.rating for case in cases} == {"good", "bad", None}
    assert any(case.rises for case in cases)
    assert len(cases) == len(STORIES)
    assert {"rose", "excluded", "joined", "identity", "live", "moved", "alarm_taken", "severity"} <= kinds
    for table, least in ((CaseMerge, 1), (CaseTag, 10), (MediaItem, 5), (CaseWord, 500)):
        assert await demo.count(table) >= least, table.__tablename__


async def test_what_was_said_is_found_by_its_words(demo: Desks) -> None:
    officer = await demo.member("canbo")
    async with demo.database.transaction() as tx:
        found = await demo.desk.list(tx, officer, CaseFilter(words="thoat hiem"), 1)
    assert found.total == 1


async def test_the_log_is_one_unbroken_chain_in_the_order_of_time(demo: Desks) -> None:
    state = await check_chain(demo.database, demo.vault)
    assert (state.broken, state.unsealed) == (None, 0)
    assert state.head.seq > 200
    async with demo.database.reading() as tx:
        for moments in (select(AuditEvent.at).order_by(AuditEvent.id), select(CaseEntry.at).order_by(CaseEntry.id)):
            at = (await tx.scalars(moments)).all()
            assert list(at) == sorted(at)
            assert at[-1] <= MONDAY_MORNING


@pytest.mark.parametrize("now", OTHER_MOMENTS.values(), ids=OTHER_MOMENTS)
async def test_it_can_be_made_on_any_day(sqlite_database: Database, vault: Vault, now: datetime) -> None:
    await seed(sqlite_database, vault, lambda: now, PASSWORD)
    desks = Desks(sqlite_database)
    desks.clock = ManualClock(now)
    desks.desk = CaseDesk(vault, desks.clock, OutboxNotifier(vault, desks.clock))
    piles = await desks.piles("canbo")
    assert [view for view in set(QueueView) - {QueueView.LATE} if not piles[view]] == []
    assert (await desks.piles("admin"))[QueueView.LATE] >= 2
    async with sqlite_database.reading() as tx:
        newest = await tx.scalar(select(func.max(CaseEntry.at)))
    assert newest is not None
    assert newest <= now


async def test_a_second_start_adds_nothing(database: Database, vault: Vault, clock: ManualClock) -> None:
    assert await seed(database, vault, clock, "") is not None
    before = await _rows(database)
    clock.advance(minutes=5)
    assert await seed(database, vault, clock, PASSWORD) is None
    assert await _rows(database) == before


async def test_an_interrupted_demo_is_none(
    sqlite_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise half a demo would stay for ever: the next start finds accounts and adds nothing."""

    async def switched_off(_stage: Stage) -> None:
        raise RuntimeError

    monkeypatch.setattr(seeding, "keep_heard", switched_off)
    with pytest.raises(RuntimeError):
        await seed(sqlite_database, vault, lambda: MONDAY_MORNING, PASSWORD)
    assert await _rows(sqlite_database) == [0, 0, 0, 0]


async def test_nothing_is_added_to_a_union_that_exists(sqlite_database: Database, vault: Vault) -> None:
    async with sqlite_database.transaction() as tx:
        await create_unit(tx, "LD", "Liên đoàn Lao động tỉnh Bình Minh", None, is_intake=True)
    assert await seed(sqlite_database, vault, lambda: MONDAY_MORNING, PASSWORD) is None
    assert (await _rows(sqlite_database))[0] == 0


async def test_serving_makes_no_demo(tmp_path: Path) -> None:
    """An installation in earnest runs `motcham serve`."""
    environment = {
        "MOTCHAM_VAR_DIR": str(tmp_path),
        "MOTCHAM_DATABASE_URL": f"sqlite:///{tmp_path / 'm.sqlite'}",
    }
    async with open_services(load_settings(environment, None)) as services:
        assert await _rows(services.database) == [0, 0, 0, 0]


async def _rows(database: Database) -> list[int]:
    async with database.reading() as tx:
        tables = (Staff, UnionUnit, CaseRecord, AuditEvent)
        return [await tx.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
