"""How long a worker waits: from a signed Zalo webhook to the reply arriving at the (fake) platform, and how fast the
webhook itself is answered. Everything real but the platform; the machine's load is part of the result.

    .venv/bin/python -m benchmarks.webhook_to_reply [--workers 20] [--messages 10] [--per-second 10]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from connectors.fakes.zalo_state import ZaloIdentity
from tests.support.installation import Installation, installed

QUESTIONS = ("doan phi dong bao nhieu", "Muốn vào công đoàn thì làm thế nào?", "thử việc tối đa bao lâu", "xin chào")
PATIENCE_SECONDS = 60


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder, installed(Path(folder)) as installation:
        _warm_up(installation)
        run = _Run(installation, options.per_second)
        with ThreadPoolExecutor(options.workers) as pool:
            list(pool.map(lambda n: run.worker(str(1000 + n), options.messages), range(options.workers)))
    print(f"{options.workers} workers × {options.messages} messages, about {options.per_second}/s together")
    for name, seconds in (("webhook answered", run.webhook), ("reply delivered", run.reply)):
        print(f"{name:18} n={len(seconds):4}  p50 {_ms(seconds, 50):7.1f} ms   p95 {_ms(seconds, 95):7.1f} ms")


class _Run:
    def __init__(self, installation: Installation, per_second: float) -> None:
        self._installation = installation
        self._gap = 1 / per_second
        self._turn = threading.Lock()
        self._next = time.monotonic()
        self.webhook: list[float] = []
        self.reply: list[float] = []

    def worker(self, user: str, messages: int) -> None:
        """Ask, wait for the reply, ask again: as people do."""
        with httpx.Client(timeout=30) as client:
            _arrive(client, self._installation, user)
            for number in range(messages):
                self._wait_for_my_turn()
                webhook, reply = _ask(client, self._installation, user, number)
                self.webhook.append(webhook)
                self.reply.append(reply)

    def _wait_for_my_turn(self) -> None:
        with self._turn:
            self._next = max(self._next + self._gap, time.monotonic())
            mine = self._next
        time.sleep(max(0.0, mine - time.monotonic()))


def _warm_up(installation: Installation) -> None:
    with httpx.Client(timeout=30) as client:
        _arrive(client, installation, "999")
        for number in range(4):
            _ask(client, installation, "999", number)


def _arrive(client: httpx.Client, installation: Installation, user: str) -> None:
    """Say hello through the platform: it takes messages only for people whom it has seen."""
    hello = {"user_id": user, "text": "xin chào"}
    client.post(f"{installation.zalo}/_control/user_sends_text", json=hello).raise_for_status()
    started = time.monotonic()
    while not _sent(client, installation, user):
        if time.monotonic() - started > PATIENCE_SECONDS:
            raise TimeoutError(user)
        time.sleep(0.01)


def _ask(client: httpx.Client, installation: Installation, user: str, number: int) -> tuple[float, float]:
    """Seconds until the webhook's 200, and until one more message stands at the platform."""
    before = len(_sent(client, installation, user))
    body, signature = _signed(user, QUESTIONS[number % len(QUESTIONS)], f"{user}-{number}")
    started = time.perf_counter()
    answer = client.post(
        f"{installation.app}/webhooks/zalo", content=body, headers={"X-ZEvent-Signature": f"mac={signature}"}
    )
    answered = time.perf_counter() - started
    assert answer.status_code == 200
    while len(_sent(client, installation, user)) == before:
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise TimeoutError(user)
        time.sleep(0.01)
    return answered, time.perf_counter() - started


def _sent(client: httpx.Client, installation: Installation, user: str) -> list[object]:
    found: list[object] = client.get(f"{installation.zalo}/_control/sent", params={"user_id": user}).json()
    return found


def _signed(user: str, text: str, message_id: str) -> tuple[bytes, str]:
    identity = ZaloIdentity()
    timestamp = str(int(time.time() * 1000))
    event = {
        "app_id": identity.app_id,
        "sender": {"id": user},
        "recipient": {"id": identity.oa_id},
        "event_name": "user_send_text",
        "message": {"msg_id": message_id, "text": text},
        "timestamp": timestamp,
    }
    body = json.dumps(event, ensure_ascii=False).encode()
    joined = identity.app_id.encode() + body + timestamp.encode() + identity.oa_secret.encode()
    return body, hashlib.sha256(joined).hexdigest()


def _ms(seconds: list[float], percentile: int) -> float:
    return 1000 * statistics.quantiles(seconds, n=100)[percentile - 1]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=20)
    parser.add_argument("--messages", type=int, default=10)
    parser.add_argument("--per-second", type=float, default=10)
    return parser.parse_args()


if __name__ == "__main__":
    main()
