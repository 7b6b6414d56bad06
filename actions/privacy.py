"""To be forgotten: asked twice, done once."""

from __future__ import annotations

from actions import buttons, texts
from actions.base import DialogueAction, Event
from actions.turn import Turn
from actions.voice import Voice, choice


class AskDelete(DialogueAction):
    name = "action_delete_my_data"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        voice.say(texts.ASK_DELETE, choice("Đúng, xóa đi", "confirm_delete"), buttons.CANCEL)
        return []


class AskUnsubscribe(DialogueAction):
    """Only news of own cases comes unasked: stopping it means forgetting the chat."""

    name = "action_unsubscribe"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        voice.say(texts.ASK_UNSUBSCRIBE, choice("Đúng, ngừng tin", "confirm_delete"), buttons.CANCEL)
        return []


class ConfirmDelete(DialogueAction):
    name = "action_confirm_delete"

    async def act(self, turn: Turn, voice: Voice) -> list[Event]:
        await self.once(turn, lambda tx: self.services.cases.forget_chat(tx, turn.conversation_id))
        left = texts.LEFT_BEHIND.get(turn.channel, texts.LEFT_BEHIND["web"])
        voice.say(texts.FORGOTTEN.format(left=left), buttons.MENU)
        return [{"event": "reset_slots", "timestamp": None}]
