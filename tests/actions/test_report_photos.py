"""Photos beside a report: before it, within it, and days later."""

from __future__ import annotations

from collections.abc import Callable

from grievances.model import EntryKind
from tests.actions.reports import cases, opened, photo, told
from tests.actions.seam import Worker
from tests.grievances.cast import Union


async def test_a_photo_after_the_report_is_added_with_its_caption(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.tap("Gửi ảnh")
    said = await worker.command("/share_media", media_id=await photo(union, worker), caption="bảng lương tháng 10")
    assert "đã thêm vào phản ánh" in said
    await worker.again()
    [case] = await cases(union)
    assert [entry.kind for entry in case.timeline][-2:] == [EntryKind.MEDIA, EntryKind.MESSAGE]
    assert told(case) == ["bảng lương tháng 10"]


async def test_a_photo_inside_the_details_form_is_added_and_the_form_goes_on(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    assert "đã thêm vào phản ánh" in await worker.command("/share_media", media_id=await photo(union, worker))
    assert worker.form == "details_form"
    await worker.says("bị trừ vô lý", "nlu_unknown")
    [case] = await cases(union)
    assert [entry.kind for entry in case.timeline] == [EntryKind.OPENED, EntryKind.MEDIA, EntryKind.MESSAGE]


async def test_a_photo_before_the_category_waits_and_goes_along(union: Union, worker: Worker) -> None:
    await worker.command("/report_grievance")
    categories = worker.replies
    assert "chưa gửi cho ai" in await worker.command("/share_media", media_id=await photo(union, worker))
    worker.replies = categories
    assert "kèm ảnh, tệp bạn gửi" in await worker.tap("An toàn")
    [case] = await cases(union)
    assert [entry.kind for entry in case.timeline] == [EntryKind.OPENED, EntryKind.MEDIA]
    assert worker.slots["waiting_media"] is None


async def test_a_photo_that_was_forgotten_meanwhile_does_not_stop_the_report(union: Union, worker: Worker) -> None:
    await worker.command("/share_media", media_id="0" * 32)
    await opened(worker)
    assert len(await cases(union)) == 1


async def test_a_photo_days_later_can_still_join_the_running_case(union: Union, worker: Worker) -> None:
    await opened(worker)
    worker.slots.clear()
    await worker.command("/share_media", media_id=await photo(union, worker), caption="thêm bằng chứng")
    assert "đã thêm" in await worker.tap("Thêm vào phản ánh")
    [case] = await cases(union)
    assert [entry.kind for entry in case.timeline] == [EntryKind.OPENED, EntryKind.MESSAGE, EntryKind.MEDIA]


async def test_a_photo_of_another_chat_is_not_taken(
    union: Union, worker: Worker, stranger: Callable[[], Worker]
) -> None:
    await opened(worker)
    assert "không tìm thấy" in await worker.command("/share_media", media_id=await photo(union, stranger()))
    [case] = await cases(union)
    assert [entry.kind for entry in case.timeline] == [EntryKind.OPENED]


async def test_a_photo_that_could_not_be_fetched_is_asked_for_again(worker: Worker) -> None:
    assert "gửi lại" in await worker.command("/share_media", media_id=None)
