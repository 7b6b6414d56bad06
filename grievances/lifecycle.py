"""The state machine of a case, as data. Nothing else decides what may follow what."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grievances.model import STAFF_STATUS_NAMES, STATUS_NAMES, Status
from storage.errors import RuleViolation


class WorkerAct(StrEnum):
    ADD = "add"
    WITHDRAW = "withdraw"
    RATE_GOOD = "rate_good"
    RATE_BAD = "rate_bad"


_WAITS = (Status.WAITING_EMPLOYER, Status.WAITING_WORKER)
_ENDS = (Status.RESOLVED, Status.REFERRED, Status.REJECTED)

# In the order in which the console offers them.
STAFF_MOVES: Mapping[Status, tuple[Status, ...]] = {
    Status.RECEIVED: (Status.ACKNOWLEDGED, Status.IN_PROGRESS, *_WAITS, *_ENDS),
    Status.ACKNOWLEDGED: (Status.IN_PROGRESS, *_WAITS, *_ENDS),
    Status.IN_PROGRESS: (*_WAITS, *_ENDS),
    Status.WAITING_EMPLOYER: (Status.IN_PROGRESS, Status.WAITING_WORKER, *_ENDS),
    Status.WAITING_WORKER: (Status.IN_PROGRESS, Status.WAITING_EMPLOYER, *_ENDS),
    Status.RESOLVED: (Status.IN_PROGRESS, Status.CLOSED),
    Status.REFERRED: (Status.IN_PROGRESS, Status.CLOSED),
    Status.REJECTED: (Status.IN_PROGRESS, Status.CLOSED),
    Status.CLOSED: (Status.IN_PROGRESS,),
    Status.WITHDRAWN: (),
}

# What a worker's act does to the status; an act that is absent is refused. New facts reopen what was called solved or
# closed; a rejection was given with a reason and only the union takes it back, as it does a case that another authority
# has, though the officers see what was added.
WORKER_MOVES: Mapping[Status, Mapping[WorkerAct, Status]] = {
    Status.RECEIVED: {WorkerAct.ADD: Status.RECEIVED, WorkerAct.WITHDRAW: Status.WITHDRAWN},
    Status.ACKNOWLEDGED: {WorkerAct.ADD: Status.ACKNOWLEDGED, WorkerAct.WITHDRAW: Status.WITHDRAWN},
    Status.IN_PROGRESS: {WorkerAct.ADD: Status.IN_PROGRESS, WorkerAct.WITHDRAW: Status.WITHDRAWN},
    Status.WAITING_EMPLOYER: {WorkerAct.ADD: Status.WAITING_EMPLOYER, WorkerAct.WITHDRAW: Status.WITHDRAWN},
    Status.WAITING_WORKER: {WorkerAct.ADD: Status.IN_PROGRESS, WorkerAct.WITHDRAW: Status.WITHDRAWN},
    Status.RESOLVED: {
        WorkerAct.ADD: Status.IN_PROGRESS,
        WorkerAct.RATE_GOOD: Status.RESOLVED,
        WorkerAct.RATE_BAD: Status.IN_PROGRESS,
    },
    Status.REFERRED: {WorkerAct.ADD: Status.REFERRED},
    Status.REJECTED: {WorkerAct.ADD: Status.REJECTED},
    Status.CLOSED: {
        WorkerAct.ADD: Status.IN_PROGRESS,
        WorkerAct.RATE_GOOD: Status.CLOSED,
        WorkerAct.RATE_BAD: Status.IN_PROGRESS,
    },
    Status.WITHDRAWN: {},
}

# An answer takes up what nobody worked on, and moves nothing else.
AFTER_REPLY: Mapping[Status, Status] = {
    status: Status.IN_PROGRESS if status in (Status.RECEIVED, Status.ACKNOWLEDGED) else status
    for status in Status
    if status is not Status.WITHDRAWN
}

# Moves that tell the worker nothing without words: why not, and who has it now.
NEEDS_WORDS: Mapping[Status, str] = {
    Status.REJECTED: "Khi không thụ lý, bạn cần ghi lý do bằng lời dễ hiểu để người lao động biết.",
    Status.REFERRED: "Khi chuyển cơ quan khác, bạn cần ghi rõ nơi nhận để người lao động biết tìm đến đâu.",
}

# The one way back from there: danger again, minutes after an emergency was taken back as a false alarm.
DANGER_AGAIN: Mapping[Status, Status] = {Status.WITHDRAWN: Status.RECEIVED}

_REFUSED_WITHDRAWN = "Bạn đã rút lại phản ánh này nên không thay đổi được nữa. Bạn có thể gửi phản ánh mới."
_REFUSED_RATING = "Bạn đánh giá được sau khi Công đoàn giải quyết xong phản ánh này."


def staff_move(now: Status, to: Status, said: str) -> None:
    """RuleViolation when staff may not move the case so, or not without words to the worker."""
    if to is now:
        raise RuleViolation(f"Vụ việc đã ở trạng thái “{STAFF_STATUS_NAMES[now]}” rồi.")
    if to not in STAFF_MOVES[now]:
        raise RuleViolation(
            f"Vụ việc đang ở trạng thái “{STAFF_STATUS_NAMES[now]}” "
            f"nên không chuyển sang “{STAFF_STATUS_NAMES[to]}” được."
        )
    if to in NEEDS_WORDS and not said:
        raise RuleViolation(NEEDS_WORDS[to])


def after_reply(now: Status) -> Status:
    """The status once an officer has answered; RuleViolation for a withdrawn case."""
    if now not in AFTER_REPLY:
        raise RuleViolation("Người lao động đã rút lại vụ việc này nên không trả lời được nữa.")
    return AFTER_REPLY[now]


def worker_move(now: Status, act: WorkerAct) -> Status:
    """The status that a worker's act leads to; RuleViolation in words for the worker when it is refused."""
    to = WORKER_MOVES[now].get(act)
    if to is not None:
        return to
    if now is Status.WITHDRAWN:
        raise RuleViolation(_REFUSED_WITHDRAWN)
    if act in (WorkerAct.RATE_GOOD, WorkerAct.RATE_BAD):
        raise RuleViolation(_REFUSED_RATING)
    raise RuleViolation(f"Phản ánh này đang ở trạng thái “{STATUS_NAMES[now]}” nên không rút lại được nữa.")
