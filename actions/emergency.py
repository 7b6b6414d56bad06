"""Danger: whom to call comes first, and the officers are told without a tap."""

from __future__ import annotations

import logging

from sqlalchemy.ext.asyncio import AsyncSession

from actions import emergency_texts, texts
from actions.base import DialogueAction, Event, forget, remember
from actions.danger import Danger, category_of, dangers_in, dangers_of
from actions.services import ActionServices
from actions.turn import MAX_KEPT, Turn
from actions.voice import Choice, Voice, choice
from actions.waiting import attach_waiting
from grievances.alerts.emergencies import Cry, Emergencies
from storage.errors import ConfigError

logger = logging.getLogger(__name__)

REPORT_NOW = choice("Báo cán bộ ngay", "report_emergency", keep="yes")


class Emergency(DialogueAction):
    """What was written goes to the officers at once; after an offer, what was written before the tap."""

    name = "action_emergency"

    def __init__(self, services: ActionServices) -> None:
        super().__init__(services)
        self._emergencies = Emergencies(services.cases, services.vault, services.clock)

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        told = turn.slot("last_words") if turn.entities.get("keep") else turn.text
        said = turn.said_before(told[:MAX_KEPT])
        dangers = dangers_of(said) if said else dangers_in(told)
        try:
            reported = await self.once(turn, lambda tx: self._report(tx, turn, told, dangers))
        except ConfigError:  # no union has been set up: the numbers must come all the same
            logger.error("emergency_without_unit")
            voice.say(emergency_texts.not_told(dangers))
            return []
        voice.say(emergency_texts.told(dangers, reported["receipt"], bool(told)), *_more(dangers, reported["case_id"]))
        return [remember("case_id", reported["case_id"]), *forget("last_words", "waiting_media")]

    async def _report(self, tx: AsyncSession, turn: Turn, told: str, dangers: tuple[Danger, ...]) -> dict[str, str]:
        text = told[:MAX_KEPT]
        cry = Cry(category_of(dangers), turn.conversation_id, turn.channel, text, turn.unit_id)
        reported = await self._emergencies.report(tx, cry)
        await attach_waiting(tx, self.services.cases, turn, reported.case_id)
        return {"case_id": reported.case_id, "receipt": reported.receipt}


def warn(turn: Turn, voice: Voice) -> list[Event]:
    """After words that went elsewhere: when they sound like danger, the numbers and one tap to the officers."""
    if not turn.fears_danger:
        return []
    voice.say(emergency_texts.shall_i_tell(dangers_of(turn.said)), REPORT_NOW)
    return [remember("last_words", turn.text[:MAX_KEPT])]


def if_in_danger(turn: Turn) -> str:
    """The numbers to call, before what is said to words that might be a cry for help after all."""
    return texts.DANGER if turn.may_be_danger else ""


def call_officers(turn: Turn) -> tuple[Choice, ...]:
    """The tap that goes with these numbers; it sends the last words."""
    return (REPORT_NOW,) if turn.may_be_danger else ()


def _more(dangers: tuple[Danger, ...], case: str) -> tuple[Choice, ...]:
    contact = choice("Để cán bộ gọi lại", "add_contact", case=case)
    if Danger.SELF_HARM in dangers:
        return (choice("Kể thêm", "add_details", case=case), contact, choice("Rút lại", "withdraw_case", case=case))
    return (
        choice("Thêm chi tiết/địa chỉ", "add_details", case=case),
        choice("Gửi ảnh", "add_photo", case=case),
        contact,
        choice("Báo nhầm, rút lại", "withdraw_case", case=case),
    )
