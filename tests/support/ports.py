"""Free ports for real servers in tests."""

from __future__ import annotations

import contextlib
import random
import socket


def free_port() -> int:
    """Of those that no connection going out is given: a server that takes long to start finds it free then, too."""
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
