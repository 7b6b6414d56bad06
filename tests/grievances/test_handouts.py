"""Files that officers hand to workers: held for one officer and one case, given with an answer, gone with the case."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from grievances.evidence.kinds import JPEG, PDF, Clean, Kind
from grievances.handouts import AT_ONCE
from grievances.live.desk import LiveDesk
from grievances.live.worker import LiveWorker
from grievances.media import erase_of, forget_old_orphans, keep_media, open_media, take_back_newest
from grievances.model import CaseKind, EntryKind
from grievances.notices import NoticeFile
from grievances.worker import Proof
from storage.errors import Conflict, NotFound, RuleViolation
from storage.tables import CaseEntry, MediaItem
from tests.grievances.cast import CHAT, MINE, OTHER_CHAT, Union
from tests.grievances.collective_cast import join, report

PAPER = Clean(Kind.FILE, PDF, b"%PDF-1.7 quyet dinh")
PHOTO = Clean(Kind.IMAGE, JPEG, b"\xff\xd8\xffpixels", preview=b"\xff\xd8\xffsmall")


async def hold(union: Union, case_id: str, who: str = "mill", clean: Clean = PAPER) -> NoticeFile:
    async with union.database.transaction() as tx:
        return await union.desk.hold_file(tx, union.staff[who], case_id, clean)


async def reply(union: Union, case_id: str, files: Sequence[str], who: str = "mill", text: str = "Gửi bạn.") -> bool:
    version = await union.version(case_id)
    async with union.database.transaction() as tx:
        return await union.desk.reply(tx, union.staff[who], case_id, version, text, files)


async def held(union: Union, case_id: str, ids: Sequence[str], who: str = "mill") -> list[str]:
    async with union.database.transaction() as tx:
        return [file.media_id for file in await union.desk.held_files(tx, union.staff[who], case_id, ids)]


async def test_files_follow_the_answer_in_their_order(union: Union) -> None:
    case_id = (await union.open()).case_id
    files = [(await hold(union, case_id, clean=clean)).media_id for clean in (PHOTO, PAPER)]
    assert await reply(union, case_id, files)
    notices = [notice for _, notice in union.notifier.sent.values()]
    assert [notice.text.splitlines()[-1] for notice in notices[:1]] == ["Gửi bạn."]
    assert [(notice.text, notice.file and notice.file.mime) for notice in notices[1:]] == [("", JPEG), ("", PDF)]
    async with union.database.transaction() as tx:
        case = await union.desk.read(tx, union.staff["mill"], case_id)
        told = (await union.cases.view(tx, MINE, case_id)).timeline
        opened = await open_media(tx, union.vault, union.clock, case_id, files[1])
    assert [entry.media_id for entry in case.timeline if entry.kind is EntryKind.MEDIA] == files
    assert [entry.actor_name for entry in told if entry.kind is EntryKind.MEDIA] == ["Công đoàn"] * 2
    assert opened.body == PAPER.body


async def test_a_held_file_is_one_officers_for_one_case(union: Union) -> None:
    case_id, other = (await union.open()).case_id, (await union.open()).case_id
    file = (await hold(union, case_id)).media_id
    assert await held(union, case_id, [file]) == [file]
    assert await held(union, other, [file]) == []
    assert await held(union, case_id, [file], "north") == []
    for where, who in ((other, "mill"), (case_id, "north")):
        with pytest.raises(RuleViolation, match="chưa có gì được gửi"):
            await reply(union, where, [file], who)
    assert union.notifier.sent == {}
    async with union.database.transaction() as tx:
        await union.desk.drop_file(tx, union.staff["north"], case_id, file)
    assert await held(union, case_id, [file]) == [file]
    async with union.database.transaction() as tx:
        with pytest.raises(NotFound):
            await open_media(tx, union.vault, union.clock, case_id, file)


@pytest.mark.parametrize("who", ["south", "mine", "viewer", "trainer", "custodian"])
async def test_who_may_not_answer_may_not_hold_a_file(union: Union, who: str) -> None:
    case_id = (await union.open()).case_id
    with pytest.raises(NotFound):
        await hold(union, case_id, who)


async def test_a_file_is_given_once_and_a_conflict_keeps_it(union: Union) -> None:
    case_id = (await union.open()).case_id
    file = (await hold(union, case_id)).media_id
    with pytest.raises(Conflict):
        async with union.database.transaction() as tx:
            await union.desk.reply(tx, union.staff["mill"], case_id, 99, "x", [file])
    assert await held(union, case_id, [file]) == [file]
    await reply(union, case_id, [file])
    with pytest.raises(RuleViolation):
        await reply(union, case_id, [file])


async def test_what_is_not_sent_is_forgotten_after_a_day_and_a_worker_cannot_take_it(union: Union) -> None:
    case_id = (await union.open()).case_id
    file = (await hold(union, case_id)).media_id
    with pytest.raises(NotFound):
        async with union.database.transaction() as tx:
            await union.cases.add_media(tx, MINE, case_id, file)
    union.clock.advance(hours=25)
    async with union.database.transaction() as tx:
        assert await forget_old_orphans(tx, union.clock) == 1
    with pytest.raises(RuleViolation):
        await reply(union, case_id, [file])


async def test_too_many_at_once_are_refused_whole(union: Union) -> None:
    case_id = (await union.open()).case_id
    files = [(await hold(union, case_id)).media_id for _ in range(AT_ONCE + 1)]
    with pytest.raises(RuleViolation, match=f"nhiều nhất {AT_ONCE} tệp"):
        await reply(union, case_id, files)
    assert await held(union, case_id, files) == files


async def test_without_a_chat_there_is_nowhere_to_send_a_file(union: Union) -> None:
    case_id = (await union.open()).case_id
    file = (await hold(union, case_id)).media_id
    async with union.database.transaction() as tx:
        await union.cases.forget_chat(tx, CHAT)
    with pytest.raises(RuleViolation, match="đã xóa liên kết"):
        await reply(union, case_id, [file])
    await reply(union, case_id, [])


async def test_a_worker_takes_back_the_own_photo_not_the_officers_file(union: Union) -> None:
    case_id = (await union.open()).case_id
    async with union.database.transaction() as tx:
        photo = await keep_media(tx, union.vault, union.clock, CHAT, "image", JPEG, b"\xff\xd8\xffmine")
        await union.cases.add_media(tx, MINE, case_id, photo)
    file = (await hold(union, case_id)).media_id
    await reply(union, case_id, [file])
    async with union.database.transaction() as tx:
        assert await take_back_newest(tx, case_id)
        assert not await take_back_newest(tx, case_id)
        assert (await tx.scalars(select(MediaItem.id))).all() == [file]


async def test_the_same_file_from_the_worker_is_kept_as_theirs(union: Union) -> None:
    case_id = (await union.open()).case_id
    await reply(union, case_id, [(await hold(union, case_id)).media_id])
    async with union.database.transaction() as tx:
        again = await keep_media(tx, union.vault, union.clock, CHAT, "file", PDF, PAPER.body)
        await union.cases.add_media(tx, MINE, case_id, again)
        assert await tx.scalar(select(func.count()).select_from(MediaItem)) == 2


async def test_a_collective_answer_brings_the_file_to_every_member_and_erasing_ends_it(union: Union) -> None:
    members = [await report(union, number) for number in range(1, 4)]
    collective = await join(union, members)
    file = (await hold(union, collective, "north")).media_id
    await reply(union, collective, [file], "north")
    got = [chat for chat, notice in union.notifier.sent.values() if notice.file is not None]
    assert len(got) == len(set(got)) == len(members)
    async with union.database.transaction() as tx:
        assert (await open_media(tx, union.vault, union.clock, members[0], file)).body == PAPER.body
    async with union.database.transaction() as tx:
        assert await erase_of(tx, collective) == 1
        left = select(CaseEntry).where(CaseEntry.case_id == members[0], CaseEntry.kind == EntryKind.MEDIA)
        assert [entry.media_id for entry in await tx.scalars(left)] == [None]


async def test_a_live_conversation_takes_files_with_and_without_words(union: Union) -> None:
    case_id = (await union.open(kind=CaseKind.HUMAN_REQUEST)).case_id
    live, officer = LiveDesk(union.vault, union.clock, union.notifier), union.staff["mill"]
    async with union.database.transaction() as tx:
        await LiveWorker(union.vault, union.clock).ask(tx, CHAT, case_id)
        await live.take(tx, officer, case_id)
    before = len(union.notifier.sent)
    files = [(await hold(union, case_id)).media_id for _ in range(2)]
    for key, text, given in (
        ("k" * 9, "Mẫu đơn đây.", files[:1]),
        ("k" * 9, "Mẫu đơn đây.", files[:1]),
        ("j" * 9, "", files[1:]),
    ):
        async with union.database.transaction() as tx:
            await live.say(tx, officer, case_id, key, text, given)
    sent = [notice for _, notice in union.notifier.sent.values()][before:]
    assert [(notice.text, notice.file is not None) for notice in sent] == [
        ("Cán bộ: Mẫu đơn đây.", False),
        ("", True),
        ("", True),
    ]
    with pytest.raises(RuleViolation):
        async with union.database.transaction() as tx:
            await live.say(tx, officer, case_id, "i" * 9, "")


async def test_another_chat_gets_nothing(union: Union) -> None:
    case_id = (await union.open()).case_id
    await reply(union, case_id, [(await hold(union, case_id)).media_id])
    assert {chat for chat, _ in union.notifier.sent.values()} == {CHAT}
    async with union.database.transaction() as tx:
        with pytest.raises(NotFound):
            await union.cases.view(tx, Proof(OTHER_CHAT), case_id)
