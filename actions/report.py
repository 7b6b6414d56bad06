"""A grievance by one touch: a tap on "Phản ánh", a tap on the category, and the case is open."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions import buttons, consenting, next_steps, texts, words
from actions.base import DialogueAction, Event, forget, remember
from actions.emergency import call_officers, if_in_danger
from actions.turn import MAX_KEPT, Turn
from actions.voice import Choice, Voice, choice
from actions.waiting import open_with_waiting
from actions.who_knows import asks_who_knows, say_who_knows
from grievances.model import CaseKind, Category
from grievances.privacy.consents import Purpose
from grievances.units import is_of_a_company

_BESIDE_TOPIC = 6  # categories that are shown when there is a topic to show, too
_ABOVE = "above"
_DANGEROUS = frozenset({Category.SAFETY, Category.HARASSMENT})


class Report(DialogueAction):
    """Show the categories, the likely ones first; what was told already waits to go along."""

    name = "action_report"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        if asks_who_knows(turn.text):
            say_who_knows(self.services, turn, voice)
            return []
        if turn.text and turn.slot("case_id"):
            return _same_or_new(turn, voice, self._asked(turn))
        told = turn.text if words.says_something(turn.text) else ""
        if turn.entities.get("keep"):
            told = turn.slot("last_words")
        complaint = words.join(turn.slot("complaint"), told)
        along = texts.TAKEN_ALONG.format(words=words.quote(complaint)) if complaint else ""
        asked = self._asked(turn)
        beside = [*asked, *await self._passing_over(turn)]
        urgent = call_officers(turn)
        categories = words.by_likelihood(complaint)
        text = texts.SENT_ABOVE if _goes_above(turn) else texts.CHOOSE_CATEGORY
        voice.say(
            if_in_danger(turn) + text.format(along=along + _about(asked), seen_by=seen_by(turn)),
            *urgent,
            *(
                choice(texts.CATEGORY_TITLES[category], "choose_category", category=category, **_way(turn))
                for category in (_fewer(categories) if beside or urgent else categories)
            ),
            *beside,
        )
        last_words = remember("last_words", turn.text[:MAX_KEPT] if urgent else None)
        return [remember("complaint", complaint or None), last_words, *forget("case_id")]

    def _asked(self, turn: Turn) -> list[Choice]:
        """The topic of a complaint that is a question too."""
        library = self.services.library
        topic_id = next_steps.likely_topic(library, turn) if turn.text else ""
        return [choice(library.title(topic_id), "ask_topic", topic=topic_id)] if topic_id else []

    async def _passing_over(self, turn: Turn) -> list[Choice]:
        """For whom a company's own union would get it: the unit above instead, without a word to that one."""
        if turn.unit_id is None or _goes_above(turn):
            return []
        async with self.services.database.reading() as tx:
            company = await is_of_a_company(tx, turn.unit_id)
        return [choice(texts.SKIP_COMPANY, "report_grievance", value=_ABOVE)] if company else []


class OpenCase(DialogueAction):
    """One tap opens the case; the receipt is told once."""

    name = "action_open_case"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        category = turn.entities.get("category", "")
        if category not in set(Category):
            voice.say(texts.STALE_BUTTON, *buttons.MAIN_MENU)
            return []
        if not await consenting.agreed(self.services, turn, Purpose.REPORT):
            meant = {name: turn.entities[name] for name in ("category", "again") if turn.entities.get(name)}
            return consenting.ask(turn, voice, "choose_category", meant)
        if turn.slot("case_id") and not turn.entities.get("again"):
            again = choice("Gửi phản ánh mới", "choose_category", category=category, again="yes", **_way(turn))
            voice.say(texts.ALREADY_OPEN, choice("Kể thêm", "add_details", case=turn.case_id), again, buttons.CANCEL)
            return []
        opened = await self.once(turn, lambda tx: self._open(tx, turn, Category(category)))
        voice.say(
            texts.OPENED.format(
                name=texts.CATEGORY_TITLES[Category(category)],
                along=_sent_along(turn),
                receipt=opened["receipt"],
                danger=texts.DANGER if Category(category) in _DANGEROUS else "",
            ),
            *buttons.add_more(opened["case_id"]),
        )
        return [
            remember("case_id", opened["case_id"]),
            *forget("complaint", "waiting_media", "last_words", consenting.SLOT),
        ]

    async def _open(self, tx: AsyncSession, turn: Turn, category: Category) -> dict[str, str]:
        return await open_with_waiting(
            tx, self.services.cases, turn, CaseKind.GRIEVANCE, category, turn.slot("complaint"), _goes_above(turn)
        )


class AskPhoto(DialogueAction):
    """The photo itself arrives as a message of its own."""

    name = "action_ask_photo"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        voice.say(texts.ASK_PHOTO, choice("Xong", "finish_report"))
        return []


class FinishReport(DialogueAction):
    name = "action_finish_report"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        voice.say(texts.FINISHED, buttons.STATUS, buttons.MENU)
        return forget("case_id", "complaint", "waiting_media", "last_words")


def _goes_above(turn: Turn) -> bool:
    return turn.entities.get("value") == _ABOVE


def _way(turn: Turn) -> dict[str, str]:
    """The next button goes the way that this one was on."""
    return {"value": _ABOVE} if _goes_above(turn) else {}


def _about(asked: list[Choice]) -> str:
    return "".join(texts.ASKED_TOO.format(title=topic.title) for topic in asked)


def _fewer(categories: list[Category]) -> list[Category]:
    """Room for one button more: the likeliest, and what catches all others."""
    likely = [category for category in categories if category is not Category.OTHER]
    return [*likely[: _BESIDE_TOPIC - 1], Category.OTHER]


def _sent_along(turn: Turn) -> str:
    """What told or sent before went with the case."""
    words_along = [texts.SENT_ALONG_WORDS] if turn.slot("complaint") else []
    media_along = [texts.SENT_ALONG_MEDIA] if turn.waiting_media else []
    along = " và ".join([*words_along, *media_along])
    return f", kèm {along}" if along else ""


def seen_by(turn: Turn) -> str:
    """Who else can see this chat."""
    return texts.SEEN_BY.get(turn.channel, texts.SEEN_BY["web"])


def _same_or_new(turn: Turn, voice: Voice, asked: list[Choice]) -> list[Event]:
    new = choice("Phản ánh mới", "report_grievance", keep="yes")
    question = if_in_danger(turn) + texts.SAME_OR_NEW
    to_case = buttons.add_to_case(turn.slot("case_id"))
    voice.say(question, *call_officers(turn), to_case, new, *asked, buttons.CANCEL)
    return [remember("last_words", turn.text[:MAX_KEPT])]
