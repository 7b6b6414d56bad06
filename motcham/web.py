"""The web application: every room's routes, by the role of this process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Literal

import httpx
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from actions.server import actions_router
from actions.services import ActionServices
from connectors.workers import run_workers
from console.app import build_console
from console.services import ConsoleServices
from motcham.bootstrap import Background, Services, open_services
from motcham.landing import STYLE, landing_page
from motcham.settings import Settings

Role = Literal["all", "gateway", "worker", "console", "actions"]
_RASA_SECONDS = 3.0


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
    return ActionServices(services.database, services.vault, services.clock, services.cases, services.library)


def _console_services(services: Services) -> ConsoleServices:
    return ConsoleServices(
        services.database,
        services.vault,
        services.clock,
        services.desk,
        secure_cookies=services.settings.public_url.startswith("https://"),
        topics=services.library,
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
    try:
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
    """Serve until a stop signal; workers finish what is under way."""
    async with open_services(settings) as services:
        config = uvicorn.Config(
            build_app(services, role),
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        async with _background(services, role):
            await uvicorn.Server(config).serve()


@contextlib.asynccontextmanager
async def _background(services: Services, role: Role) -> AsyncIterator[None]:
    stop = asyncio.Event()
    jobs = [_workers(services), *services.background] if role in ("all", "worker") else []
    tasks = [asyncio.create_task(_run(job, stop)) for job in jobs]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def _run(job: Background, stop: asyncio.Event) -> None:
    await job(stop)


def _workers(services: Services) -> Background:
    return lambda stop: run_workers(stop, services.turns, services.sender, services.wake)
