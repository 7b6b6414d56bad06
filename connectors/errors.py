"""What may go wrong on the way of a message. Errors are data: only the workers decide about retries.

ChannelError
├─ SendTemporary       try again later (rate limit, 5xx); `retry_after` when the platform said so
├─ SendUnknown         the request left and no answer came: it may have been delivered
├─ SendPermanent       this message can never be delivered as it is
│  ├─ ContactGone      blocked, unfollowed, window closed: the conversation cannot be reached now
│  └─ AccountBroken    token, permission, quota or package: an alarm for the operator
├─ FetchFailed         an attachment could not be fetched (too big, wrong host, gone)
EngineError            Rasa did not do the turn; always worth another try
"""

from __future__ import annotations

from datetime import timedelta

from storage.errors import AppError


class ChannelError(AppError):
    """`code` is short and stable, safe to store and to log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SendTemporary(ChannelError):
    """`tries`: how often at most; without it the sender decides by time alone."""

    def __init__(
        self,
        code: str,
        retry_after: timedelta | None = None,
        whole_account: bool = False,
        tries: int | None = None,
    ) -> None:
        super().__init__(code)
        self.retry_after = retry_after
        self.whole_account = whole_account
        self.tries = tries


class SendUnknown(ChannelError):
    """The answer was lost."""


class SendPermanent(ChannelError):
    """Never to be retried."""


class ContactGone(SendPermanent):
    """The worker cannot be reached on this channel now."""


class AccountBroken(SendPermanent):
    """The operator must act before anything can be sent on this account."""


class FetchFailed(ChannelError):
    """The attachment is not to be had."""


class EngineError(AppError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
