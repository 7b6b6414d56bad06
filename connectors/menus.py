"""What a tap or a typed number means. Commands stay on our side; the platforms carry tokens only."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence

import regex
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.messages import Button
from storage.clock import Clock
from storage.errors import SealBroken
from storage.tables import ButtonToken, Conversation
from storage.vault import Vault

_CONTEXT = "button.command"
_TOKEN_BYTES = 12  # 16 url-safe characters
_NUMBER = regex.compile(r"(?:số|so|chọn|chon)?\s*0?(\d{1,2})\s*[.,):]?")


async def make_tokens(
    tx: AsyncSession, vault: Vault, clock: Clock, conversation_id: str, outbox_id: int, buttons: Sequence[Button]
) -> None:
    """Give each button that carries a command its token and its number."""
    for position, button in enumerate(buttons, start=1):
        command = {"title": button.title, "payload": button.payload}
        tx.add(
            ButtonToken(
                token=secrets.token_urlsafe(_TOKEN_BYTES),
                conversation_id=conversation_id,
                outbox_id=outbox_id,
                position=position,
                command_sealed=vault.seal_json(command, _CONTEXT),
                created_at=clock(),
            )
        )


async def tokens_of(tx: AsyncSession, outbox_id: int) -> list[str]:
    """The tokens of one reply, by number."""
    query = select(ButtonToken.token).where(ButtonToken.outbox_id == outbox_id).order_by(ButtonToken.position)
    return list(await tx.scalars(query))


async def command_of_token(tx: AsyncSession, vault: Vault, conversation_id: str, token: str) -> str | None:
    """The command behind a tap. A token of another conversation is as unknown as one that never was."""
    query = select(ButtonToken).where(ButtonToken.token == token, ButtonToken.conversation_id == conversation_id)
    return _command(vault, (await tx.scalars(query)).first())


async def command_of_number(tx: AsyncSession, vault: Vault, conversation: Conversation, text: str) -> str | None:
    """The command that a typed number chooses from the last menu, however late it is typed."""
    number = typed_number(text)
    if number is None or conversation.menu_outbox_id is None:
        return None
    query = select(ButtonToken).where(
        ButtonToken.outbox_id == conversation.menu_outbox_id,
        ButtonToken.conversation_id == conversation.id,
        ButtonToken.position == number,
    )
    return _command(vault, (await tx.scalars(query)).first())


def typed_number(text: str) -> int | None:
    """ "2", " 2 ", "2.", "số 2", "２": a choice. "2 triệu" is not."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip().casefold())
    return int(match.group(1)) if match else None


def _command(vault: Vault, row: ButtonToken | None) -> str | None:
    if row is None:
        return None
    try:
        return str(vault.open_json(row.command_sealed, _CONTEXT)["payload"])
    except SealBroken:
        return None
