"""What the fake Telegram remembers, and the trouble that a test may order from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_BYTES = 64
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20


class ApiError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True)
class FakeButton:
    title: str
    callback_data: str = ""
    url: str = ""


@dataclass(frozen=True)
class FakeMessage:
    """A message that the bot sent and Telegram took."""

    chat_id: int
    message_id: int
    text: str
    buttons: tuple[FakeButton, ...] = ()
    photo: str = ""  # its address, or the name that it was uploaded with
    document: str = ""
    size: int = 0  # of what was uploaded; the bytes are in TelegramState.uploads


@dataclass(frozen=True)
class Upload:
    name: str
    body: bytes


@dataclass
class Trouble:
    """`drop` and `delay` take the message and spoil only the answer: that is what makes them nasty."""

    method: str
    code: int = 0
    description: str = ""
    retry_after: int = 0
    delay: float = 0.0
    drop: bool = False
    times: int = 1

    def error(self) -> ApiError:
        if self.retry_after:
            said = f"Too Many Requests: retry after {self.retry_after}"
            return ApiError(429, said, {"retry_after": self.retry_after})
        return ApiError(self.code, self.description or "Internal Server Error")


@dataclass
class TelegramState:
    token: str
    sent: list[FakeMessage] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    edited: list[int] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    known_chats: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    live_taps: set[str] = field(default_factory=set)
    uploads: dict[int, bytes] = field(default_factory=dict)  # what the bot uploaded, by message
    files: dict[str, bytes] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    commands: list[dict[str, str]] = field(default_factory=list)
    descriptions: dict[str, str] = field(default_factory=dict)
    next_message: int = 1

    def new_message_id(self) -> int:
        self.next_message += 1
        return self.next_message

    def take_trouble(self, method: str) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.method in ("", method):
                trouble.times -= 1
                if trouble.times <= 0:
                    self.troubles.remove(trouble)
                return trouble
        return None


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
