"""How an OA's administrator lets this application act for the OA: a consent page, then a code that becomes tokens.

The command prints the address and the web application receives the code, in another process: so the state proves
itself by a keyed mac, and the PKCE verifier is derived from it. Nothing has to be stored in between.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from connectors.zalo.config import ZaloConfig
from connectors.zalo.directory import OaDirectory
from connectors.zalo.oauth import OauthRefused, OauthUnanswered, ZaloOauth
from connectors.zalo.token_store import TokenStore
from storage.clock import Clock
from storage.database import Database
from storage.errors import AppError
from storage.vault import Vault

STATE_LIFETIME = timedelta(minutes=30)
_MAC_LENGTH = 32


class AuthorizationFailed(AppError):
    """`explanation` is Vietnamese, for the administrator."""

    def __init__(self, explanation: str) -> None:
        super().__init__(explanation)
        self.explanation = explanation


@dataclass(frozen=True)
class ConsentRequest:
    url: str
    state: str


class Authorizer:
    """Starts and finishes one consent. The web callback and the command line use the same."""

    def __init__(
        self,
        config: ZaloConfig,
        oauth: ZaloOauth,
        database: Database,
        vault: Vault,
        clock: Clock,
        directory: OaDirectory,
    ) -> None:
        self._config = config
        self._oauth = oauth
        self._database = database
        self._vault = vault
        self._clock = clock
        self._directory = directory

    def start(self, redirect_uri: str) -> ConsentRequest:
        """`redirect_uri` must equal the console's "Official Account Callback Url"."""
        seed = f"{int(self._clock().timestamp())}.{secrets.token_hex(8)}"
        state = f"{seed}.{self._macs(seed)[0]}"
        return ConsentRequest(self._oauth.consent_url(redirect_uri, self._verifiers(state)[0], state), state)

    async def finish(self, code: str, state: str, oa_id: str) -> str:
        """Exchange the code, store the tokens and return the OA's id. Raise AuthorizationFailed."""
        verifier = self._verifier_of(state)
        oa_id = oa_id or self._config.oa_id
        if not code or not oa_id.isdigit() or len(oa_id) > 64:
            raise AuthorizationFailed("Liên kết thiếu mã xác nhận của Zalo. Hãy làm lại từ đầu.")
        try:
            pair = await self._oauth.exchange(code, verifier)
        except OauthRefused as refused:
            raise AuthorizationFailed(f"Zalo không chấp nhận (mã {refused.code}). Hãy làm lại từ đầu.") from None
        except OauthUnanswered:
            raise AuthorizationFailed("Chưa nhận được trả lời của Zalo. Hãy làm lại từ đầu.") from None
        account_id = await self._directory.add(oa_id)
        await TokenStore(self._database, self._vault, self._clock, account_id).put(pair)
        return oa_id

    def _verifier_of(self, state: str) -> str:
        seed, _, mac = state.rpartition(".")
        made_at = seed.partition(".")[0]
        for expected, verifier in zip(self._macs(seed), self._verifiers(state), strict=True):
            if hmac.compare_digest(mac.encode(), expected.encode()) and self._is_young(made_at):
                return verifier
        raise AuthorizationFailed("Liên kết này không đúng hoặc đã quá hạn. Hãy làm lại từ đầu.")

    def _is_young(self, made_at: str) -> bool:
        age = self._clock() - datetime.fromtimestamp(int(made_at), UTC)
        return timedelta(0) <= age <= STATE_LIFETIME + timedelta(seconds=1)

    def _macs(self, seed: str) -> list[str]:
        return [found[:_MAC_LENGTH] for found in self._vault.index_candidates(seed, "zalo.state")]

    def _verifiers(self, state: str) -> list[str]:
        """43 characters of base64url, one for each key of the vault; or the fixed one that a console may ask for."""
        hashes = self._vault.index_candidates(state, "zalo.verifier")
        derived = [base64.urlsafe_b64encode(bytes.fromhex(found)).rstrip(b"=").decode() for found in hashes]
        return [self._config.code_verifier or verifier for verifier in derived]


def read_pasted(text: str) -> tuple[str, str, str]:
    """Code, state and OA id from what an administrator pastes: the whole address they were sent to."""
    query = parse_qs(urlsplit(text.strip()).query)
    return tuple(query.get(name, [""])[0] for name in ("code", "state", "oa_id"))  # type: ignore[return-value]
