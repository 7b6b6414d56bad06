"""What happened in this turn, read once from Rasa's tracker."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from grievances.worker import Proof

_EXTRACTOR = "MotchamEntities"
# From this chance on, that it may be an emergency, the numbers to call are shown along with whatever is said.
_FAINT_DANGER = 0.005
_ESCAPE = "\u200b"  # the connectors put it before a "/" that a person typed
MAX_KEPT = 4_000


@dataclass(frozen=True)
class Spotted:
    """Something countable in what was typed: `kind` is money, duration, date, number, percent, …; the shape of `value`
    depends on it (bot/nlu/entities)."""

    kind: str
    value: Any


@dataclass(frozen=True)
class Said:
    """A message and what the classifier made of it; `text` is empty for a tap."""

    message_id: str
    text: str
    nlu: Mapping[str, Any]

    @property
    def candidates(self) -> Mapping[str, float]:
        """The likeliest meanings (full intent names) with their chances, the likeliest first."""
        return {str(item["name"]): float(item.get("confidence") or 0) for item in self.nlu.get("candidates") or []}

    @property
    def intent(self) -> str:
        return str(self.nlu.get("intent") or "")

    @property
    def confidence(self) -> float:
        return float(self.nlu.get("confidence") or 0)

    @property
    def danger(self) -> float:
        """How likely it is a cry for help."""
        chances = {str(item["name"]): float(item.get("confidence") or 0) for item in self.nlu.get("ranking") or []}
        return chances.get("report_emergency", 0.0)

    @property
    def self_harm(self) -> float:
        """How likely a cry for help tells that somebody may not want to live any more."""
        return float(self.nlu.get("self_harm") or 0)


@dataclass(frozen=True)
class Turn:
    """The worker's message: what was typed, or which command a tap carried, and what the chat remembers.

    `text` is empty for a command, `spotted` too. `form` is the form that is being filled in, if any. `answers` is the
    action that spoke last before this message. `earlier`: the last few messages before it, the newest first.
    """

    conversation_id: str
    message_id: str
    text: str
    command: str
    entities: Mapping[str, str]
    spotted: tuple[Spotted, ...]
    metadata: Mapping[str, Any]
    slots: Mapping[str, Any]
    form: str
    nlu: Mapping[str, Any]
    named_topic: str
    answers: str
    earlier: tuple[Said, ...] = ()

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        latest = tracker.latest_message
        typed = str(latest.get("text") or "")
        is_command = typed.startswith("/")
        backwards = iter(reversed(tracker.events))
        said = next(event for event in backwards if event.get("event") == "user")
        return cls(
            conversation_id=str(tracker.sender_id),
            message_id=str(said["message_id"]),
            text="" if is_command else plain(typed),
            command=str((latest.get("intent") or {}).get("name") or "") if is_command else "",
            entities=_entities(latest.get("entities") or []) if is_command else {},
            spotted=() if is_command else _spotted(latest.get("entities") or []),
            metadata=said.get("metadata") or {},
            slots=tracker.slots,
            form=str((tracker.active_loop or {}).get("name") or ""),
            nlu=latest.get("motcham") or {},
            named_topic=_named_topic(latest),
            answers=next((name for event in backwards if (name := _action(event))), ""),
            earlier=tuple(_said(event) for event in backwards if event.get("event") == "user"),
        )

    @property
    def said(self) -> Said:
        return Said(self.message_id, self.text, self.nlu)

    @property
    def channel(self) -> str:
        return str(self.metadata.get("channel") or "web")

    @property
    def unit_id(self) -> str | None:
        return self.metadata.get("unit_id") or None

    @property
    def media_id(self) -> str:
        return str(self.metadata.get("media_id") or "")

    @property
    def media_kind(self) -> str:
        """image, voice, video or file; empty when nothing is kept."""
        return str(self.metadata.get("media_kind") or "")

    @property
    def media_problem(self) -> str:
        """Why what was sent is not kept."""
        return str(self.metadata.get("media_problem") or "")

    @property
    def media_count(self) -> int:
        """How many were sent since the last answer."""
        return int(self.metadata.get("media_count") or 1)

    @property
    def more_media(self) -> bool:
        """Another one follows: nothing need be said yet."""
        return bool(self.metadata.get("more_media"))

    @property
    def caption(self) -> str:
        return plain(str(self.metadata.get("caption") or ""))

    @property
    def case_id(self) -> str:
        """The case that a button names, or else the one at hand in this chat."""
        return self.entities.get("case") or self.slot("case_id")

    @property
    def proof(self) -> Proof:
        return Proof(self.conversation_id, self.slot("receipt"))

    @property
    def waiting_media(self) -> list[str]:
        return list(self.slots.get("waiting_media") or [])

    @property
    def topic_id(self) -> str:
        """The topic that a button names, or the one that the classifier found."""
        return self.entities.get("topic") or self.named_topic

    @property
    def candidates(self) -> Mapping[str, float]:
        """The likeliest meanings of what was typed (full intent names) with their chances, the likeliest first."""
        return self.said.candidates

    @property
    def sure_intent(self) -> str:
        """The full name of the intent when the classifier would answer straight away, else empty."""
        return self.said.intent if self.nlu.get("decision") == "answer" else ""

    @property
    def fears_danger(self) -> bool:
        """Whether it is an emergency, or the likeliest thing to offer is one."""
        is_offer = self.nlu.get("decision") == "offer"
        return "report_emergency" in (self.sure_intent, next(iter(self.candidates), "") if is_offer else "")

    @property
    def may_be_danger(self) -> bool:
        """Whether what was typed, though it is taken for something else, might be a cry for help after all."""
        return bool(self.text) and (self.said.danger >= _FAINT_DANGER or "report_emergency" in self.candidates)

    def said_before(self, text: str) -> Said | None:
        """The message with these words (no more than is kept of them): this one, or one of the last few."""
        return next((said for said in (self.said, *self.earlier) if said.text and said.text[:MAX_KEPT] == text), None)

    def slot(self, name: str) -> str:
        return str(self.slots.get(name) or "")


def plain(text: str) -> str:
    """NFC, without the mark of an escaped slash and the space around."""
    return unicodedata.normalize("NFC", text.removeprefix(_ESCAPE)).strip()


def _entities(found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {str(entity["entity"]): str(entity["value"]) for entity in found}


def _spotted(found: Sequence[Mapping[str, Any]]) -> tuple[Spotted, ...]:
    ours = (entity for entity in found if entity.get("extractor") == _EXTRACTOR)
    return tuple(Spotted(str(entity["entity"]), entity["value"]) for entity in ours)


def _said(event: Mapping[str, Any]) -> Said:
    typed = str(event.get("text") or "")
    nlu = (event.get("parse_data") or {}).get("motcham") or {}
    return Said(str(event.get("message_id") or ""), "" if typed.startswith("/") else plain(typed), nlu)


def _action(event: Mapping[str, Any]) -> str:
    """The action that an event tells of, unless it is only "listen"."""
    name = str(event.get("name") or "") if event.get("event") == "action" else ""
    return name if name != "action_listen" else ""


def _named_topic(latest: Mapping[str, Any]) -> str:
    """`faq/<topic>` as our classifier says it, or as Rasa's ResponseSelector does."""
    ours = str((latest.get("motcham") or {}).get("intent") or "")
    selector = (latest.get("response_selector") or {}).get("faq") or {}
    rasas = str((selector.get("response") or {}).get("intent_response_key") or "")
    return next((name.removeprefix("faq/") for name in (ours, rasas) if name.startswith("faq/")), "")
