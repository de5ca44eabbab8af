"""A websocket client of a few lines: enough to be a browser's tab to a server on loopback."""

import asyncio
import base64
import contextlib
import os
from collections.abc import AsyncIterator

BINARY, CLOSE, PING, PONG = 2, 8, 9, 10


class WebSocket:
    """One connection; whole binary messages in and out, without compression."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, host: str, port: int, path: str, protocol: str) -> "WebSocket":
        """Shake hands as RFC 6455 has it."""
        reader, writer = await asyncio.open_connection(host, port)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: http://{host}:{port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n".encode()
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer.split(b"\r\n", 1)[0]:
            writer.close()
            raise ConnectionRefusedError(answer.decode(errors="replace"))
        return cls(reader, writer)

    async def send(self, payload: bytes, kind: int = BINARY) -> None:
        """Send one message in one masked frame."""
        size = len(payload)
        if size < 126:
            head = bytes([0x80 | kind, 0x80 | size])
        elif size < 2**16:
            head = bytes([0x80 | kind, 0x80 | 126]) + size.to_bytes(2, "big")
        else:
            head = bytes([0x80 | kind, 0x80 | 127]) + size.to_bytes(8, "big")
        self._writer.write(head + bytes(4) + payload)  # a mask of zeros leaves bytes as they are
        await self._writer.drain()

    async def messages(self) -> AsyncIterator[bytes]:
        """Yield what the server sends until it or we close; pings are answered on the way."""
        parts: list[bytes] = []
        while True:
            try:
                kind, is_last, payload = await self._frame()
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            if kind == PING:
                await self.send(payload, PONG)
            elif kind == CLOSE:
                return
            elif kind != PONG:
                parts.append(payload)
                if is_last:
                    yield b"".join(parts)
                    parts = []

    async def _frame(self) -> tuple[int, bool, bytes]:
        first, second = await self._reader.readexactly(2)
        size = second & 0x7F
        if size >= 126:
            size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
        return first & 0x0F, bool(first & 0x80), await self._reader.readexactly(size)

    async def close(self) -> None:
        """Say goodbye and hang up."""
        with contextlib.suppress(ConnectionError):
            await self.send((1000).to_bytes(2, "big"), CLOSE)
        self._writer.close()
