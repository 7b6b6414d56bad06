"""Words of the case and the views that workers and staff get of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class CaseKind(StrEnum):
    GRIEVANCE = "grievance"  # phản ánh
    HUMAN_REQUEST = "human_request"  # muốn gặp cán bộ
    JOIN_UNION = "join_union"
    FOUND_UNION = "found_union"
    INITIATIVE = "initiative"  # kiến nghị, sáng kiến
    RUMOUR = "rumour"  # tin cần kiểm chứng
    EMERGENCY = "emergency"  # tin khẩn cấp: opened without a tap, and an alarm rings
    COLLECTIVE = "collective"  # several workers' reports from one workplace, joined by an officer


class Category(StrEnum):
    WAGES = "wages"
    HOURS = "hours"
    SAFETY = "safety"
    MEALS = "meals"
    INSURANCE = "insurance"
    DISMISSAL = "dismissal"
    HARASSMENT = "harassment"
    OTHER = "other"


class Severity(StrEnum):
    NORMAL = "normal"
    SERIOUS = "serious"
    URGENT = "urgent"


class Status(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"  # an officer looks after it
    IN_PROGRESS = "in_progress"
    WAITING_EMPLOYER = "waiting_employer"
    WAITING_WORKER = "waiting_worker"
    RESOLVED = "resolved"
    REFERRED = "referred"  # another authority has it now; the step says which
    REJECTED = "rejected"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Progress(StrEnum):
    """How far a case is, as statistics see it: each case is in one of them."""

    ON_TIME = "on_time"
    LATE = "late"
    SOLVED = "solved"
    ENDED = "ended"  # otherwise: not taken on, passed on, withdrawn


class EntryKind(StrEnum):
    OPENED = "opened"
    MESSAGE = "message"
    NOTE = "note"
    STATUS = "status"
    MEDIA = "media"
    WORKPLACE = "workplace"
    CONTACT = "contact"
    RATING = "rating"
    ALARM = "alarm"  # it rang again, or went up
    ALARM_TAKEN = "alarm_taken"
    ASSIGNED = "assigned"
    MOVED = "moved"  # to another unit, by hand
    ROSE = "rose"  # to the unit above, because a deadline passed or nobody was left
    EXCLUDED = "excluded"  # somebody must not see it, or may again
    SEVERITY = "severity"
    JOINED = "joined"  # with others, into a collective case
    RELEASED = "released"  # out of it again
    IDENTITY = "identity"  # the union looked up the contact that the worker left
    LIVE = "live"  # an officer took the conversation over, or it ended


class Rating(StrEnum):
    GOOD = "good"
    BAD = "bad"


CATEGORY_NAMES: dict[Category, str] = {
    Category.WAGES: "Tiền lương, thưởng",
    Category.HOURS: "Giờ làm, tăng ca, nghỉ phép",
    Category.SAFETY: "An toàn lao động",
    Category.MEALS: "Bữa ăn, vệ sinh",
    Category.INSURANCE: "Bảo hiểm",
    Category.DISMISSAL: "Cho nghỉ việc, kỷ luật",
    Category.HARASSMENT: "Quấy rối, xúc phạm",
    Category.OTHER: "Việc khác",
}

STATUS_NAMES: dict[Status, str] = {
    Status.RECEIVED: "Đã nhận",
    Status.ACKNOWLEDGED: "Cán bộ đã tiếp nhận",
    Status.IN_PROGRESS: "Đang xử lý",
    Status.WAITING_EMPLOYER: "Công đoàn đang làm việc với công ty",
    Status.WAITING_WORKER: "Chờ bạn bổ sung",
    Status.RESOLVED: "Đã giải quyết",
    Status.REFERRED: "Đã chuyển cơ quan khác giải quyết",
    Status.REJECTED: "Chưa nhận giải quyết",
    Status.CLOSED: "Đã kết thúc",
    Status.WITHDRAWN: "Đã rút lại",
}

# As officers read them, in their own terms: "bạn" is the worker, not the reader.
STAFF_STATUS_NAMES: dict[Status, str] = STATUS_NAMES | {
    Status.ACKNOWLEDGED: "Đã tiếp nhận",
    Status.WAITING_EMPLOYER: "Chờ người sử dụng lao động",
    Status.REFERRED: "Đã chuyển cơ quan khác",
    Status.WAITING_WORKER: "Chờ người lao động bổ sung",
    Status.REJECTED: "Không thụ lý",
    Status.WITHDRAWN: "Người lao động đã rút lại",
}

PROGRESS_NAMES: dict[Progress, str] = {
    Progress.ON_TIME: "Đang xử lý, còn hạn",
    Progress.LATE: "Trễ hạn",
    Progress.SOLVED: "Đã giải quyết",
    Progress.ENDED: "Kết thúc khác",
}

SEVERITY_NAMES: dict[Severity, str] = {
    Severity.NORMAL: "Thường",
    Severity.SERIOUS: "Nghiêm trọng",
    Severity.URGENT: "Khẩn",
}

RATING_NAMES: dict[Rating, str] = {Rating.GOOD: "Hài lòng", Rating.BAD: "Chưa ổn"}

KIND_NAMES: dict[CaseKind, str] = {
    CaseKind.GRIEVANCE: "Phản ánh",
    CaseKind.HUMAN_REQUEST: "Muốn gặp cán bộ",
    CaseKind.JOIN_UNION: "Xin vào Công đoàn",
    CaseKind.FOUND_UNION: "Muốn lập Công đoàn",
    CaseKind.INITIATIVE: "Kiến nghị, sáng kiến",
    CaseKind.RUMOUR: "Tin cần kiểm chứng",
    CaseKind.EMERGENCY: "Tin khẩn cấp",
    CaseKind.COLLECTIVE: "Phản ánh tập thể",
}

# At rest: the union expects to do nothing more. Status.CLOSED says that for good, until somebody reopens it.
CLOSED = frozenset({Status.RESOLVED, Status.REFERRED, Status.REJECTED, Status.CLOSED, Status.WITHDRAWN})
WAITING = frozenset({Status.WAITING_EMPLOYER, Status.WAITING_WORKER})


@dataclass(frozen=True)
class Opened:
    """What the worker is told, once: the receipt is stored nowhere in the clear."""

    case_id: str
    receipt: str


@dataclass(frozen=True)
class EntryView:
    """`actor_name` is empty for the worker; `body` is in the clear, for eyes only, never for logs."""

    kind: EntryKind
    actor: str  # worker, staff, system
    actor_name: str
    body: str
    at: datetime
    internal: bool = False
    status_to: Status | None = None
    media_id: str | None = None
    id: int = 0
    day_only: bool = False  # the hour would tell whose words these are


@dataclass(frozen=True)
class WorkerCaseView:
    """What the worker may see of an own case."""

    case_id: str
    kind: CaseKind
    category: Category
    status: Status
    opened_at: datetime
    timeline: Sequence[EntryView]
    rating: Rating | None


@dataclass(frozen=True)
class AlarmView:
    """The alarm of a case. `unit_name`: the highest unit that it rings for; `taken_by` is a name, empty until taken."""

    rings: bool
    rung_at: datetime
    unit_name: str
    rises_at: datetime | None
    taken_at: datetime | None
    taken_by: str


@dataclass(frozen=True)
class CaseRow:
    """A line in the officers' list. `rings`: an emergency that nobody has taken."""

    case_id: str
    number: int
    kind: CaseKind
    category: Category
    status: Status
    unit_name: str
    opened_at: datetime
    updated_at: datetime
    worker_waiting: bool
    rating: Rating | None
    rings: bool
    severity: Severity = Severity.NORMAL
    due_at: datetime | None = None  # the next deadline that runs
    assignee_id: str | None = None
    assignee_name: str = ""


