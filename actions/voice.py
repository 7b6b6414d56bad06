"""How actions speak: a text and its buttons, in Rasa's shape."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from rasa_sdk.executor import CollectingDispatcher


@dataclass(frozen=True)
class Choice:
    """A button: what it says and the command that a tap sends."""

    title: str
    command: str


def choice(title: str, intent: str, **entities: str) -> Choice:
    """`/intent{"entity":"value"}`; an empty value is left out."""
    given = {name: value for name, value in entities.items() if value}
    arguments = json.dumps(given, ensure_ascii=False, separators=(",", ":")) if given else ""
    return Choice(title, f"/{intent}{arguments}")


class Voice:
    """Says what an action has to say."""

    def __init__(self, dispatcher: CollectingDispatcher) -> None:
        self._dispatcher = dispatcher

    def say(self, text: str, *choices: Choice, expects_text: bool = False) -> None:
        """`expects_text`: a number that is typed next is an answer, not a choice from an older menu."""
        buttons: list[dict[str, Any]] = [{"title": _nfc(item.title), "payload": item.command} for item in choices]
        waiting = {"expects_text": True} if expects_text else None
        self._dispatcher.utter_message(text=_nfc(text), buttons=buttons, json_message=waiting)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
