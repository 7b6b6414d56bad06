"""The shapes of Zalo's webhook bodies, as tolerant as the platform is loose.

Ids and times may be strings or numbers, parts may be missing or of a wrong type: a field that cannot be read becomes
empty, so that a message with one odd field still gets an answer. Only a body that is no object at all is refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from connectors.sealing import mend_text

_ID = re.compile(r"[\x21-\x7e]{1,80}")


def _identifier(value: Any) -> str:
    """Ids exceed 2^53: text or int, never a float. Anything unprintable is no id."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def _text(value: Any) -> str:
    """NFC, and without what JSON can smuggle in and no database takes."""
    return unicodedata.normalize("NFC", mend_text(value)) if isinstance(value, str) else ""


def _object(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Any:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _identifiers(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [found for found in map(_identifier, items) if found]


Identifier = Annotated[str, BeforeValidator(_identifier)]
Text = Annotated[str, BeforeValidator(_text)]
Identifiers = Annotated[list[str], BeforeValidator(_identifiers)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Party(_Shape):
    """`admin_id` is there only when a person typed in the OA's own tool."""

    id: Identifier = ""
    admin_id: Identifier = ""


class AttachmentPayload(_Shape):
    url: Text = ""
    name: Text = ""
    description: Text = ""
    size: Identifier = ""  # a string of digits, or a number


class AttachmentShape(_Shape):
    type: Text = ""
    payload: Annotated[AttachmentPayload, BeforeValidator(_object)] = AttachmentPayload()


class Message(_Shape):
    msg_id: Identifier = ""
    msg_ids: Identifiers = []
    text: Text = ""
    conversation_id: Identifier = ""
    react_icon: Text = ""
    attachments: Annotated[list[AttachmentShape], BeforeValidator(_objects)] = []


class FullAddress(_Shape):
    user_address: Text = ""
    user_ward: Text = ""
    user_city: Text = ""


class SubmittedInfo(_Shape):
    """Two shapes are in use: flat address fields, and `full_address` with a birthday and a gender."""

    name: Text = ""
    phone: Annotated[str, BeforeValidator(_identifier)] = ""
    address: Text = ""
    ward: Text = ""
    district: Text = ""
    city: Text = ""
    full_address: Annotated[FullAddress, BeforeValidator(_object)] = FullAddress()


class WebhookBody(_Shape):
    event_name: Identifier = ""
    timestamp: Identifier = ""
    oa_id: Identifier = ""
    user_id: Identifier = ""
    sender: Annotated[Party, BeforeValidator(_object)] = Party()
    recipient: Annotated[Party, BeforeValidator(_object)] = Party()
    follower: Annotated[Party, BeforeValidator(_object)] = Party()
    message: Annotated[Message, BeforeValidator(_object)] = Message()
    info: Annotated[SubmittedInfo, BeforeValidator(_object)] = SubmittedInfo()

    @property
    def oa_candidates(self) -> tuple[str, ...]:
        """Which of the ids may be the OA: user events name it as recipient, echoes as sender, the rest as oa_id."""
        return tuple(found for found in (self.recipient.id, self.oa_id, self.sender.id) if found)
