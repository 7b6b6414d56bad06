"""Who takes the database file without the key learns no word of a case, no code, no chat."""

from __future__ import annotations

from pathlib import Path

from grievances.media import keep_media
from grievances.model import Status
from tests.grievances.cast import CHAT, MINE, Union


async def test_the_database_file_holds_nothing_in_clear(sqlite_union: Union, tmp_path: Path) -> None:
    union, photo = sqlite_union, b"\x89PNG the photo of the kitchen"
    opened = await union.open(text="Quản đốc Hùng nợ lương")
    async with union.database.transaction() as tx:
        media_id = await keep_media(tx, union.vault, union.clock, CHAT, "image", "image/png", photo)
        await union.cases.add_text(tx, MINE, opened.case_id, "Ba tháng chưa trả")
        await union.cases.add_media(tx, MINE, opened.case_id, media_id)
        await union.cases.set_workplace(tx, MINE, opened.case_id, "Xưởng May Sông Thần")
        await union.cases.set_contact(tx, MINE, opened.case_id, "chị Lan 0912345678")
        version = (await union.desk.read(tx, union.staff["mill"], opened.case_id)).version
        await union.desk.reply(tx, union.staff["mill"], opened.case_id, version, "Công đoàn đã gặp giám đốc")
        await union.desk.note(tx, union.staff["mill"], opened.case_id, version + 1, "Giám đốc né tránh")
        await union.desk.change_status(
            tx, union.staff["mill"], opened.case_id, version + 2, Status.REJECTED, "Chuyển sang Thanh tra"
        )
    await union.database.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("test.sqlite*"))
    code = opened.receipt.removeprefix("CD-")
    secrets = [
        *("Hùng", "Ba tháng", "Sông Thần", "chị Lan", "0912345678", "gặp giám đốc", "né tránh", "Thanh tra"),
        *(opened.receipt, code, code.replace("-", ""), CHAT),
    ]
    assert opened.case_id.encode() in raw
    assert [secret for secret in secrets if secret.encode() in raw] == []
    assert photo not in raw


async def test_what_is_withdrawn_is_gone_from_the_file(sqlite_union: Union, tmp_path: Path) -> None:
    opened = await sqlite_union.open()
    async with sqlite_union.database.transaction() as tx:
        await sqlite_union.cases.set_contact(tx, MINE, opened.case_id, "0912345678")
    sealed = (await sqlite_union.record(opened.case_id)).contact_sealed
    async with sqlite_union.database.transaction() as tx:
        await sqlite_union.cases.withdraw(tx, MINE, opened.case_id)
    await sqlite_union.database.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("test.sqlite*"))
    assert sealed is not None
    assert sealed not in raw


def test_the_views_keep_pictures_out_of_their_own_description() -> None:
    from grievances.model import StoredMedia

    assert "secret" not in repr(StoredMedia("image/png", "image", b"secret"))
