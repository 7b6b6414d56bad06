"""Typed fakes of the two outsides, the engine and the platform, for the tests of every room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from connectors.engine import TurnRequest
from connectors.errors import ChannelError, EngineError, FetchFailed
from connectors.messages import Attachment, Capabilities, ChannelKind, Media, Part, Reply, SendReceipt

_CAPABILITIES = Capabilities(max_text=2000, images=True, max_caption=1000)

Answer = Callable[[TurnRequest], Sequence[Reply]]


def echo(request: TurnRequest) -> Sequence[Reply]:
    return [Reply(f"Bạn nói: {request.text}")]


@dataclass
class FakeEngine:
    """Answers at once and replays its answer for a message id, as our Rasa channel does."""

    answer: Answer = echo
    failures: list[EngineError] = field(default_factory=list)  # raised first, one for each call
    requests: list[TurnRequest] = field(default_factory=list)
    dangerous: tuple[str, ...] = ()  # words that sound like a cry for help
    _done: dict[str, Sequence[Reply]] = field(default_factory=dict)

    async def turn(self, request: TurnRequest) -> Sequence[Reply]:
        self.requests.append(request)
        if self.failures:
            raise self.failures.pop(0)
        if request.message_id not in self._done:
            self._done[request.message_id] = self.answer(request)
        return self._done[request.message_id]

    async def senses_danger(self, text: str) -> bool:
        return any(words in text for words in self.dangerous)


@dataclass
class SentPart:
    user_id: str
    conversation_id: str
    part: Part
    in_reply_to: str | None


@dataclass
class FakeChannel:
    """Keeps what was sent. `errors` are raised first, one for each send; None lets one through."""

    account_id: str
    kind: ChannelKind = ChannelKind.WEB
    capabilities: Capabilities = _CAPABILITIES
    errors: list[ChannelError | None] = field(default_factory=list)
    sent: list[SentPart] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    files: dict[str, Media] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [sent.part.text for sent in self.sent]

    async def send(self, user_id: str, conversation_id: str, part: Part, in_reply_to: str | None) -> SendReceipt:
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        self.sent.append(SentPart(user_id, conversation_id, part, in_reply_to))
        return SendReceipt((f"{self.account_id}-{len(self.sent)}",))

    async def acknowledge(self, callback_id: str) -> None:
        self.acknowledged.append(callback_id)

    async def typing(self, user_id: str, conversation_id: str) -> None:
        self.typed.append(user_id)

    async def fetch(self, attachment: Attachment) -> Media:
        if attachment.source not in self.files:
            raise FetchFailed("not_found")
        return self.files[attachment.source]
