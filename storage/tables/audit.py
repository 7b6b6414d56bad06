"""What the last check of the audit log's chain found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, UtcDateTime


class AuditCheck(Base):
    """One row, made by the migration. Sealed so that nobody without the secret can write "all is well" into it."""

    __tablename__ = "audit_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of several processes, one moves it and checks
    result_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # context "audit.check"
