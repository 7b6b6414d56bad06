"""What each page can reach; made once per application and found through the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from console.access.second_factor import SecondFactors
from console.access.sessions import Sessions
from console.access.signin import SignIn
from console.services import ConsoleServices
from console.web.rendering import Renderer
from grievances.reporting.report import Reports

_COOKIE = "motcham_session"


@dataclass(frozen=True)
class Console:
    services: ConsoleServices
    sessions: Sessions
    sign_in: SignIn
    renderer: Renderer
    factors: SecondFactors
    reports: Reports

    @property
    def cookie_name(self) -> str:
        return f"__Host-{_COOKIE}" if self.services.secure_cookies else _COOKIE

    def token_of(self, request: Request) -> str:
        return request.cookies.get(self.cookie_name, "")

    def hand_over(self, response: Response, token: str) -> None:
        """Give the browser its session."""
        secure = self.services.secure_cookies
        response.set_cookie(self.cookie_name, token, path="/", httponly=True, secure=secure, samesite="lax")


async def get_console(request: Request) -> Console:
    console: Console = request.app.state.console
    return console


ConsoleDep = Annotated[Console, Depends(get_console)]
