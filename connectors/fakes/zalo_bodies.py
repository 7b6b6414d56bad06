"""Webhook bodies as Zalo writes them, and its signature; written down apart from the connector that reads them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from connectors.fakes.zalo_state import ZaloIdentity

Body = dict[str, Any]


@dataclass(frozen=True)
class SignedBody:
    raw: bytes
    headers: dict[str, str] = field(default_factory=dict)


class BodyMaker:
    """Bodies of one app and OA at a given time (milliseconds, a string)."""

    def __init__(self, identity: ZaloIdentity) -> None:
        self._identity = identity

    def from_user(self, user_id: str, event_name: str, timestamp: str, **parts: Any) -> Body:
        return {
            "app_id": self._identity.app_id,
            "sender": {"id": user_id},
            "user_id_by_app": f"9{user_id}",
            "recipient": {"id": self._identity.oa_id},
            "event_name": event_name,
            **parts,
            "timestamp": timestamp,
        }

    def from_oa(self, user_id: str, event_name: str, timestamp: str, admin_id: str = "", **parts: Any) -> Body:
        """Echoes and receipts name the OA as the sender."""
        return {
            "app_id": self._identity.app_id,
            "sender": {"id": self._identity.oa_id} | ({"admin_id": admin_id} if admin_id else {}),
            "recipient": {"id": user_id},
            "event_name": event_name,
            **parts,
            "timestamp": timestamp,
        }

    def flat(self, event_name: str, timestamp: str, **parts: Any) -> Body:
        """Follow, unfollow and clicks: no sender, no recipient."""
        return {
            "event_name": event_name,
            "oa_id": self._identity.oa_id,
            **parts,
            "app_id": self._identity.app_id,
            "timestamp": timestamp,
        }

    def signed(self, body: Body) -> SignedBody:
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return self.signed_raw(raw, str(body.get("timestamp", "")))

    def signed_raw(self, raw: bytes, timestamp: str) -> SignedBody:
        joined = self._identity.app_id.encode() + raw + timestamp.encode() + self._identity.oa_secret.encode()
        return SignedBody(raw, {"X-ZEvent-Signature": "mac=" + hashlib.sha256(joined).hexdigest()})


def attachment(kind: str, **payload: Any) -> list[Body]:
    return [{"type": kind, "payload": payload}]
