"""What to do about Zalo's error codes, as data. Zalo answers HTTP 200 even to a refused call: only the code counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from connectors.errors import AccountBroken, ChannelError, ContactGone, SendPermanent, SendTemporary

VIETNAM = timezone(timedelta(hours=7))  # no summer time
_MORNING = 6


class TokenRefused(ChannelError):
    """The access token is invalid or was replaced: renew it once and try once more."""


class ContentRefused(SendPermanent):
    """A parameter or the kind of message is not accepted: without native buttons it may be."""


Reaction = Callable[[str, datetime], ChannelError]


def _later(pause: timedelta) -> Reaction:
    return lambda code, _now: SendTemporary(code, retry_after=pause)


def _few_times(pause: timedelta, tries: int) -> Reaction:
    return lambda code, _now: SendTemporary(code, retry_after=pause, tries=tries)


def _next_minute(code: str, now: datetime) -> ChannelError:
    """The limit is per minute and over the whole app."""
    return SendTemporary(code, retry_after=timedelta(seconds=60 - now.second), whole_account=True)


def _next_morning(code: str, now: datetime) -> ChannelError:
    local = now.astimezone(VIETNAM)
    opening = local.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    if opening <= local:
        opening += timedelta(days=1)
    return SendTemporary(code, retry_after=opening - local)


def _window_closed(_code: str, _now: datetime) -> ChannelError:
    return ContactGone("window_closed")


def _token(code: str, _now: datetime) -> ChannelError:
    return TokenRefused(code)


def _content(code: str, _now: datetime) -> ChannelError:
    return ContentRefused(code)


def _gone(code: str, _now: datetime) -> ChannelError:
    return ContactGone(code)


def _alarm(code: str, _now: datetime) -> ChannelError:
    return AccountBroken(code)


def _never(code: str, _now: datetime) -> ChannelError:
    return SendPermanent(code)


REACTIONS: dict[int, Reaction] = {
    -32: _next_minute,
    -100: _few_times(timedelta(seconds=30), 3),  # attachment expired, or unknown
    -200: _few_times(timedelta(seconds=30), 5),  # send failed
    -214: _later(timedelta(minutes=5)),  # article still being processed
    -218: _later(timedelta(hours=1)),  # this recipient has had enough for now
    -234: _next_morning,  # not between 22:00 and 06:00
    -216: _token,  # invalid
    -220: _token,  # expired or replaced
    -201: _content,
    -233: _content,
    -230: _window_closed,
    -231: _window_closed,
    -232: _window_closed,
    -213: _gone,  # does not follow
    -217: _gone,  # blocked us
    -227: _gone,  # banned, or inactive for 45 days
    -244: _gone,  # refuses this kind of message
    -204: _alarm,  # OA deleted or disabled
    -205: _alarm,  # no such OA
    -209: _alarm,  # app not active
    -211: _alarm,  # out of quota
    -212: _alarm,  # app not registered for this API
    -219: _alarm,  # app removed
    -221: _alarm,  # OA not verified
    -223: _alarm,  # OA has not granted this API
    -224: _alarm,  # package too low
    -242: _alarm,  # appsecret_proof wrong
    -248: _alarm,  # against the platform's rules
    -320: _alarm,  # needs a Zalo Cloud Account
    -321: _alarm,  # no money
    -202: _never,
    -207: _never,
    -208: _never,
    -210: _never,  # over a limit, though the renderer cuts below it
    -215: _never,
    -222: _never,
    -235: _never,
    -237: _never,
    -238: _never,
    -240: _never,
    -241: _never,
    -249: _never,
    -305: _never,
    -311: _never,
    -403: _never,
}
# A code that nobody has seen refuses the call, so trying a few times more cannot send anything twice.
_UNSEEN = _few_times(timedelta(minutes=1), 5)


def error_for(code: int, now: datetime) -> ChannelError:
    """The error to raise for one of Zalo's codes other than 0."""
    return REACTIONS.get(code, _UNSEEN)(f"zalo{code}", now)
