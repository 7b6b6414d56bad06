"""Every sealed column and the context its values are sealed in, so that a change of keys can seal them anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Table

from storage.tables import Base

# "table.column" → the context, with the columns of the row that stand in it.
CONTEXTS: Mapping[str, str] = {
    "audit_check.result_sealed": "audit.check",
    "bulk_act.change_sealed": "bulk_act:{id}",
    "button_token.command_sealed": "button.command",
    "case_entry.body_sealed": "case.entry:{case_id}",
    "case_hold.reason_sealed": "case.hold:{case_id}",
    "case_record.contact_sealed": "case.contact:{id}",
    "case_record.workplace_sealed": "case.workplace:{id}",
    "case_search.words_sealed": "case_search:{id}",
    "case_tag.name_sealed": "case.tag:{case_id}",
    "conversation.user_sealed": "conversation.user",
    "handled_action.result_sealed": "handled_action",
    "heard_message.text_sealed": "heard.text:{id}",
    "identity_request.answer_sealed": "identity.answer:{id}",
    "identity_request.reason_sealed": "identity.reason:{id}",
    "inbox.event_sealed": "inbox.event",
    "mailbox.address_sealed": "mailbox.address",
    "media_item.body_sealed": "media.body:{id}",
    "media_item.preview_sealed": "media.preview:{id}",
    "outbox.reply_sealed": "outbox.reply",
    "quarantine.body_sealed": "quarantine.body",
    "retired_index_key.key_sealed": "index.key:{key_id}",
    "saved_view.content_sealed": "saved_view:{id}",
    "staff.totp_sealed": "staff.totp:{id}",
    "staff_address.address_sealed": "staff.address:{staff_id}:{kind}",
    "staff_session.offer_sealed": "session.offer:{token_hash}",
    "web_message.part_sealed": "web.part",
    "workplace.name_sealed": "workplace.name:{id}",
    "zalo_token.access_sealed": "zalo.access",
    "zalo_token.refresh_sealed": "zalo.refresh",
}


@dataclass(frozen=True)
class KeyedHash:
    """A look-up hash that can be made anew from what is sealed in the same row."""

    column: str
    context: str
    value: str  # with the columns of the row, and {plain}


HASHES: Mapping[str, KeyedHash] = {
    "conversation.user_sealed": KeyedHash("user_hash", "conversation.user", "{account_id}:{plain}"),
    "mailbox.address_sealed": KeyedHash("address_hash", "mailbox.address", "{plain}"),
}


@dataclass(frozen=True)
class SealedColumn:
    table: Table
    column: Column[Any]
    context: str
    hash: KeyedHash | None

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"


class NoContext(LookupError):
    """A sealed column without a rule: it would become unreadable with the next change of keys."""


def sealed_columns() -> list[SealedColumn]:
    """All columns called `…_sealed`. Raise NoContext for one that CONTEXTS does not know."""
    return [
        SealedColumn(table, column, _context(f"{table.name}.{column.name}"), HASHES.get(f"{table.name}.{column.name}"))
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed") and isinstance(column.type, LargeBinary)
    ]


def _context(name: str) -> str:
    if name not in CONTEXTS:
        raise NoContext(
            f'{name} is sealed, but has no rule. Add to CONTEXTS in storage/sealed_columns.py:  "{name}": "…",  '
            "with the context that your code gives to vault.seal() for it; columns of the same row stand in braces, "
            'as in "case.entry:{case_id}".'
        )
    return CONTEXTS[name]
