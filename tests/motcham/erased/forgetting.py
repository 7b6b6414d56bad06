"""What workers and operators do before and after a backup, and what is still there then."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from grievances.privacy.my_data import MyData
from motcham.keeping.backup import Restored, restore
from motcham.settings import Settings
from storage.tables import (
    CaseEntry,
    ChannelAccount,
    Conversation,
    InboxItem,
    WebMessage,
)
from tests.grievances.cast import CHAT, Union

WORDS = "Quản đốc ép tăng ca không trả lương"


def my_data(union: Union) -> MyData:
    return MyData(union.vault, union.clock, union.cases)


async def erase_all(union: Union, chat: str = CHAT) -> None:
    """«Xóa dữ liệu của tôi», with the words."""
    async with union.database.transaction() as tx:
        await my_data(union).delete(tx, chat, with_words=True)


async def put_back(union: Union, settings: Settings, backup: Path) -> Restored:
    union.clock.advance(days=1)
    return await restore(settings, backup, union.clock, replace=True)


async def words_of(union: Union, case_id: str) -> list[bytes]:
    async with union.database.transaction() as tx:
        query = select(CaseEntry.body_sealed).where(CaseEntry.case_id == case_id, CaseEntry.body_sealed.is_not(None))
        return [body for body in await tx.scalars(query) if body]


async def chats_here(union: Union, *chats: str) -> None:
    """The conversations as the channels keep them, with a message that was handled and one that still waits."""
    async with union.database.transaction() as tx:
        tx.add(ChannelAccount(id="oa", kind="zalo", external_id="1", created_at=union.clock()))
        await tx.flush()
        for chat in chats:
            row = Conversation(id=chat, account_id="oa", user_hash=chat, user_sealed=b"u", created_at=union.clock())
            tx.add(row)
            await tx.flush()
            tx.add(WebMessage(conversation_id=chat, part_sealed=b"shown", created_at=union.clock()))
            for state in ("handled", "pending"):
                common = {"account_id": "oa", "conversation_id": chat, "kind": "text", "received_at": union.clock()}
                tx.add(InboxItem(external_id=f"{chat}{state}", state=state, event_sealed=b"said", **common))


async def count(union: Union, *where: object) -> int:
    async with union.database.transaction() as tx:
        return await tx.scalar(select(func.count()).where(*where)) or 0  # type: ignore[arg-type]
