"""Mechanisms that several rooms share: acts done once, and token buckets."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, UtcDateTime


class HandledAction(Base):
    """The sealed result of an act that must not happen twice when a turn is repeated."""

    __tablename__ = "handled_action"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)  # "<message id>:<action>"
    result_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "handled_action"
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ThrottleBucket(Base):
    """A token bucket: sign-in per account and address, receipt look-ups per chat."""

    __tablename__ = "throttle_bucket"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)  # a keyed hash, never an address itself
    tokens: Mapped[float]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
