"""What must be kept of secrets that are no longer in use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, UtcDateTime


class RetiredIndexKey(Base):
    """The key of old look-up hashes. It opens nothing; without it no receipt from its time would be found again."""

    __tablename__ = "retired_index_key"

    key_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # context "index.key:<key_id>"
    retired_at: Mapped[datetime] = mapped_column(UtcDateTime)
