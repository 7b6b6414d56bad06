"""The web application: every room's routes, by the role of this process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator
from typing import Literal

import httpx
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from actions.server import actions_router
from actions.services import ActionServices
from connectors.web.pages import SAFETY_PATH
from connectors.workers import run_workers
from console.access.second_factor import FactorRule
from console.app import build_console
from console.services import ConsoleServices
from motcham.bootstrap import Background, Services, open_services
from motcham.landing import STYLE, landing_page
from motcham.ports import bound_socket
from motcham.settings import Settings

_log = logging.getLogger(__name__)

Role = Literal["all", "gateway", "worker", "console", "actions"]
_DATABASE_SECONDS = 3.0
_RASA_SECONDS = 3.0
_AFTER_A_CRASH_SECONDS = 5.0


def build_app(services: Services, role: Role) -> FastAPI:
    """Routes of the role; `/health` and `/ready` always. No API docs: nothing here is for strangers."""
    app = FastAPI(title="Một Chạm", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(_status_router(services))
    for router in _routers(services, role):
        app.include_router(router)
    if role in ("all", "console"):
        app.mount("/console", build_console(_console_services(services)))
    return app


def _routers(services: Services, role: Role) -> list[APIRouter]:
    routers: list[APIRouter] = []
    if role in ("all", "gateway"):
        routers += [_landing_router(services.settings), *services.channel_routers]
    if role in ("all", "actions"):
        routers.append(actions_router(_action_services(services), services.settings.internal_secret))
    return routers


def _action_services(services: Services) -> ActionServices:
    return ActionServices(
        services.database,
        services.vault,
        services.clock,
        services.cases,
        services.library,
        services.settings.site + SAFETY_PATH,
    )


def _console_services(services: Services) -> ConsoleServices:
    return ConsoleServices(
        services.database,
        services.vault,
        services.clock,
        services.desk,
        services.live,
        services.typing,
        services.signals,
        secure_cookies=services.settings.public_url.startswith("https://"),
        cleaner=services.cleaner,
        topics=services.library,
        alert_kinds=services.alert_kinds,
        second_factor=FactorRule(services.settings.require_second_factor, services.settings.only_here),
    )


def _landing_router(settings: Settings) -> APIRouter:
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse)
    async def landing() -> str:
        return landing_page(settings.zalo_site_verification)

    @router.get("/landing.css")
    async def style() -> Response:
        return Response(STYLE, media_type="text/css")

    return router


def _status_router(services: Services) -> APIRouter:
    router = APIRouter()

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/ready")
    async def ready() -> JSONResponse:
        parts = {"database": await _database_answers(services), "rasa": await _rasa_answers(services)}
        good = all(parts.values())
        return JSONResponse({"ready": good, **parts}, status_code=200 if good else 503)

    return router


async def _database_answers(services: Services) -> bool:
    """In time, that is: a database that keeps its callers waiting is not ready."""
    try:
        async with asyncio.timeout(_DATABASE_SECONDS):
            await services.database.ping()
    except (SQLAlchemyError, OSError):
        return False
    return True


async def _rasa_answers(services: Services) -> bool:
    """Every Rasa must have its model loaded."""
    try:
        for url in services.settings.rasa_urls:
            answer = await services.http.get(f"{url}/webhooks/gateway/health", timeout=_RASA_SECONDS)
            if answer.status_code != httpx.codes.OK:
                return False
    except httpx.HTTPError:
        return False
    return True


async def serve(settings: Settings, role: Role) -> None:
    """Serve until a stop signal; workers finish what is under way. Raise ConfigError when the port is taken."""
    with bound_socket(settings.host, settings.port) as address:
        async with open_services(settings) as services:
            config = uvicorn.Config(
                build_app(services, role),
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=5,
            )
            server = uvicorn.Server(config)
            _stop_by_signal(server, services)
            async with _background(services, role):
                await server.serve(sockets=[address])


def _stop_by_signal(server: uvicorn.Server, services: Services) -> None:
    """Uvicorn raises the signal again once it has stopped serving. Without a handler of ours the process would die
    there, with turns, sends and a token refresh under way."""

    def stop() -> None:
        server.should_exit = True
        services.signals.close()  # pages that listen would hold the server up

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)


@contextlib.asynccontextmanager
async def _background(services: Services, role: Role) -> AsyncIterator[None]:
    stop = asyncio.Event()
    jobs = [_workers(services), *services.background] if role in ("all", "worker") else []
    tasks = [asyncio.create_task(keep_running(job, stop)) for job in jobs]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def keep_running(job: Background, stop: asyncio.Event, pause: float = _AFTER_A_CRASH_SECONDS) -> None:
    """Start a job again that broke: nobody would notice a sweep or a token keeper that is no longer there."""
    while not stop.is_set():
        try:
            await job(stop)
            return
        except Exception as error:  # the boundary of a job; the message of a database error may quote values
            _log.error("background.crashed error=%s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


def _workers(services: Services) -> Background:
    return lambda stop: run_workers(stop, services.turns, services.sender, services.wake)