@dataclass(frozen=True)
class CaseView:
    """The whole case for an officer who may see it. `reachable`: a reply can be pushed to the worker's chat.

    What the worker left as contact is not in here: see grievances/privacy/identity.py.
    """

    row: CaseRow
    workplace: str
    has_contact: bool
    channel_kind: str
    timeline: Sequence[EntryView]
    version: int
    reachable: bool
    alarm: AlarmView | None
    may_handle: bool = True  # False for who may only read: by role, or because a unit above has the case


class QueueView(StrEnum):
    """The piles of a desk."""

    ALL = "all"
    MINE = "mine"
    UNIT = "unit"
    LATE = "late"
    URGENT = "urgent"
    UNTAKEN = "untaken"
    WAITING = "waiting"
    DONE = "done"
    RISEN = "risen"  # a unit above has it now: to follow, not to handle


class Order(StrEnum):
    PRIORITY = "priority"  # emergencies, then where a worker waits, then what changed last
    NEWEST = "newest"
    OLDEST = "oldest"
    UPDATED = "updated"
    DUE = "due"


@dataclass(frozen=True)
class CaseFilter:
    """`words`: what somebody searches for, in the clear, for eyes only. `assignee_id` "" means nobody."""

    status: Status | None = None
    category: Category | None = None
    kind: CaseKind | None = None
    unit_id: str | None = None
    waiting_only: bool = False
    open_only: bool = False
    number: int | None = None
    tag: str | None = None  # its key
    view: QueueView = QueueView.ALL
    severity: Severity | None = None
    assignee_id: str | None = None
    channel: str | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    progress: Progress | None = None
    workplace: str | None = None  # its key
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Page:
    """`total` is counted up to a limit: `capped` says that there are more, which only a narrower filter shows. `loose`:
    the words of the search do not stand side by side."""

    rows: Sequence[CaseRow]
    total: int
    page: int  # 1-based
    per_page: int
    capped: bool = False
    loose: bool = False


@dataclass(frozen=True)
class UnitChoice:
    """A unit that an officer may filter by."""

    id: str
    name: str
    level: int


@dataclass(frozen=True)
class StoredMedia:
    """A photo or file of a case, opened for an officer who may see it."""

    mime: str
    kind: str
    body: bytes = field(repr=False)


class Role(StrEnum):
    """What each may do stands in grievances/permissions.py."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"
    TRAINER = "trainer"
    APPROVER = "approver"  # speaks for the union: approves what is published
    CUSTODIAN = "custodian"  # guards who the workers are
    VIEWER = "viewer"


@dataclass(frozen=True)
class StaffMember:
    """Who acts in the console. `unit_path` bounds what they see: their unit and below."""

    id: str
    email: str
    name: str
    role: Role
    unit_id: str
    unit_name: str
    unit_path: str
