"""What a worker hears about photos, voice notes and files, in a report and outside of one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grievances.evidence.kinds import Refusal
from grievances.evidence.words import REFUSALS
from grievances.media import keep_media
from grievances.model import EntryKind
from storage.tables import MediaItem
from tests.actions.reports import cases, opened, photo
from tests.actions.seam import Worker, check_reply
from tests.grievances.cast import Union


async def voice_note(union: Union, worker: Worker) -> str:
    async with union.database.transaction() as tx:
        return await keep_media(tx, union.vault, union.clock, worker.id, "voice", "audio/ogg", b"OggS", seconds=4)


async def items(union: Union) -> list[MediaItem]:
    async with union.database.transaction() as tx:
        return list(await tx.scalars(select(MediaItem)))


async def test_a_voice_note_is_for_the_officers_and_says_so(union: Union, worker: Worker) -> None:
    heard = await worker.command("/share_voice", media_id=await voice_note(union, worker), media_kind="voice")
    assert "tin thoại" in heard
    assert "chỉ cán bộ nghe được" in heard
    assert worker.titles[0] == "Gửi kèm phản ánh"
    await worker.tap("Gửi kèm phản ánh")
    assert "kèm ảnh, tệp" in await worker.tap("Tiền lương")
    [case] = await cases(union)
    assert [entry.kind for entry in case.timeline] == [EntryKind.OPENED, EntryKind.MEDIA]


async def test_a_voice_note_after_the_report_is_added(union: Union, worker: Worker) -> None:
    await opened(worker)
    heard = await worker.command("/share_voice", media_id=await voice_note(union, worker), media_kind="voice")
    assert "đã thêm vào phản ánh" in heard
    [case] = await cases(union)
    assert case.timeline[-1].kind is EntryKind.MEDIA


async def test_several_photos_get_one_answer(union: Union, worker: Worker) -> None:
    await opened(worker)
    async with union.database.transaction() as tx:
        ids = [
            await keep_media(tx, union.vault, union.clock, worker.id, "image", "image/jpeg", b"%d" % n)
            for n in range(3)
        ]
    for number, media_id in enumerate(ids, 1):
        heard = await worker.command(
            "/share_media",
            media_id=media_id,
            media_kind="image",
            media_count=number,
            media_kinds="image",
            more_media=number < 3,
        )
        assert bool(heard) is (number == 3)
    assert "Mình nhận được 3 ảnh" in worker.heard
    [case] = await cases(union)
    assert len([entry for entry in case.timeline if entry.kind is EntryKind.MEDIA]) == 3


async def test_several_photos_inside_a_form_do_not_repeat_its_question(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    heard = await worker.command(
        "/share_media", media_id=await photo(union, worker), media_kind="image", more_media=True
    )
    assert heard == ""
    assert worker.form


@pytest.mark.parametrize("problem", list(Refusal))
async def test_what_is_not_kept_is_told_in_plain_words(worker: Worker, problem: Refusal) -> None:
    heard = await worker.command("/share_media", media_id=None, media_problem=problem.value)
    assert heard == REFUSALS[problem]
    check_reply(worker.replies[0])
    assert worker.titles == ["Gặp cán bộ", "Mục chính"]


async def test_what_waits_can_be_taken_back(union: Union, worker: Worker) -> None:
    await worker.command("/share_media", media_id=await photo(union, worker), media_kind="image")
    assert "đã xóa" in await worker.tap("Xóa, không gửi")
    assert await items(union) == []
    assert worker.slots["waiting_media"] is None


async def test_what_was_just_added_can_be_taken_back(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.command("/share_media", media_id=await photo(union, worker), media_kind="image")
    assert "đã xóa" in await worker.tap("Xóa tệp vừa gửi")
    assert await items(union) == []
    assert "không còn giữ" in await worker.command("/remove_media")
    [case] = await cases(union)
    assert "Bạn gửi ảnh, tệp (đã xóa)" in await worker.command(f'/my_case{{"case":"{case.row.case_id}"}}')


async def test_what_an_officer_has_opened_stays(union: Union, worker: Worker) -> None:
    await opened(worker)
    media_id = await photo(union, worker)
    await worker.command("/share_media", media_id=media_id, media_kind="image")
    [case] = await cases(union)
    async with union.database.transaction() as tx:
        await union.desk.media(tx, union.staff["admin"], case.row.case_id, media_id)
    assert "đã mở tệp này" in await worker.tap("Xóa tệp vừa gửi")
    assert len(await items(union)) == 1


async def test_nothing_of_another_chat_can_be_taken_back(union: Union, worker: Worker) -> None:
    await opened(worker)
    media_id = await photo(union, worker)
    await worker.command("/share_media", media_id=media_id, media_kind="image")
    [case] = await cases(union)
    stranger = Worker(worker.client, "f00d" * 8)
    assert "không tìm thấy" in await stranger.command(f'/remove_media{{"case":"{case.row.case_id}"}}')
    stranger.slots = {**stranger.slots, "case_id": None, "waiting_media": [media_id]}
    assert "không còn giữ" in await stranger.command("/remove_media")
    assert len(await items(union)) == 1
