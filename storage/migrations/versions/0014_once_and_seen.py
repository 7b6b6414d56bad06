"""Each part of a reply stands once on the web page, under an id that is never given again; when an officer's page last
asked about a live conversation."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # PostgreSQL's sequences never go back; SQLite's only with AUTOINCREMENT, for which the table is made anew.
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(
        "web_message", recreate="always" if is_sqlite else "never", table_kwargs={"sqlite_autoincrement": True}
    ) as web_message:
        web_message.add_column(sa.Column("sent_key", sa.String(length=40)))
        web_message.create_index("uq_web_message_sent_key", ["sent_key"], unique=True)
    op.add_column("live_chat", sa.Column("staff_seen_at", UtcDateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("live_chat", "staff_seen_at")
    op.drop_index("uq_web_message_sent_key", "web_message")
    op.drop_column("web_message", "sent_key")
