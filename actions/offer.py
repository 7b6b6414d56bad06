"""Not sure: offer at most three meanings and a way out."""

from __future__ import annotations

from actions import buttons, emergency_texts, next_steps, texts
from actions.answer import first_layer, keep_words
from actions.base import Event
from actions.danger import dangers_of
from actions.emergency import REPORT_NOW, if_in_danger
from actions.turn import Turn
from actions.typed import TypedText
from actions.unknown import not_understood
from actions.voice import Choice, Voice, choice
from actions.who_knows import asks_who_knows, say_who_knows
from knowledge.intents import OFFERED

_OFFERED = 3
_NONE = choice("Không phải", "none_of_these")


class Offer(TypedText):
    name = "action_offer"

    async def respond(self, turn: Turn, voice: Voice) -> list[Event]:
        if asks_who_knows(turn.text) and not turn.fears_danger:
            say_who_knows(self.services, turn, voice)
            return keep_words(turn)
        topic_id = next_steps.likely_topic(self.services.library, turn)
        if turn.fears_danger:  # numbers to call shown for nothing cost nothing; the officers are not called for a guess
            text = emergency_texts.shall_i_tell(dangers_of(turn.said))
            voice.say(text, REPORT_NOW, *self._choices(turn)[1:_OFFERED], _NONE)
        elif topic_id and next_steps.complains(turn):
            self._say_both(turn, voice, topic_id)
        elif offered := self._choices(turn):
            aside = [*next_steps.resume(turn), *_to_case(turn)][:1]
            voice.say(if_in_danger(turn) + texts.OFFER, *offered[:_OFFERED], *aside, _NONE)
        else:
            await not_understood(self.services, turn, voice)
        return keep_words(turn)

    def _say_both(self, turn: Turn, voice: Voice, topic_id: str) -> None:
        """A complaint that is a question too: the likeliest answer, said as a guess, and the report first."""
        answer = self.services.library.answer(topic_id, self.services.today())
        topics = [name for name in turn.candidates if name.startswith("faq/") and name != f"faq/{topic_id}"]
        others = [found for name in topics if (found := self._choice(name))]
        voice.say(
            if_in_danger(turn) + texts.MAYBE.format(title=answer.title, short=first_layer(answer)),
            buttons.REPORT_THIS,
            next_steps.more(topic_id, turn),
            *[*next_steps.resume(turn), *_to_case(turn), *others][:1],
            buttons.ASK_OFFICER,
            _NONE,
        )

    def _choices(self, turn: Turn) -> list[Choice]:
        return [found for name in turn.candidates if (found := self._choice(name))]

    def _choice(self, intent: str) -> Choice | None:
        """The button for a candidate; None for one that is no use to offer (a greeting, a topic without an answer)."""
        topic_id = intent.removeprefix("faq/")
        if topic_id != intent:
            known = topic_id in self.services.library.topic_ids()
            return choice(self.services.library.title(topic_id), "ask_topic", topic=topic_id) if known else None
        title = OFFERED.get(intent)
        keep = "yes" if intent in ("report_grievance", "report_emergency") else ""
        return choice(title, intent, keep=keep) if title else None


def _to_case(turn: Turn) -> list[Choice]:
    return [buttons.add_to_case(turn.slot("case_id"))] if turn.slot("case_id") else []
