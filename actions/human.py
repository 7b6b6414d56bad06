"""What reaches a person: an officer, membership, a new union, an idea, a rumour."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions import buttons, consenting, texts, words
from actions.base import DialogueAction, Event, forget, remember
from actions.emergency import warn
from actions.services import ActionServices
from actions.turn import MAX_KEPT, Turn
from actions.voice import Voice, choice
from actions.waiting import open_with_waiting
from grievances.live.worker import LiveWorker
from grievances.model import CaseKind, Category
from grievances.privacy.consents import Purpose


class Invite(DialogueAction):
    """Say what happens, then one tap sends the request: bare (where that means something), or with words."""

    def __init__(self, services: ActionServices, name: str, kind: CaseKind, text: str, bare_title: str = "") -> None:
        super().__init__(services)
        self.name = name
        self._kind = kind
        self._text = text
        self._bare_title = bare_title

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        told = self._told(turn)
        with_words = [choice("Gửi kèm lời trên", "send_request", kind=self._kind, keep="yes")] if told else []
        voice.say(
            self._text + (texts.WITH_YOUR_WORDS.format(words=words.quote(told)) if told else ""),
            *with_words,
            choice("Viết lời nhắn", "write_request", kind=self._kind),
            *([choice(self._bare_title, "send_request", kind=self._kind)] if self._bare_title else []),
            buttons.CANCEL,
        )
        return [remember("last_words", told or None)]

    def _told(self, turn: Turn) -> str:
        """What could go along: these words, or the ones before when they led here. The worker sees and decides."""
        if words.says_something(turn.text):
            return turn.text[:MAX_KEPT]
        led_here = turn.command or self._kind is CaseKind.HUMAN_REQUEST
        return turn.slot("last_words") if led_here else ""


class SendRequest(DialogueAction):
    """The tap: with the last words when the button says so."""

    name = "action_send_request"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        told = turn.slot("last_words") if turn.entities.get("keep") else ""
        return await self.send(turn, voice, told)

    async def send(self, turn: Turn, voice: Voice, told: str) -> list[Event]:
        kind = turn.entities.get("kind") or turn.slot("request_kind")
        if kind not in set(texts.SENT):
            voice.say(texts.STALE_BUTTON, *buttons.MAIN_MENU)
            return []
        if not await consenting.agreed(self.services, turn, Purpose.REPORT):
            keep = {"keep": "yes"} if told else {}
            return [
                *([remember("last_words", told)] if told else []),
                *consenting.ask(turn, voice, "send_request", {"kind": kind, **keep}),
            ]
        opened = await self.once(turn, lambda tx: self._open(tx, turn, CaseKind(kind), told))
        voice.say(
            texts.SENT[CaseKind(kind)] + texts.SENT_CODE.format(receipt=opened["receipt"]),
            choice("Kể thêm", "add_details", case=opened["case_id"]),
            choice("Để lại liên hệ", "add_contact", case=opened["case_id"]),
            choice("Xong", "finish_report"),
        )
        return [
            remember("case_id", opened["case_id"]),
            *forget("last_words", "request_kind", "waiting_media", "complaint", consenting.SLOT),
        ]

    async def _open(self, tx: AsyncSession, turn: Turn, kind: CaseKind, told: str) -> dict[str, str]:
        opened = await open_with_waiting(tx, self.services.cases, turn, kind, Category.OTHER, told)
        if kind is CaseKind.HUMAN_REQUEST:
            live = LiveWorker(self.services.vault, self.services.clock)
            await live.ask(tx, turn.conversation_id, opened["case_id"])
        return opened


class WriteRequest(SendRequest):
    """The request form is done."""

    name = "action_write_request"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        typed = turn.slot("free_text")
        done = remember("free_text", None)
        if not typed:
            voice.say(texts.CANCELLED, buttons.MENU)
            return [done, *forget("request_kind")]
        return [done, *await self.send(turn, voice, typed), *warn(turn, voice)]


def invitations(services: ActionServices) -> list[Invite]:
    return [
        Invite(services, "action_ask_human", CaseKind.HUMAN_REQUEST, texts.ASK_HUMAN, "Nhờ cán bộ nhắn lại"),
        Invite(services, "action_join_union", CaseKind.JOIN_UNION, texts.JOIN_UNION, "Gửi nguyện vọng"),
        Invite(services, "action_found_union", CaseKind.FOUND_UNION, texts.FOUND_UNION, "Nhờ Công đoàn giúp"),
        Invite(services, "action_propose_initiative", CaseKind.INITIATIVE, texts.INITIATIVE),
        Invite(services, "action_report_rumour", CaseKind.RUMOUR, texts.RUMOUR),
    ]
