"""Ports on this machine: a taken one is told in words, before anything is started in vain."""

from __future__ import annotations

import socket

from storage.errors import ConfigError


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket that has the address and does not listen yet. Raise ConfigError when another program has it."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind)
    except OSError as error:
        raise ConfigError(_explain(host, port, error)) from None
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise ConfigError(_explain(host, port, error)) from None
    return bound


def refuse_taken(host: str, port: int, setting: str) -> None:
    """Raise ConfigError, naming the setting to change, when a program listens there already."""
    try:
        bound_socket(host, port).close()
    except ConfigError as error:
        raise ConfigError(f"{error}. Dừng chương trình đó, hoặc đặt {setting} sang cổng khác") from None


def _explain(host: str, port: int, error: OSError) -> str:
    return f"Không mở được cổng {port} ở {host}, có thể chương trình khác đang dùng ({error.strerror})"
