"""Rasa with our channel only. Its own HTTP API stays off: it would read and change conversations unseen."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.channels import channel
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from bot.action_endpoint import ActionEndpoint
from bot.channels.gateway import MAX_BODY, GatewayInput
from bot.engine import TurnAgent
from bot.tracker_store import BoundedTrackerStore

logger = logging.getLogger(__name__)

_PURGE_EVERY = 600.0
_TURN_TIMEOUT = 120


def build_agent(endpoints_file: str) -> TurnAgent:
    """Put the agent together from endpoints.yml, without a model yet; raise RasaException for a file of other parts."""
    endpoints = AvailableEndpoints.read_endpoints(endpoints_file)
    # Rasa takes its memory store, with no more than a warning, when it cannot find the one that is asked for.
    store = TrackerStore.create(endpoints.tracker_store)
    if not isinstance(store, BoundedTrackerStore) or endpoints.action is None:
        raise RasaException(f"{endpoints_file}: our tracker store and an action endpoint are needed")
    action_endpoint = ActionEndpoint(endpoints.action.url, endpoints.action.headers)
    return TurnAgent(tracker_store=store, action_endpoint=action_endpoint)


def build_app(agent: TurnAgent, gateway: GatewayInput, model: str | None) -> Sanic:
    """Put the web server together; the model is loaded before it starts to listen."""
    app = Sanic("motcham_bot", configure_logging=False, register=False)
    app.config.REQUEST_MAX_SIZE = 2 * MAX_BODY
    app.config.RESPONSE_TIMEOUT = _TURN_TIMEOUT
    app.config.KEEP_ALIVE_TIMEOUT = _TURN_TIMEOUT
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.agent = agent
    channel.register([gateway], app, route="/webhooks/")
    _add_life(app, agent, model)
    return app


def _add_life(app: Sanic, agent: TurnAgent, model: str | None) -> None:
    async def start(app: Sanic, _loop: Any) -> None:
        if model is not None:
            agent.load_model(model)
            logger.info("model ready %s", agent.model_name)
        app.add_task(_forget_old_conversations(agent))

    async def stop(_app: Sanic, _loop: Any) -> None:
        if isinstance(agent.action_endpoint, ActionEndpoint):
            await agent.action_endpoint.close()
        if isinstance(agent.tracker_store, BoundedTrackerStore):
            agent.tracker_store.close()

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "after_server_stop")


async def _forget_old_conversations(agent: TurnAgent) -> None:
    store = agent.tracker_store
    while isinstance(store, BoundedTrackerStore):
        try:
            logger.info("conversations forgotten %d", await store.purge())
        except Exception:  # a database that is away for a moment must not end the purging for good
            logger.exception("purge failed")
        await asyncio.sleep(_PURGE_EVERY)
