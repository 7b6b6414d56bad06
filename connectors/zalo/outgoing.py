"""From a part to Zalo's message body. Raw payloads go in: the package's own template classes print to the console."""

from __future__ import annotations

from typing import Any

from zalo_sdk.oa import ZaloAttachment, ZaloMessageBody

from connectors.messages import Button, Capabilities, Part, PartButton, Reply
from connectors.render import render
from connectors.zalo.events import BUTTON_PREFIX


def body_of(part: Part) -> ZaloMessageBody:
    """A message carries one attachment: the renderer never gives a part an image and buttons."""
    return ZaloMessageBody(text=part.text or None, attachment=_attachment(part))


def picture_body(attachment_id: str) -> ZaloMessageBody:
    """A picture that was uploaded before."""
    image = {"media_type": "image", "attachment_id": attachment_id}
    return ZaloMessageBody(attachment=ZaloAttachment("template", {"template_type": "media", "elements": [image]}))


def file_body(token: str) -> ZaloMessageBody:
    """A file that was uploaded before."""
    return ZaloMessageBody(attachment=ZaloAttachment("file", {"token": token}))


def numbered(part: Part, capabilities: Capabilities) -> list[Part]:
    """The same part for a channel without buttons. The numbers are those that a worker may type."""
    buttons = tuple(Button(button.title, payload=button.token, url=button.url) for button in part.buttons)
    return render(Reply(part.text, buttons), capabilities, ())


def _attachment(part: Part) -> ZaloAttachment | None:
    if part.buttons:
        return ZaloAttachment("template", {"buttons": [_button(button) for button in part.buttons]})
    if part.image_url:
        image = {"media_type": "image", "url": part.image_url}
        return ZaloAttachment("template", {"template_type": "media", "elements": [image]})
    return None


def _button(button: PartButton) -> dict[str, Any]:
    """A query's payload is a string that comes back as a text message, a link's an object."""
    if button.url:
        return {"title": button.title, "type": "oa.open.url", "payload": {"url": button.url}}
    return {"title": button.title, "type": "oa.query.hide", "payload": BUTTON_PREFIX + button.token}
