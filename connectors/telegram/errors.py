"""What Telegram's refusals mean to us. Only here are the library's errors known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from connectors.errors import AccountBroken, ChannelError, ContactGone, SendPermanent, SendTemporary, SendUnknown

_CHAT_GONE = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")
_TOO_LARGE = "entity too large"  # HTTP 413
_NEVER_LEFT = (httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ConnectError)


@contextmanager
def telegram_errors() -> Iterator[None]:
    """Turn python-telegram-bot's errors into ours."""
    try:
        yield
    except TelegramError as error:
        raise translate(error) from None


def translate(error: TelegramError) -> ChannelError:
    """BadRequest and TimedOut are children of NetworkError, so the order of the cases matters."""
    match error:
        case Forbidden():
            return ContactGone("telegram_forbidden")
        case RetryAfter():
            return SendTemporary("telegram_rate_limit", retry_after=_wait(error))
        case InvalidToken():
            return AccountBroken("telegram_token")
        case ChatMigrated():
            return ContactGone("telegram_chat_migrated")
        case Conflict():
            return SendTemporary("telegram_conflict")
        case BadRequest():
            return _refused(error)
        case NetworkError():
            return _network(error)
        case _:
            # An answer that is not JSON: something between us and Telegram spoke, after the request had left.
            return SendUnknown("telegram_odd_answer")


def is_refusal(error: NetworkError) -> bool:
    """Whether Telegram does not take this content; the chat itself is fine."""
    said = error.message.lower()
    if isinstance(error, BadRequest):
        return not any(sign in said for sign in _CHAT_GONE)
    return _TOO_LARGE in said


def _refused(error: BadRequest) -> ChannelError:
    said = error.message.lower()
    if any(sign in said for sign in _CHAT_GONE):
        return ContactGone("telegram_chat_not_found")
    return SendPermanent("telegram_bad_request")


def _network(error: NetworkError) -> ChannelError:
    """What never left is worth another try; what left and got no answer may have arrived."""
    cause = error.__cause__
    if isinstance(cause, _NEVER_LEFT):
        return SendTemporary("telegram_unreachable")
    if isinstance(error, TimedOut) or isinstance(cause, httpx.HTTPError):
        return SendUnknown("telegram_no_answer")
    return SendTemporary("telegram_server_error")


def _wait(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
