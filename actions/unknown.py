"""Not understood: say so, keep the words, and show the way to a human."""

from __future__ import annotations

from actions import buttons, texts
from actions.base import Event, remember
from actions.hearing import keep_unknown
from actions.services import ActionServices
from actions.turn import MAX_KEPT, Turn
from actions.typed import TypedText
from actions.voice import Voice


class Unknown(TypedText):
    """A text that the classifier cannot place, or "none of these" after an offer."""

    name = "action_unknown"

    async def respond(self, turn: Turn, voice: Voice) -> list[Event]:
        await not_understood(self.services, turn, voice)
        # Rasa also comes here when no rule applies; without this it would come again and again.
        listen = {"event": "followup", "timestamp": None, "name": "action_listen"}
        return [listen, *([remember("last_words", turn.text[:MAX_KEPT])] if turn.text else [])]


async def not_understood(services: ActionServices, turn: Turn, voice: Voice) -> None:
    """The honest sentence, and the words for the trainers; a case at hand may take them along."""
    await keep_unknown(services, turn)
    text = texts.NONE_OF_THESE if turn.command == "none_of_these" else texts.UNKNOWN
    to_case = [buttons.add_to_case(turn.slot("case_id"))] if turn.slot("case_id") else []
    voice.say(text, *to_case, buttons.ASK_OFFICER, buttons.REPORT_THIS, buttons.MENU)
