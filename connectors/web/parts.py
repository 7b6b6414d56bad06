"""What the page shows as said by the bot, sealed in `web_message`."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from connectors.messages import Part
from connectors.sealing import Unreadable
from storage.errors import SealBroken
from storage.vault import Vault

_CONTEXT = "web.part"
_PART = TypeAdapter(Part)


def seal_part(vault: Vault, part: Part) -> bytes:
    return vault.seal_json(_PART.dump_python(part, mode="json"), _CONTEXT)


def open_part(vault: Vault, sealed: bytes) -> Part:
    """Raise Unreadable."""
    try:
        return _PART.validate_json(vault.open(sealed, _CONTEXT))
    except (SealBroken, ValidationError):
        raise Unreadable from None
