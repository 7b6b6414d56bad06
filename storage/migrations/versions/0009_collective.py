"""Workplaces, tags, collective cases, links, merges and reply templates."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OPEN_WITH_A_WORKPLACE = sa.text("workplace_key IS NOT NULL AND closed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "workplace",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["union_unit.id"], name=op.f("fk_workplace_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplace")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_workplace_unit_id_key")),
    )
    op.create_index(op.f("ix_workplace_key"), "workplace", ["key"], unique=False)
    op.create_table(
        "reply_template",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=True),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("updated_at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("archived_at", storage.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reply_template_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["union_unit.id"], name=op.f("fk_reply_template_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_template")),
    )
    op.create_index(op.f("ix_reply_template_unit_id"), "reply_template", ["unit_id"], unique=False)
    op.create_table(
        "workplace_alias",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("main_key", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_workplace_alias_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["union_unit.id"], name=op.f("fk_workplace_alias_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplace_alias")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_workplace_alias_unit_id_key")),
    )
    op.create_table(
        "case_link",
        sa.Column("low_id", sa.String(length=32), nullable=False),
        sa.Column("high_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["high_id"], ["case_record.id"], name=op.f("fk_case_link_high_id")),
        sa.ForeignKeyConstraint(["low_id"], ["case_record.id"], name=op.f("fk_case_link_low_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_link_staff_id")),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_case_link")),
    )
    op.create_index(op.f("ix_case_link_high_id"), "case_link", ["high_id"], unique=False)
    op.create_table(
        "case_merge",
        sa.Column("duplicate_id", sa.String(length=32), nullable=False),
        sa.Column("survivor_id", sa.String(length=32), nullable=False),
        sa.Column("status_before", sa.String(length=24), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["duplicate_id"], ["case_record.id"], name=op.f("fk_case_merge_duplicate_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_merge_staff_id")),
        sa.ForeignKeyConstraint(["survivor_id"], ["case_record.id"], name=op.f("fk_case_merge_survivor_id")),
        sa.PrimaryKeyConstraint("duplicate_id", name=op.f("pk_case_merge")),
    )
    op.create_index(op.f("ix_case_merge_survivor_id"), "case_merge", ["survivor_id"], unique=False)
    op.create_table(
        "case_tag",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_case_tag_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_tag_staff_id")),
        sa.PrimaryKeyConstraint("case_id", "key", name=op.f("pk_case_tag")),
    )
    op.create_index("ix_case_tag_key", "case_tag", ["key", "case_id"], unique=False)
    op.create_table(
        "collective",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("auto_join", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_collective_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_collective")),
    )
    op.create_table(
        "collective_member",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("collective_id", sa.String(length=32), nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("joined_by", sa.String(length=32), nullable=True),
        sa.Column("joined_at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=op.f("fk_collective_member_case_id")),
        sa.ForeignKeyConstraint(["collective_id"], ["case_record.id"], name=op.f("fk_collective_member_collective_id")),
        sa.ForeignKeyConstraint(["joined_by"], ["staff.id"], name=op.f("fk_collective_member_joined_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_collective_member")),
    )
    op.create_index(op.f("ix_collective_member_collective_id"), "collective_member", ["collective_id"], unique=False)
    op.create_index(
        "ix_case_record_alike",
        "case_record",
        ["workplace_key", "category"],
        sqlite_where=_OPEN_WITH_A_WORKPLACE,
        postgresql_where=_OPEN_WITH_A_WORKPLACE,
    )


def downgrade() -> None:
    op.drop_index("ix_case_record_alike", "case_record")
    op.drop_index(op.f("ix_collective_member_collective_id"), table_name="collective_member")
    op.drop_table("collective_member")
    op.drop_table("collective")
    op.drop_index("ix_case_tag_key", table_name="case_tag")
    op.drop_table("case_tag")
    op.drop_index(op.f("ix_case_merge_survivor_id"), table_name="case_merge")
    op.drop_table("case_merge")
    op.drop_index(op.f("ix_case_link_high_id"), table_name="case_link")
    op.drop_table("case_link")
    op.drop_table("workplace_alias")
    op.drop_index(op.f("ix_reply_template_unit_id"), table_name="reply_template")
    op.drop_table("reply_template")
    op.drop_index(op.f("ix_workplace_key"), table_name="workplace")
    op.drop_table("workplace")
