"""The far ends of alerts: a small mail server and a small Telegram, which remember what they were given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """Speaks as much SMTP as a client needs to hand over a message. `refuses`: nobody is known here."""

    port: int = 0
    refuses: bool = False
    mails: list[EmailMessage] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._say(writer, "220 mail.test")
        while line := (await reader.readline()).decode(errors="replace").strip():
            word = line.split()[0].upper()
            if word == "RCPT" and self.refuses:
                await self._say(writer, "550 unknown")
            elif word == "DATA":
                await self._say(writer, "354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                mail = message_from_bytes(body[:-5], policy=policy.default)
                assert isinstance(mail, EmailMessage)
                self.mails.append(mail)
                await self._say(writer, "250 taken")
            elif word == "QUIT":
                await self._say(writer, "221 bye")
                break
            else:
                await self._say(writer, "250 ok")
        writer.close()

    async def _say(self, writer: asyncio.StreamWriter, words: str) -> None:
        writer.write(words.encode() + b"\r\n")
        await writer.drain()


@dataclass
class Telegram:
    port: int = 0
    said: list[dict[str, str]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            int(line.split(":")[1]) for line in head.lower().splitlines() if line.startswith("content-length")
        )
        said = json.loads(await reader.readexactly(length))
        self.said.append({"path": head.split()[1], **said})
        body = json.dumps({"ok": True, "result": {"message_id": 1}}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n")
        writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def listening[Edge: (MailServer, Telegram)](edge: Edge) -> AsyncIterator[Edge]:
    server = await asyncio.start_server(edge.serve, "127.0.0.1", 0)
    edge.port = server.sockets[0].getsockname()[1]
    async with server:
        yield edge
