"""Files beside an answer that is being written: attached one by one, and what the worker's platform makes of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from console.live.chat_words import file_warning
from console.services import ConsoleServices
from console.web.forms import Fields, Upload
from grievances.evidence.kinds import Refused
from grievances.evidence.words import OFFICER_REFUSALS, kind_name, size_name
from grievances.handouts import AT_ONCE
from grievances.model import CaseKind, CaseView, StaffMember
from storage.errors import RuleViolation
from storage.tables import CaseRecord

_NOT_PICKED = "Bạn chọn tệp cần gửi trước nhé."
_NOT_ATTACHED = "Tệp bạn chọn chưa được đính kèm. Bạn bấm “Đính kèm”, xem lại rồi gửi nhé."
_FULL = f"Mỗi lần gửi nhiều nhất {AT_ONCE} tệp. Bạn gửi trước rồi đính kèm tiếp nhé."


@dataclass(frozen=True)
class DraftFile:
    """`warning`: why it will not reach the worker as a file."""

    id: str
    name: str
    warning: str


async def files_for(
    tx: AsyncSession,
    services: ConsoleServices,
    member: StaffMember,
    case_id: str,
    ids: Sequence[str],
    channel_kinds: Sequence[str],
) -> Sequence[DraftFile]:
    """Those that are still held for this officer's answer; for a case that they were just allowed to read."""
    return [
        DraftFile(
            file.media_id,
            f"{kind_name(file.mime)} · {size_name(file.size)}",
            file_warning(channel_kinds, file.mime, file.size),
        )
        for file in await services.desk.held_files(tx, member, case_id, ids)
    ]


async def channels_of(tx: AsyncSession, case: CaseView) -> Sequence[str]:
    """Where an answer in this case goes."""
    if case.row.kind is not CaseKind.COLLECTIVE:
        return (case.channel_kind,)
    kinds = select(CaseRecord.channel_kind).where(CaseRecord.collective_id == case.row.case_id)
    return sorted(set(await tx.scalars(kinds)))


async def attach(services: ConsoleServices, member: StaffMember, case_id: str, upload: Upload) -> tuple[list[str], str]:
    """The ids of what is attached now, and why the new file is not among them. NotFound for who may not answer, before
    the file is opened."""
    ids = upload.fields.all("file")
    async with services.database.reading() as tx:
        await services.desk.may_answer(tx, member, case_id)
    try:
        if upload.body is None:
            raise RuleViolation(_NOT_PICKED)
        if len(ids) >= AT_ONCE:
            raise RuleViolation(_FULL)
        clean = await services.cleaner.clean(upload.body)
        async with services.database.transaction() as tx:
            return [*ids, (await services.desk.hold_file(tx, member, case_id, clean)).media_id], ""
    except Refused as refused:
        return ids, OFFICER_REFUSALS[refused.why]
    except RuleViolation as refusal:
        return ids, str(refusal)


async def drop(services: ConsoleServices, member: StaffMember, case_id: str, fields: Fields) -> list[str]:
    """Take one away; the ids of those that are left."""
    gone = fields.text("drop")
    async with services.database.transaction() as tx:
        await services.desk.drop_file(tx, member, case_id, gone)
    return [media_id for media_id in fields.all("file") if media_id != gone]


def check_picked(fields: Fields) -> None:
    """A plain form that is sent with a file still in its field would leave that behind. Raise RuleViolation."""
    if fields.text("picked"):
        raise RuleViolation(_NOT_ATTACHED)
