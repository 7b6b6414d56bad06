"""Zalo's OAuth v4 for Official Accounts. The package fixes the address and has no timeouts, so this is ours.

Errors come with HTTP 200: only an answer that holds both tokens is a success.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from storage.errors import AppError

# Below the time after which another process may try again (tokens.CLAIM_LIFETIME).
_WHOLE_CALL_SECONDS = 20.0
ACCESS_LIFETIME = timedelta(seconds=90_000)


class OauthRefused(AppError):
    """Zalo answered without tokens. `code` is its error number, 0 when there was none."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class OauthUnanswered(AppError):
    """No readable answer came. Zalo may have replaced the tokens all the same."""


@dataclass(frozen=True)
class TokenPair:
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lives: timedelta = ACCESS_LIFETIME


class _Answer(BaseModel):
    """`expires_in` is a string in practice and a number in one document."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    access_token: str = ""
    refresh_token: str = ""
    expires_in: int = int(ACCESS_LIFETIME.total_seconds())
    error: int = 0


class ZaloOauth:
    """The two token calls and the address of the consent page."""

    def __init__(self, http: httpx.AsyncClient, base_url: str, app_id: str, app_secret: str) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._app_id = app_id
        self._app_secret = app_secret

    def consent_url(self, redirect_uri: str, verifier: str, state: str) -> str:
        query = {
            "app_id": self._app_id,
            "redirect_uri": redirect_uri,
            "code_challenge": challenge_of(verifier),
            "state": state,
        }
        return f"{self._base_url}/v4/oa/permission?{urlencode(query)}"

    async def exchange(self, code: str, verifier: str) -> TokenPair:
        """The first pair for a code of the consent page. Raise OauthRefused, OauthUnanswered."""
        return await self._call({"code": code, "grant_type": "authorization_code", "code_verifier": verifier})

    async def refresh(self, refresh_token: str) -> TokenPair:
        """A new pair; the old one is dead from then on. Raise OauthRefused, OauthUnanswered."""
        return await self._call({"refresh_token": refresh_token, "grant_type": "refresh_token"})

    async def _call(self, form: dict[str, str]) -> TokenPair:
        try:
            async with asyncio.timeout(_WHOLE_CALL_SECONDS):
                response = await self._http.post(
                    f"{self._base_url}/v4/oa/access_token",
                    data={**form, "app_id": self._app_id},
                    headers={"secret_key": self._app_secret},
                )
            if response.status_code != httpx.codes.OK:
                raise OauthUnanswered(f"http_{response.status_code}")
            answer = _Answer.model_validate_json(response.content)
        except (httpx.HTTPError, TimeoutError) as error:
            raise OauthUnanswered(type(error).__name__.lower()) from None
        except ValidationError:
            raise OauthUnanswered("unreadable") from None
        if not (answer.access_token and answer.refresh_token):
            raise OauthRefused(answer.error)
        return TokenPair(answer.access_token, answer.refresh_token, timedelta(seconds=answer.expires_in))


def challenge_of(verifier: str) -> str:
    """PKCE: base64url(sha256(verifier)) without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
