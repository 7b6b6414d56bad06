"""What becomes of an outbox item after a try. Pure decisions on the row: the sender owns transaction and fence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.backoff import backoff
from connectors.errors import AccountBroken, ChannelError, ContactGone, SendTemporary, SendUnknown
from connectors.messages import SendReceipt
from connectors.states import OutboxState, Priority
from storage.tables import OutboxItem

Outcome = SendReceipt | ChannelError
STOOD_IN = "file_stood_in"  # sent, but words instead of the file
_PAUSE_WITHOUT_ADVICE = timedelta(seconds=30)


@dataclass(frozen=True)
class SendPolicy:
    """`call` bounds one request; it must end well before the lease does."""

    lease: timedelta = timedelta(seconds=60)
    call: timedelta = timedelta(seconds=30)
    first_backoff: timedelta = timedelta(seconds=2)
    longest_backoff: timedelta = timedelta(minutes=10)
    give_up_after: timedelta = timedelta(hours=48)
    broken_account_pause: timedelta = timedelta(minutes=5)
    sends_per_lease: int = 20


def record(item: OutboxItem, outcome: Outcome, parts: int, now: datetime, policy: SendPolicy) -> None:
    """Bring the item into its next state; `parts` is how many messages it makes."""
    if isinstance(outcome, SendReceipt):
        item.last_error = STOOD_IN if outcome.stood_in else None
        _go_on(item, parts, now)
        return
    item.attempts += 1
    item.last_error = outcome.code
    match outcome:
        case SendTemporary() if _may_try_again(item, outcome, now, policy):
            wait = outcome.retry_after or backoff(item.attempts, policy.first_backoff, policy.longest_backoff)
            _wait(item, now + wait)
        case SendUnknown():
            answer_lost(item, parts, now, now + policy.first_backoff)
        case AccountBroken():
            _wait(item, None)  # the account's own pause holds it back
        case ContactGone() if item.priority == Priority.REPLY:
            _wait(item, None)  # until the worker writes again
        case ContactGone():
            item.state = OutboxState.CANCELLED.value
        case _:
            item.state = OutboxState.FAILED.value


def answer_lost(item: OutboxItem, parts: int, now: datetime, again_at: datetime) -> None:
    """The part may have arrived. A reply is tried once more, bulk never; after that the parts behind it follow."""
    item.unknowns += 1
    if item.unknowns <= _retries(item):
        _wait(item, again_at)
    else:
        _go_on(item, parts, now)


def finish(item: OutboxItem, now: datetime) -> None:
    """Nothing is left to send. An answer lost for good stays visible."""
    given_up = item.unknowns > _retries(item)
    item.state = (OutboxState.UNKNOWN if given_up else OutboxState.SENT).value
    item.sent_at = now


def account_pause(outcome: Outcome, policy: SendPolicy) -> timedelta | None:
    """How long nothing at all may leave the account; None when the outcome concerns this item only."""
    if isinstance(outcome, AccountBroken):
        return policy.broken_account_pause
    if isinstance(outcome, SendTemporary) and outcome.whole_account:
        return outcome.retry_after or _PAUSE_WITHOUT_ADVICE
    return None


def _may_try_again(item: OutboxItem, outcome: SendTemporary, now: datetime, policy: SendPolicy) -> bool:
    in_time = now - item.created_at <= policy.give_up_after
    return in_time and (outcome.tries is None or item.attempts < outcome.tries)


def _go_on(item: OutboxItem, parts: int, now: datetime) -> None:
    item.parts_sent += 1
    _wait(item, None)
    if item.parts_sent >= parts:
        finish(item, now)


def _wait(item: OutboxItem, until: datetime | None) -> None:
    item.state = OutboxState.PENDING.value
    item.next_attempt_at = until


def _retries(item: OutboxItem) -> int:
    return 1 if item.priority == Priority.REPLY else 0
