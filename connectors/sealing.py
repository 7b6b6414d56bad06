"""Events and replies as sealed bytes; a text that is no valid Unicode is mended here, before it meets a database."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from connectors.messages import InboundEvent, Reply
from storage.errors import SealBroken
from storage.vault import Vault

_EVENT = TypeAdapter(InboundEvent)
_REPLY = TypeAdapter(Reply)
_EVENT_CONTEXT = "inbox.event"
_REPLY_CONTEXT = "outbox.reply"


class Unreadable(Exception):
    """A stored event or reply cannot be opened or understood (any more)."""


def seal_event(vault: Vault, event: InboundEvent) -> bytes:
    return vault.seal_json(_mend(_EVENT.dump_python(event, mode="json")), _EVENT_CONTEXT)


def open_event(vault: Vault, sealed: bytes | None) -> InboundEvent:
    """Raise Unreadable."""
    return _open(vault, sealed, _EVENT_CONTEXT, _EVENT)


def seal_reply(vault: Vault, reply: Reply) -> bytes:
    return vault.seal_json(_mend(_REPLY.dump_python(reply, mode="json")), _REPLY_CONTEXT)


def open_reply(vault: Vault, sealed: bytes | None) -> Reply:
    """Raise Unreadable."""
    return _open(vault, sealed, _REPLY_CONTEXT, _REPLY)


def mend_text(text: str) -> str:
    """Replace lone surrogates, which JSON lets in and UTF-8 refuses, and drop NUL, which PostgreSQL refuses."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


def _open[T](vault: Vault, sealed: bytes | None, context: str, adapter: TypeAdapter[T]) -> T:
    if sealed is None:
        raise Unreadable
    try:
        return adapter.validate_json(vault.open(sealed, context))
    except (SealBroken, ValidationError):
        raise Unreadable from None


def _mend[V](value: V) -> V:
    if isinstance(value, str):
        return mend_text(value)  # type: ignore[return-value]
    if isinstance(value, list):
        return [_mend(item) for item in value]  # type: ignore[return-value]
    if isinstance(value, dict):
        return {key: _mend(item) for key, item in value.items()}  # type: ignore[return-value]
    return value
