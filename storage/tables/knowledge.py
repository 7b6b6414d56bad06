"""What workers thought of the answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

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
