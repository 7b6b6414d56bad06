"""Start Rasa with our channel only: `python -m bot.serve --model models/x.tar.gz --port 5005`.

Rasa's own HTTP API stays off: it would read and change conversations without the application knowing.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
from pathlib import Path
from typing import Any

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot.quiet_logs import quieten

quieten()

from rasa.core.channels import channel  # noqa: E402
from rasa.core.tracker_store import TrackerStore  # noqa: E402
from rasa.core.utils import AvailableEndpoints  # noqa: E402
from rasa.shared.utils.io import read_config_file  # noqa: E402
from sanic import Sanic  # noqa: E402

from bot.action_endpoint import ActionEndpoint  # noqa: E402
from bot.channels.gateway import MAX_BODY, GatewayInput  # noqa: E402
from bot.engine import TurnAgent  # noqa: E402
from bot.tracker_store import BoundedTrackerStore  # noqa: E402

logger = logging.getLogger("bot.serve")

_GATEWAY = "bot.channels.gateway.GatewayInput"
_PURGE_EVERY = 600.0
_TURN_TIMEOUT = 120
_SETTINGS = ("MOTCHAM_INTERNAL_SECRET", "MOTCHAM_ACTIONS_URL", "MOTCHAM_TRACKER_URL", "MOTCHAM_TRACKER_SECRET")


class MissingSetting(SystemExit):
    """A setting that the application hands over is not there."""


def build_agent(endpoints_file: str) -> TurnAgent:
    """Put the agent together from endpoints.yml, without a model yet."""
    endpoints = AvailableEndpoints.read_endpoints(endpoints_file)
    store = TrackerStore.create(endpoints.tracker_store)
    if not isinstance(store, BoundedTrackerStore):
        raise SystemExit("endpoints.yml: tracker_store phải là bot.tracker_store.BoundedTrackerStore")
    return TurnAgent(
        tracker_store=store, action_endpoint=ActionEndpoint(endpoints.action.url, endpoints.action.headers)
    )


def build_app(agent: TurnAgent, gateway: GatewayInput, model: str | None) -> Sanic:
    """Put the web server together: one channel, nothing else."""
    app = Sanic("motcham_bot", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 2 * MAX_BODY
    app.config.RESPONSE_TIMEOUT = _TURN_TIMEOUT
    app.config.KEEP_ALIVE_TIMEOUT = _TURN_TIMEOUT
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.AUTO_EXTEND = False
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
            forgotten = await store.purge()
            logger.info("conversations forgotten %d", forgotten)
        except Exception:  # a database that is away for a moment must not end the purging for good
            logger.exception("purge failed")
        await asyncio.sleep(_PURGE_EVERY)


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    missing = [name for name in _SETTINGS if not os.environ.get(name)]
    if missing:
        raise MissingSetting("Thiếu cài đặt: " + ", ".join(missing))
    if not Path(options.model).is_file():
        raise SystemExit("Không tìm thấy mô hình. Hãy huấn luyện trước: python -m bot.train")
    gateway = GatewayInput.from_credentials(read_config_file(options.credentials)[_GATEWAY])
    app = build_app(build_agent(options.endpoints), gateway, options.model)
    app.run(host=options.host, port=options.port, access_log=False, debug=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot.serve", description="Khởi động bộ não trò chuyện (Rasa)")
    parser.add_argument("--model", required=True, help="tệp mô hình .tar.gz")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--endpoints", default="endpoints.yml")
    parser.add_argument("--credentials", default="credentials.yml")
    return parser


if __name__ == "__main__":
    main()
