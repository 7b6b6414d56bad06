"""What the fake Zalo remembers, how it may be set, and the trouble that a test may order from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class Refused(Exception):
    """An answer with HTTP 200 and an error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class ZaloIdentity:
    """One app with one Official Account; these secrets open nothing but the fake."""

    app_id: str = "1234567890123456789"
    app_secret: str = "app-secret-for-tests"  # noqa: S105
    oa_id: str = "388613280878808645"
    oa_secret: str = "oa-secret-for-tests"  # noqa: S105


@dataclass(frozen=True)
class FakeZaloMessage:
    """A message that the OA sent and Zalo took. `user_id`: of an anonymous visitor the anonymous id."""

    user_id: str
    message_id: str
    text: str
    buttons: tuple[dict[str, Any], ...] = ()
    image: str = ""  # its address, or the id that its upload got
    quota: str = ""
    file: str = ""  # the token that its upload got


@dataclass(frozen=True)
class ZaloUpload:
    """What the OA uploaded; it may be sent for a week."""

    name: str
    body: bytes = field(repr=False)
    at: datetime


@dataclass
class ZaloTrouble:
    """For calls whose path ends in `path` (all by default). `delay` and `drop` take the call and spoil the answer."""

    path: str = ""
    code: int = 0
    http: int = 0
    delay: float = 0.0
    drop: bool = False
    times: int = 1


@dataclass
class ZaloState:
    identity: ZaloIdentity
    native_buttons: bool = False
    echoes: bool = False
    only_pdf: bool = False  # as one OA in production was told, whatever the documentation says
    calls_left: int | None = None
    callback_url: str = ""
    generation: int = 1
    access_expires_at: datetime | None = None
    codes: dict[str, str] = field(default_factory=dict)  # authorization code → PKCE challenge
    sent: list[FakeZaloMessage] = field(default_factory=list)
    last_seen: dict[str, datetime] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    uploads: dict[str, ZaloUpload] = field(default_factory=dict)  # by attachment id or token
    media: dict[str, bytes] = field(default_factory=dict)
    troubles: list[ZaloTrouble] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    next_message: int = 1

    @property
    def access_token(self) -> str:
        return f"fake-access-{self.generation}"

    @property
    def refresh_token(self) -> str:
        return f"fake-refresh-{self.generation}"

    def new_message_id(self) -> str:
        self.next_message += 1
        return f"fake{self.next_message:012x}"

    def take_trouble(self, path: str) -> ZaloTrouble | None:
        for trouble in self.troubles:
            if path.endswith(trouble.path):
                trouble.times -= 1
                if trouble.times <= 0:
                    self.troubles.remove(trouble)
                return trouble
        return None
