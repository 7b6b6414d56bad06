"""What workers thought of the answers, and what they said that was not understood."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.clock import new_id
from storage.tables.base import Base, SequenceId, UtcDateTime


class AnswerRating(Base):
    """One tap on 👍 or 👎. No person stands here: the key only stops a double count."""

    __tablename__ = "answer_rating"

    id: Mapped[int] = mapped_column(SequenceId, primary_key=True, autoincrement=True)
    topic_id: Mapped[str] = mapped_column(String(80), index=True)
    answer_key: Mapped[str] = mapped_column(String(120), unique=True)  # the rated answer, keyed hash
    helpful: Mapped[bool]
    channel_kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HeardMessage(Base):
    """A masked message that trainers can learn from. Nothing here leads back to a person, a chat or a case.

    So there is no time of day, and the rows lie in the order of their random ids: the order in which they came, which
    SQLite's own numbers would tell, could be laid beside the inbox. States: new, taken (into a topic), dismissed.
    """

    __tablename__ = "heard_message"
    __table_args__ = (
        Index("ix_heard_message_same", "state", "same_key"),
        Index("ix_heard_message_created_on", "created_on"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    unit_id: Mapped[str] = mapped_column(ForeignKey("union_unit.id"))
    channel_kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(16))
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "heard.text:<id>"
    same_key: Mapped[str] = mapped_column(String(64))  # keyed hash of the folded text: the same question, asked again
    intent: Mapped[str] = mapped_column(String(80))  # what it was taken for
    confidence: Mapped[float]
    candidates: Mapped[list[str]] = mapped_column(JSON)  # intents, the likeliest first
    created_on: Mapped[date]  # in Vietnam
    state: Mapped[str] = mapped_column(String(12), default="new")
    taken_as: Mapped[str | None] = mapped_column(String(80))
    handled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
