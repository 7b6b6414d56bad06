"""Not sure: offer at most three meanings and a way out."""

from __future__ import annotations

from actions import buttons, texts
from actions.base import Event, remember
from actions.emergency import say_emergency
from actions.turn import MAX_KEPT, Turn
from actions.typed import TypedText
from actions.unknown import say_unknown
from actions.voice import Choice, Voice, choice

_OFFERED = 3
_NONE = choice("Không phải", "none_of_these")


class Offer(TypedText):
    name = "action_offer"

    async def respond(self, turn: Turn, voice: Voice) -> list[Event]:
        names = [str(item["name"]) for item in turn.nlu.get("candidates") or []]
        if names[:1] == ["report_emergency"]:  # numbers to call shown for nothing cost nothing
            return say_emergency(turn, voice, _NONE)
        offered = [found for name in names if (found := self._choice(name))]
        if offered:
            to_case = [buttons.add_to_case(turn.slot("case_id"))] if turn.slot("case_id") else []
            voice.say(texts.OFFER, *offered[:_OFFERED], *to_case, _NONE)
        else:
            say_unknown(turn, voice)
        return [remember("last_words", turn.text[:MAX_KEPT])]

    def _choice(self, intent: str) -> Choice | None:
        """The button for a candidate; None for one that is no use to offer (a greeting, a topic without an answer)."""
        topic_id = intent.removeprefix("faq/")
        if topic_id != intent:
            known = topic_id in self.services.library.topic_ids()
            return choice(self.services.library.title(topic_id), "ask_topic", topic=topic_id) if known else None
        title = texts.INTENT_TITLES.get(intent)
        keep = "yes" if intent == "report_grievance" else ""
        return choice(title, intent, keep=keep) if title else None
