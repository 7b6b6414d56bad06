"""The way to the application's actions: one pooled connection, short waits, and errors that carry no worker's words."""

from __future__ import annotations

from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=5)
_REJECTED = 400


class ActionServerError(Exception):
    """The action server could not run an action.

    Not one of Rasa's own errors on purpose: those are swallowed where slots are extracted.
    """


class ActionEndpoint(EndpointConfig):
    """Rasa opens a connection for each call and weaves the answer's body into its error; this does neither."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        super().__init__(url=url, headers=headers)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Call an action; raise ActionServerError, or ClientResponseError when the action rejected to run."""
        try:
            async with self._pool().post(self.url, json=kwargs.get("json"), headers=self.headers) as response:
                if response.status == _REJECTED:
                    raise ClientResponseError(response.status, "rejected", await response.text())
                if response.status > _REJECTED:
                    raise ActionServerError(f"status {response.status}")
                return await response.json()
        except ClientResponseError:
            raise
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise ActionServerError(type(error).__name__) from None

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
