"""A message while an officer talks: it goes into the case instead of to the dialogue. Also the commands that begin and
end such a conversation, which the dialogue does not know."""

from __future__ import annotations

import asyncio
import json
import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from connectors.engine import DialogueEngine
from connectors.errors import EngineError
from connectors.inputs import MEDIA_KINDS, is_cut, plain_text
from connectors.messages import Button, EventKind, InboundEvent, Reply
from connectors.phrases import TEXT_CUT
from grievances.live import words
from grievances.live.model import LiveLink
from grievances.live.worker import LiveWorker
from grievances.notices import NoticeButton
from storage.clock import Clock
from storage.database import Database
from storage.errors import NotFound, RuleViolation
from storage.once import once
from storage.vault import Vault

logger = logging.getLogger(__name__)

_COMMAND = "/live_"
_PARSE_SECONDS = 6.0
# "dung" without its marks is "đúng", the commonest answer there is: only with marks does it end anything.
_STOP_WORDS = frozenset(
    [
        *("dừng", "dừng lại", "dung lai", "dừng trò chuyện", "kết thúc", "ket thuc", "kết thúc trò chuyện"),
        *("quay lại trợ lý", "quay lai tro ly", "về trợ lý", "thoát", "thoat", "stop"),
    ]
)
_SIGNS = {
    EventKind.STICKER: "(Người lao động gửi một nhãn dán.)",
    EventKind.LOCATION: "(Người lao động gửi vị trí; ở đây chưa xem được.)",
    EventKind.CONTACT: "(Người lao động gửi một danh thiếp; ở đây chưa xem được.)",
}
_OTHER_SIGN = "(Người lao động gửi một nội dung ở đây chưa xem được.)"


@dataclass(frozen=True)
class LiveTurn:
    """A message that the dialogue does not get. `link` is None for a command after the end."""

    link: LiveLink | None
    command: str
    written_at: datetime


@dataclass(frozen=True)
class _Heard:
    """A message on its way into the case."""

    conversation_id: str
    link: LiveLink
    event: InboundEvent = field(repr=False)
    media_id: str | None
    in_danger: bool


class LiveTurns:
    def __init__(self, database: Database, vault: Vault, clock: Clock, engine: DialogueEngine) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._engine = engine
        self._worker = LiveWorker(vault, clock)

    async def route(
        self, tx: AsyncSession, conversation_id: str, event: InboundEvent, text: str, written_at: datetime
    ) -> LiveTurn | None:
        """None when the message is the dialogue's. `text` is what the dialogue would get."""
        link = await self._worker.find(tx, conversation_id, written_at)
        command = text if text.startswith(_COMMAND) else ""
        if link is not None and event.kind is EventKind.TEXT and _is_stop(event.text):
            command = words.END_BUTTON.payload
        return LiveTurn(link, command, written_at) if link is not None or command else None

    async def take(
        self, key: str, conversation_id: str, live: LiveTurn, event: InboundEvent, media_id: str | None
    ) -> Sequence[Reply]:
        """Do what the message asks, once per `key`, and return the answers; none when a person will answer."""
        heard = None
        if live.link is not None and not live.command:
            heard = _Heard(conversation_id, live.link, event, media_id, await self._in_danger(event))

        async def act() -> list[dict[str, str]]:
            if heard is None:
                return await self._obey(tx, conversation_id, live)
            return await self._hear(tx, heard)

        async with self._database.transaction() as tx:
            said = await once(tx, self._vault, self._clock, key, act)
        return [*([TEXT_CUT] if heard and is_cut(event) else []), *(_reply(one) for one in said)]

    async def _obey(self, tx: AsyncSession, conversation_id: str, live: LiveTurn) -> list[dict[str, str]]:
        name, case_id = _command(live.command)
        if name == "live_end":
            ended = await self._worker.end(tx, conversation_id, live.written_at)
            return [{"say": "ended", "case": ended} if ended else {"say": "not_live"}]
        try:
            if name == "live_ask":
                asked = await self._worker.ask(tx, conversation_id, case_id)
            else:
                asked = await self._worker.accept(tx, conversation_id, case_id)
        except NotFound:
            asked = False
        if asked:
            return [{"say": "asked"}]
        return [{"say": "is_live" if live.link else "offer_over"}]

    async def _hear(self, tx: AsyncSession, heard: _Heard) -> list[dict[str, str]]:
        event = heard.event
        if event.kind in (EventKind.BUTTON, EventKind.START, EventKind.FOLLOW):
            return [{"say": "is_live"}]
        try:
            answers = await self._put(tx, heard)
        except RuleViolation as refusal:
            return [{"say": "refused", "why": str(refusal)}]
        except NotFound:
            return [{"say": "not_live"}]
        if heard.in_danger:
            await self._worker.cry(tx, heard.link, heard.conversation_id)
            answers.append({"say": "in_danger"})
        return answers

    async def _put(self, tx: AsyncSession, heard: _Heard) -> list[dict[str, str]]:
        event, link, chat = heard.event, heard.link, heard.conversation_id
        answers: list[dict[str, str]] = []
        if heard.media_id is not None:
            await self._worker.hear_media(tx, link, chat, heard.media_id)
        elif event.kind in MEDIA_KINDS:
            answers.append({"say": "no_media"})
        text = plain_text(event.text)
        if not text and not answers and heard.media_id is None:
            text = _SIGNS.get(event.kind, _OTHER_SIGN)
        if text:
            await self._worker.hear(tx, link, chat, text)
        return answers

    async def _in_danger(self, event: InboundEvent) -> bool:
        """A person reads the words anyway, so a model that does not answer must not keep them from there."""
        text = plain_text(event.text)
        if event.kind is EventKind.BUTTON or not text:
            return False
        try:
            async with asyncio.timeout(_PARSE_SECONDS):
                return await self._engine.senses_danger(text)
        except (EngineError, TimeoutError) as error:
            logger.warning("live.danger_unknown error=%s", type(error).__name__)
            return False


def _reply(said: dict[str, str]) -> Reply:
    case_id = said.get("case", "")
    text, buttons = {
        "ended": (words.ENDED_BY_WORKER, (words.ask_button(case_id), words.MENU_BUTTON)),
        "not_live": (words.NOT_LIVE, (words.MENU_BUTTON,)),
        "asked": (words.ASKED_AGAIN, ()),
        "is_live": (words.IS_LIVE, (words.END_BUTTON,)),
        "offer_over": (words.OFFER_OVER, (words.MENU_BUTTON,)),
        "no_media": (words.NO_MEDIA, ()),
        "in_danger": (words.IN_DANGER, ()),
        "refused": (said.get("why", ""), (words.END_BUTTON,)),
    }[said["say"]]
    return Reply(text, tuple(_button(one) for one in buttons))


def _button(button: NoticeButton) -> Button:
    return Button(button.title, payload=button.payload)


def _command(text: str) -> tuple[str, str]:
    """The command's name and its case; only our own buttons bring one here."""
    name, brace, rest = text.removeprefix("/").partition("{")
    values: Any = json.loads(brace + rest) if brace else {}
    return name, str(values.get("case", ""))


def _is_stop(text: str) -> bool:
    folded = unicodedata.normalize("NFC", text).casefold().strip(" \n.!…“”\"'/")
    return folded in _STOP_WORDS
