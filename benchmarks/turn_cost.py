"""What a turn costs inside Rasa at message 1 and at message 1,000 of a conversation.

    bot/.venv/bin/python benchmarks/turn_cost.py --model models/motcham.tar.gz

Actions answer at once and in the same process: measured are understanding, dialogue and the tracker store.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

TEXTS = (
    "cho em hỏi đoàn phí công đoàn mỗi tháng đóng bao nhiêu ạ",
    "lam them gio ngay chu nhat dc tra luong sao z ad",
    "cty em nợ bhxh mấy tháng nay, em sắp sinh có được hưởng thai sản không",
    "nghỉ phép năm còn dư có được trả tiền không",
)


async def measure(model: Path, messages: int, window: int) -> dict[str, float]:
    from rasa.core.channels.channel import UserMessage

    from bot.channels.replies import ReplyCollector
    from bot.engine import TurnAgent
    from bot.tracker_store import BoundedTrackerStore

    with tempfile.TemporaryDirectory() as folder:
        store = BoundedTrackerStore(None, host=f"sqlite:///{folder}/trackers.sqlite", secret=secrets.token_hex())
        agent = TurnAgent(tracker_store=store, action_endpoint=_instant_actions())
        agent.load_model(model)

        async def turn(sender: str, number: int) -> float:
            text = TEXTS[number % len(TEXTS)]
            started = time.perf_counter()
            await store.retrieve(sender)  # the gateway looks for the message among those already answered
            await agent.handle_message(
                UserMessage(text, ReplyCollector(), sender, input_channel="gateway", message_id=str(number))
            )
            return (time.perf_counter() - started) * 1000

        for number in range(20):
            await turn("warm-up", number)
        first = [await turn(f"new-{number}", number) for number in range(window)]
        long = [await turn("long", number) for number in range(messages)]
        store.close()
    return {
        "turns_measured": window,
        "first_message_p50_ms": _median(first),
        f"messages_2_to_{window + 1}_p50_ms": _median(long[1 : window + 1]),
        f"last_{window}_of_{messages}_p50_ms": _median(long[-window:]),
        f"last_{window}_of_{messages}_p95_ms": round(statistics.quantiles(long[-window:], n=20)[-1], 2),
    }


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 2)


def _instant_actions() -> Any:
    from bot.action_endpoint import ActionEndpoint

    class InstantActions(ActionEndpoint):
        async def request(self, *_: Any, **kwargs: Any) -> Any:
            name = kwargs["json"]["next_action"]
            return {"events": [], "responses": [{"text": f"trả lời của {name}", "buttons": []}]}

    return InstantActions("http://actions.invalid", {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--window", type=int, default=100)
    options = parser.parse_args()
    from bot.environment import prepare
    from bot.quiet_logs import quieten

    prepare()
    quieten()
    print(json.dumps(asyncio.run(measure(options.model, options.messages, options.window)), indent=2))


if __name__ == "__main__":
    main()
