"""The seam to the dialogue engine: one turn in, the list of replies out, or EngineError."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated, Protocol

import httpx
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from connectors.errors import EngineError
from connectors.messages import Button, Reply

logger = logging.getLogger(__name__)

_MAX_REPLIES = 20
_MAX_TEXT = 20_000
_PARSE_SECONDS = 5.0


@dataclass(frozen=True)
class TurnMetadata:
    """`media_problem`: why what was sent is not kept. `media_count`, `media_kinds`: what came since the last answer
    (the kind is empty when they differ); `more_media`: another one follows, so that nothing need be said yet."""

    channel: str
    unit_id: str | None = None
    media_id: str | None = None
    caption: str = ""
    start: str = ""
    media_kind: str = ""
    media_problem: str = ""
    media_count: int = 1
    media_kinds: str = ""
    more_media: bool = False


@dataclass(frozen=True)
class TurnRequest:
    """`message_id` makes a repeated request harmless: the engine replays its first answer."""

    sender: str
    message_id: str
    text: str = field(repr=False)
    metadata: TurnMetadata = field(repr=False)


class DialogueEngine(Protocol):
    async def turn(self, request: TurnRequest) -> Sequence[Reply]:
        """Run one turn. Raise EngineError."""
        ...

    async def senses_danger(self, text: str) -> bool:
        """Whether the words are a cry for help, without a turn. Raise EngineError."""
        ...


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _Button(_Strict):
    title: str = Field(min_length=1, max_length=300)
    payload: str = Field("", max_length=2000, pattern=r"^(/.+)?$")
    url: str = Field("", max_length=2000, pattern=r"^(https?://.+)?$")


class _Answer(_Strict):
    text: str = Field("", max_length=_MAX_TEXT)
    buttons: list[_Button] = Field(default_factory=list, max_length=50)
    image: str = Field("", max_length=2000, pattern=r"^(https://.+)?$")
    expects_text: bool = False


class _Meaning(BaseModel):
    decision: str
    intent: str


_ANSWERS: TypeAdapter[list[_Answer]] = TypeAdapter(Annotated[list[_Answer], Field(max_length=_MAX_REPLIES)])


class RasaEngine:
    """Our own Rasa channel over HTTP. A conversation keeps to one Rasa while that one answers the telephone."""

    def __init__(self, http: httpx.AsyncClient, urls: Sequence[str], secret: str, read_seconds: float = 25.0) -> None:
        self._http = http
        self._urls = [f"{url.rstrip('/')}/webhooks/gateway" for url in urls]
        self._headers = {"X-Motcham-Secret": secret}
        self._timeout = httpx.Timeout(read_seconds, connect=2.0)

    async def turn(self, request: TurnRequest) -> Sequence[Reply]:
        """Try another Rasa only when the first was never reached: two must not run one turn at the same time."""
        for url in self._in_order(request.sender):
            try:
                response = await self._http.post(
                    url, json=asdict(request), headers=self._headers, timeout=self._timeout
                )
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                logger.warning("engine.unreachable error=%s", type(error).__name__)
                continue
            except httpx.TimeoutException:
                raise EngineError("engine_timeout") from None
            except httpx.HTTPError:
                raise EngineError("engine_broken_off") from None
            return _read(response)
        raise EngineError("engine_unreachable")

    async def senses_danger(self, text: str) -> bool:
        """Any Rasa will do: it only reads. Nobody waits for long, since a person reads the words too."""
        try:
            response = await self._http.post(
                f"{self._urls[zlib.crc32(text.encode()) % len(self._urls)]}/parse",
                json={"text": text},
                headers=self._headers,
                timeout=_PARSE_SECONDS,
            )
        except httpx.HTTPError:
            raise EngineError("engine_unreachable") from None
        if response.status_code != httpx.codes.OK:
            raise EngineError(f"engine_{response.status_code}")
        try:
            meaning = _Meaning.model_validate_json(response.content)
        except ValidationError:
            raise EngineError("engine_malformed") from None
        return meaning.decision == "answer" and meaning.intent == "report_emergency"

    def _in_order(self, sender: str) -> list[str]:
        first = zlib.crc32(sender.encode()) % len(self._urls)
        return self._urls[first:] + self._urls[:first]


def _read(response: httpx.Response) -> list[Reply]:
    if response.status_code != httpx.codes.OK:
        raise EngineError(f"engine_{response.status_code}")
    try:
        answers = _ANSWERS.validate_json(response.content)
    except ValidationError:
        raise EngineError("engine_malformed") from None
    return [_reply(answer) for answer in answers if answer.text.strip() or answer.buttons or answer.image]


def _reply(answer: _Answer) -> Reply:
    for button in answer.buttons:
        if bool(button.payload) == bool(button.url):
            raise EngineError("engine_malformed")
    buttons = tuple(Button(button.title, button.payload, button.url) for button in answer.buttons)
    return Reply(answer.text, buttons, answer.image, answer.expects_text)
