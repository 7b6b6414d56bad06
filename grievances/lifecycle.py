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


# In the order in which the console offers them.
STAFF_MOVES: Mapping[Status, tuple[Status, ...]] = {
    Status.RECEIVED: (Status.IN_PROGRESS, Status.WAITING_WORKER, Status.RESOLVED, Status.REJECTED),
    Status.IN_PROGRESS: (Status.WAITING_WORKER, Status.RESOLVED, Status.REJECTED),
    Status.WAITING_WORKER: (Status.IN_PROGRESS, Status.RESOLVED, Status.REJECTED),
    Status.RESOLVED: (Status.IN_PROGRESS,),
    Status.REJECTED: (Status.IN_PROGRESS,),
    Status.WITHDRAWN: (),
}

# What a worker's act does to the status; an act that is absent is refused. New facts reopen what was called solved;
# a rejection was given with a reason and only the union takes it back, though the officers see what was added.
WORKER_MOVES: Mapping[Status, Mapping[WorkerAct, Status]] = {
    Status.RECEIVED: {WorkerAct.ADD: Status.RECEIVED, WorkerAct.WITHDRAW: Status.WITHDRAWN},
    Status.IN_PROGRESS: {WorkerAct.ADD: Status.IN_PROGRESS, WorkerAct.WITHDRAW: Status.WITHDRAWN},
    Status.WAITING_WORKER: {WorkerAct.ADD: Status.IN_PROGRESS, WorkerAct.WITHDRAW: Status.WITHDRAWN},
    Status.RESOLVED: {
        WorkerAct.ADD: Status.IN_PROGRESS,
        WorkerAct.RATE_GOOD: Status.RESOLVED,
        WorkerAct.RATE_BAD: Status.IN_PROGRESS,
    },
    Status.REJECTED: {WorkerAct.ADD: Status.REJECTED},
    Status.WITHDRAWN: {},
}

AFTER_REPLY: Mapping[Status, Status] = {
    Status.RECEIVED: Status.IN_PROGRESS,
    Status.IN_PROGRESS: Status.IN_PROGRESS,
    Status.WAITING_WORKER: Status.WAITING_WORKER,
    Status.RESOLVED: Status.RESOLVED,
    Status.REJECTED: Status.REJECTED,
}

_REFUSED_WITHDRAWN = "Bạn đã rút lại phản ánh này nên không thay đổi được nữa. Bạn có thể gửi phản ánh mới."
_REFUSED_RATING = "Bạn đánh giá được sau khi Công đoàn giải quyết xong phản ánh này."


def staff_move(now: Status, to: Status) -> None:
    """RuleViolation when staff may not move the case so."""
    if to is now:
        raise RuleViolation(f"Vụ việc đã ở trạng thái “{STAFF_STATUS_NAMES[now]}” rồi.")
    if to not in STAFF_MOVES[now]:
        raise RuleViolation(
            f"Vụ việc đang ở trạng thái “{STAFF_STATUS_NAMES[now]}” "
            f"nên không chuyển sang “{STAFF_STATUS_NAMES[to]}” được."
        )


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
