"""What Rasa utters, as the application wants it: one reply for one utterance, not split at blank lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.events import BotUttered, Event, UserUttered

Reply = dict[str, Any]


class ReplyCollector(CollectingOutputChannel):
    """Keeps the utterances of one turn."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[Reply] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        add_reply(self.replies, message)


def add_reply(replies: list[Reply], message: dict[str, Any]) -> None:
    """Add an utterance; one that only says what the text before is waiting for is merged into that."""
    custom = message.get("custom") or {}
    reply: Reply = {key: message[key] for key in ("text", "buttons", "image") if message.get(key)}
    if reply:
        replies.append(reply)
    if replies and custom.get("expects_text"):
        replies[-1]["expects_text"] = True


def replies_to(message_id: str, events: Iterable[Event]) -> list[Reply] | None:
    """Return what was answered to a message of the past, None when it was never (or too long ago) handled."""
    replies: list[Reply] | None = None
    for event in events:
        if isinstance(event, UserUttered):
            if replies is not None:
                break
            if event.message_id == message_id:
                replies = []
        elif isinstance(event, BotUttered) and replies is not None:
            add_reply(replies, event.message())
    return replies
