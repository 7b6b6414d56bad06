"""Whether a webhook body really comes from Zalo.

The mac is a plain SHA-256 (not an HMAC) over the bytes exactly as they came: parsing and dumping them again breaks it.
"""

from __future__ import annotations

import hashlib
import hmac

HEADER = "X-ZEvent-Signature"
_PREFIX = "mac="


def mac_of(app_id: str, raw: bytes, timestamp: str, oa_secret: str) -> str:
    """`timestamp` is the text of the body's own field; `oa_secret` the key of the Webhook page, not the app's."""
    return hashlib.sha256(app_id.encode() + raw + timestamp.encode() + oa_secret.encode()).hexdigest()


def signature_fits(header: str, expected: str) -> bool:
    """Compare in constant time; with or without `mac=`, in either case. Bytes, since a header may hold anything."""
    given = header.strip().lower().removeprefix(_PREFIX)
    return hmac.compare_digest(given.encode(), expected.encode())
