"""What the Zalo connector must be told; the application fills it from its settings."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ZaloConfig:
    """One app; its Official Accounts are rows. Two secrets: the app's is for OAuth, the OA's for webhooks."""

    app_id: str
    app_secret: str = field(repr=False)
    oa_id: str
    oa_secret: str = field(repr=False)
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    api_base: str = "https://openapi.zalo.me"
    oauth_base: str = "https://oauth.zaloapp.com"
    native_buttons: bool = False
    strict_signature: bool = False
    site_verification: str = ""
    code_verifier: str = field(default="", repr=False)
    media_hosts: tuple[str, ...] = ("zdn.vn", "zadn.vn")
