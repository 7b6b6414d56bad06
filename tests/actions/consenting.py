"""Workers who have agreed already."""

from __future__ import annotations

from actions.privacy_texts import CONSENT
from grievances.privacy.consents import Consents
from tests.grievances.cast import Union


async def have_agreed(union: Union, *chats: str) -> None:
    consents = Consents(union.vault, union.clock)
    async with union.database.transaction() as tx:
        for chat in chats:
            for purpose, text in CONSENT.items():
                await consents.record(tx, chat, purpose, text, True, "zalo")
