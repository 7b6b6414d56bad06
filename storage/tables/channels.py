"""The way of a message: accounts, conversations, inbox, outbox and what the channels need to remember."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.clock import new_id
from storage.tables.base import Base, SequenceId, UtcDateTime


class ChannelAccount(Base):
    """One Official Account, one bot, or the web page. `external_id`: OA id, bot id, or `web`.

    `paused_until`: nothing is sent before. `alarm`: a code, there until a send succeeds again; an operator must act.
    """

    __tablename__ = "channel_account"
    __table_args__ = (UniqueConstraint("kind", "external_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    alarm: Mapped[str | None] = mapped_column(String(80))
    alarm_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Conversation(Base):
    """One worker on one account. The id is the pseudonym that Rasa sees.

    Turns and sends each have their own lease with a fence: who holds a stale fence may not write.
    `next_turn_at` / `next_send_at` are null when there is nothing to do.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("account_id", "user_hash"),
        Index("ix_conversation_turns_due", "next_turn_at"),
        Index("ix_conversation_sends_due", "send_priority", "next_send_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("channel_account.id"))
    user_hash: Mapped[str] = mapped_column(String(64))
    user_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "conversation.user"
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("union_unit.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_inbound_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # an officer has taken over
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # blocked us or unfollowed
    gone_reason: Mapped[str | None] = mapped_column(String(40))
    menu_outbox_id: Mapped[int | None] = mapped_column(SequenceId)  # whose buttons a typed number means

    next_turn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    turn_owner: Mapped[str | None] = mapped_column(String(64))
    turn_lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    turn_fence: Mapped[int] = mapped_column(default=0)

    next_send_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    send_priority: Mapped[int] = mapped_column(default=0)  # highest waiting: 1 reply, 0 bulk
    send_owner: Mapped[str | None] = mapped_column(String(64))
    send_lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    send_fence: Mapped[int] = mapped_column(default=0)


class InboxItem(Base):
    """An event as it came, sealed. States: pending, handled, skipped, failed (given up with an apology)."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("account_id", "external_id"),
        Index("ix_inbox_queue", "conversation_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("channel_account.id"))
    external_id: Mapped[str] = mapped_column(String(160))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"))
    kind: Mapped[str] = mapped_column(String(24))
    event_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "inbox.event"; null when forgotten
    state: Mapped[str] = mapped_column(String(12), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(80))  # a code, never a text
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutboxItem(Base):
    """A reply to be sent. States: pending, sending, sent, unknown (sent? the answer was lost), failed, cancelled."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_queue", "conversation_id", "state", "priority", "id"),)

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    idem_key: Mapped[str] = mapped_column(String(120), unique=True)
    priority: Mapped[int] = mapped_column(default=1)
    reply_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "outbox.reply"; null when forgotten
    in_reply_to: Mapped[str | None] = mapped_column(String(160))  # the platform's id of the worker's message
    state: Mapped[str] = mapped_column(String(12), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    parts_sent: Mapped[int] = mapped_column(default=0)
    unknowns: Mapped[int] = mapped_column(default=0)  # how often the platform's answer was lost
    last_error: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SentMessage(Base):
    """The platform's id of a sent part, for echoes and for delivered/seen receipts."""

    __tablename__ = "sent_message"
    __table_args__ = (UniqueConstraint("account_id", "platform_id"), Index("ix_sent_message_outbox_id", "outbox_id"))

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("channel_account.id"))
    platform_id: Mapped[str] = mapped_column(String(160))
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"))
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ButtonToken(Base):
    """What a button does, kept on our side: platforms carry only the token."""

    __tablename__ = "button_token"
    __table_args__ = (Index("ix_button_token_menu", "outbox_id", "position"),)

    token: Mapped[str] = mapped_column(String(24), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"))
    position: Mapped[int]  # 1-based, the number a worker may type
    command_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "button.command"; JSON {title, payload}
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuarantinedBody(Base):
    """A webhook body that failed its check: kept a short while, since a wrong secret would lose real messages."""

    __tablename__ = "quarantine"

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "quarantine.body"; null when over the cap
    signature: Mapped[str | None] = mapped_column(String(200))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ZaloToken(Base):
    """The token pair of one OA. `refresh_started_at` set and not cleared = a process died while refreshing."""

    __tablename__ = "zalo_token"

    account_id: Mapped[str] = mapped_column(ForeignKey("channel_account.id"), primary_key=True)
    access_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "zalo.access"
    refresh_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "zalo.refresh"
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refreshed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refresh_owner: Mapped[str | None] = mapped_column(String(64))
    refresh_started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    alarm: Mapped[str | None] = mapped_column(String(80))


class WebMessage(Base):
    """What the web page shows as coming from the bot: the page is a channel whose platform is this table. `sent_key`
    is the part's own, so that sending it again adds nothing. An id is never given twice: an open page asks for what is
    newer than the last one that it saw, also when that one is deleted."""

    __tablename__ = "web_message"
    __table_args__ = (
        Index("ix_web_message_feed", "conversation_id", "id"),
        Index("uq_web_message_sent_key", "sent_key", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    part_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "web.part"
    sent_key: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
