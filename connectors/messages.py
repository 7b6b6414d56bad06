"""What travels: events that come in, replies that go out, and the parts a channel sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from grievances.evidence.carriage import Carriage
from grievances.evidence.kinds import ENDINGS


class ChannelKind(StrEnum):
    ZALO = "zalo"
    TELEGRAM = "telegram"
    WEB = "web"


class EventKind(StrEnum):
    """What a worker (or the platform) did. The first group runs a turn, the second only changes the conversation."""

    TEXT = "text"
    BUTTON = "button"  # `button` holds our token
    START = "start"  # opened the chat; `text` may hold a start payload
    IMAGE = "image"
    VIDEO = "video"
    VOICE = "voice"
    FILE = "file"
    STICKER = "sticker"
    LOCATION = "location"
    LINK = "link"
    CONTACT = "contact"
    OTHER = "other"  # a message of a kind we do not know: it still gets an answer

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"  # also: blocked, consent withdrawn
    RETURN = "return"  # unblocked us: what waits may go out; a word of their own comes as another event
    DELIVERED = "delivered"  # `about` holds the platform ids
    SEEN = "seen"
    REACTION = "reaction"
    STAFF_MESSAGE = "staff_message"  # a person typed in the OA's own tool: the bot falls silent
    ECHO = "echo"  # our own send coming back
    UNKNOWN = "unknown"  # an event name we do not know: stored, answered 200


@dataclass(frozen=True)
class Attachment:
    """`source` is a URL (Zalo) or a file id (Telegram); it may be fetched by the channel only. `media_id`: it is in our
    store already, cleaned at the door (web)."""

    kind: EventKind
    source: str
    name: str = ""
    mime: str = ""
    size: int | None = None
    media_id: str = ""


@dataclass(frozen=True)
class InboundEvent:
    """One event of one user. `external_id` makes repeats harmless, unique within the account."""

    kind: EventKind
    external_id: str
    user_id: str
    occurred_at: datetime
    text: str = ""
    button: str = ""
    attachment: Attachment | None = None
    platform_message_id: str = ""
    about: tuple[str, ...] = ()
    callback_id: str = ""  # Telegram: to be answered so that the client stops spinning


@dataclass(frozen=True)
class Button:
    """`payload` is a command for Rasa (`/intent{"entity":"value"}`) and never leaves the server. Or a `url`."""

    title: str
    payload: str = ""
    url: str = ""


@dataclass(frozen=True)
class SharedFile:
    """A file that an officer hands to a worker, by its id in our store. `body` is there only while it is being sent to
    a platform."""

    media_id: str
    mime: str
    size: int
    body: bytes = field(default=b"", repr=False)

    @property
    def name(self) -> str:
        """Ours: the officer's own could tell about other people."""
        return f"cong-doan-{self.media_id[:6]}.{ENDINGS.get(self.mime, 'bin')}"


@dataclass(frozen=True)
class Reply:
    """What the bot or an officer says, before any channel has a say. `expects_text`: a typed number is an answer,
    not a choice from an older menu. One with a `file` has nothing else."""

    text: str
    buttons: tuple[Button, ...] = ()
    image_url: str = ""
    expects_text: bool = False
    file: SharedFile | None = None


@dataclass(frozen=True)
class PartButton:
    """A button as a channel carries it: `token` is ours, 10-24 characters of [A-Za-z0-9_-]."""

    title: str
    token: str = ""
    url: str = ""


@dataclass(frozen=True)
class Part:
    """One message as a channel can send it: within the channel's limits, NFC, plain text. With a `file`, `text` is for
    when the platform refuses it after all. `stands_in`: the words instead of a file that the channel cannot bring.
    `key` is the same when the part is sent again, for a channel that can make use of it."""

    text: str
    buttons: tuple[PartButton, ...] = ()
    image_url: str = ""
    file: SharedFile | None = None
    stands_in: bool = False
    key: str = ""


@dataclass(frozen=True)
class Capabilities:
    """What a channel can do, as data: `render` needs nothing else to know."""

    max_text: int
    text_unit: str = "chars"  # or "utf16"
    buttons: str = "native"  # or "numbers"
    max_buttons: int = 8
    max_button_title: int = 60
    images: bool = False
    max_caption: int = 0
    files: Carriage | None = None
    uploads: bool = False  # the channel needs the bytes of a file; else it keeps the id


@dataclass(frozen=True)
class SendReceipt:
    """`stood_in`: words went out instead of a file."""

    platform_ids: tuple[str, ...]
    stood_in: bool = False


@dataclass(frozen=True)
class Media:
    """Bytes fetched from a platform: size-capped, type found from the content."""

    kind: EventKind
    mime: str
    body: bytes = field(repr=False)
