"""Whom a message goes to: a user of the OA, or an anonymous visitor, who is known by two ids only together."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from zalo_sdk.oa import ZaloRecipient

_ANONYMOUS = "anonymous:"


def user_ref(user_id: str, anonymous_conversation: str = "") -> str:
    """The one text by which the rest of the application knows this person."""
    return f"{_ANONYMOUS}{quote(anonymous_conversation, safe='')}:{user_id}" if anonymous_conversation else user_id


@dataclass(frozen=True)
class AnonymousRecipient:
    """The package has no such recipient; anything with `toDict` will do for it."""

    anonymous_id: str
    conversation_id: str

    def toDict(self) -> dict[str, str]:
        return {"anonymous_id": self.anonymous_id, "conversation_id": self.conversation_id}


def recipient_of(ref: str) -> ZaloRecipient | AnonymousRecipient:
    if not ref.startswith(_ANONYMOUS):
        return ZaloRecipient(user_id=ref)
    conversation_id, _, anonymous_id = ref.removeprefix(_ANONYMOUS).partition(":")
    return AnonymousRecipient(anonymous_id, unquote(conversation_id))
