"""Start the bot: `python -m bot.serve --model models/x.tar.gz --port 5005`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bot.environment import prepare
from bot.quiet_logs import quieten

_GATEWAY = "bot.channels.gateway.GatewayInput"
_SETTINGS = ("MOTCHAM_INTERNAL_SECRET", "MOTCHAM_ACTIONS_URL", "MOTCHAM_TRACKER_URL", "MOTCHAM_TRACKER_SECRET")


def main(arguments: list[str] | None = None) -> None:
    """Check what can be checked at once, then load Rasa and listen until stopped."""
    options = _parser().parse_args(arguments)
    missing = [name for name in _SETTINGS if not os.environ.get(name)]
    if missing:
        raise SystemExit("Thiếu cài đặt: " + ", ".join(missing))
    if not Path(options.model).is_file():
        raise SystemExit("Không tìm thấy mô hình. Hãy huấn luyện trước: python -m bot.train")
    _listen(options)


def _listen(options: argparse.Namespace) -> None:
    prepare()
    quieten()
    # Only now: importing Rasa takes seconds and already logs.
    from rasa.shared.utils.io import read_config_file

    from bot.app import build_agent, build_app
    from bot.channels.gateway import GatewayInput

    gateway = GatewayInput.from_credentials(read_config_file(options.credentials)[_GATEWAY])
    app = build_app(build_agent(options.endpoints), gateway, options.model)
    app.run(host=options.host, port=options.port, access_log=False, debug=False, motd=False)


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
