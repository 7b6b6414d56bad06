"""Not understood: say so, keep the words, and show the way to a human."""

from __future__ import annotations

from actions import buttons, texts
from actions.base import Event, remember
from actions.consenting import NO
from actions.emergency import call_officers, if_in_danger
from actions.hearing import answer_learning, keep_unknown, learning_question
from actions.privacy_texts import CONSENT, LEARNING_REFUSED, LEARNING_THANKS
from actions.services import ActionServices
from actions.turn import MAX_KEPT, Turn
from actions.typed import TypedText
from actions.voice import Voice, choice
from grievances.privacy.consents import Purpose, version_of

_ANSWERS = (
    choice("Cho giữ để học", "none_of_these", agreed=version_of(CONSENT[Purpose.LEARNING])),
    choice("Đừng giữ", "none_of_these", agreed=NO),
)


class Unknown(TypedText):
    """A text that the classifier cannot place, or "none of these" after an offer."""

    name = "action_unknown"

    async def respond(self, turn: Turn, voice: Voice) -> list[Event]:
        if answer := turn.entities.get("agreed"):
            return await self._answered(turn, voice, answer == version_of(CONSENT[Purpose.LEARNING]))
        await not_understood(self.services, turn, voice)
        # Rasa also comes here when no rule applies; without this it would come again and again.
        listen = {"event": "followup", "timestamp": None, "name": "action_listen"}
        return [listen, *([remember("last_words", turn.text[:MAX_KEPT])] if turn.text else [])]

    async def _answered(self, turn: Turn, voice: Voice, given: bool) -> list[Event]:
        """Whether the words may be kept; they stay at hand for an officer."""
        await answer_learning(self.services, turn, given)
        said = LEARNING_THANKS if given else LEARNING_REFUSED
        voice.say(said, buttons.ASK_OFFICER, buttons.REPORT_THIS, buttons.MENU)
        return []


async def not_understood(services: ActionServices, turn: Turn, voice: Voice) -> None:
    """The honest sentence, and the words for the trainers; a case at hand may take them along."""
    await keep_unknown(services, turn)
    text = texts.NONE_OF_THESE if turn.command == "none_of_these" else texts.UNKNOWN
    to_case = [buttons.add_to_case(turn.slot("case_id"))] if turn.slot("case_id") else []
    may_ask = bool(turn.text) and await learning_question(services, turn)
    question, answers = (f"\n\n{CONSENT[Purpose.LEARNING]}", _ANSWERS) if may_ask else ("", ())
    voice.say(
        if_in_danger(turn) + text + question,
        *call_officers(turn),
        *to_case,
        buttons.ASK_OFFICER,
        buttons.REPORT_THIS,
        *answers,
        buttons.MENU,
    )
