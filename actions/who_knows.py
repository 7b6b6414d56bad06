"""«Có ai biết mình phản ánh không?»: who fears to be found out gets three sentences and a page, whatever the model took
the question for."""

from __future__ import annotations

import re

from actions import buttons, privacy_texts, words
from actions.services import ActionServices
from actions.turn import Turn
from actions.voice import Voice, choice

_LONGEST = 16  # syllables: a longer text tells a story, which is not to be answered with this
_ME = r"(?:minh|em|toi|tui|chau|con)"
_THEY = r"(?:ai|cong ty|cty|sep|chu|quan doc|to truong|quan ly)"
_DO = r"(?:phan anh|nhan|gui|bao|ke)"
_NOT = r"(?:khong|ko|k|hong|hok)"
_ASKS = (
    re.compile(rf"\b{_THEY} (?:co |se |co the )?biet (?:duoc |la )?{_ME}\b.*\b{_DO}\b"),
    re.compile(rf"\b{_DO}\b.*\b(?:bi lo|lo ten|co an toan|co ai biet|ai biet)\b.*\b{_NOT}\b"),
)
_SEE = choice("Xem dữ liệu", "my_data", do="see")


def asks_who_knows(text: str) -> bool:
    said = words.fold(text)
    return len(said.split()) <= _LONGEST and any(pattern.search(said) for pattern in _ASKS)


def say_who_knows(services: ActionServices, turn: Turn, voice: Voice) -> None:
    seen_by = privacy_texts.WHO_SEES.get(turn.channel, privacy_texts.WHO_SEES["web"])
    said = [privacy_texts.WHO_CAN_SEE.format(seen_by=seen_by)]
    if services.safety_page:
        said.append(privacy_texts.READ_MORE.format(address=services.safety_page))
    voice.say("\n".join(said), _SEE, buttons.REPORT, buttons.MENU)
