"""A robot volunteer's own line: the Voice SDK's signalling without sound.

The simulator answers an invitation that offers no media without any; the conference, the calls
and every webhook are the same as with a person's browser.
"""

import asyncio
import json
import uuid
from contextlib import suppress
from typing import Any, Self

import aiohttp

HEARTBEAT = "\n"
VERSION = "1.6"


class Line:
    """A connected line. Leaving the block hangs it up."""

    def __init__(self, simulator_url: str, token: str) -> None:
        self._url = simulator_url.replace("http", "ws", 1) + "/signal"
        self._access_token = token
        self._session = aiohttp.ClientSession()
        self._call_sid = f"TJS{uuid.uuid4()}"
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._socket = await self._session.ws_connect(self._url)
        await self._send("listen", token=self._access_token, browserinfo={})
        await self._send("invite", callsid=self._call_sid, sdp="", twilio={})
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(ConnectionError):
            await self._send("hangup", callsid=self._call_sid)
        await self._socket.close()
        if self._listening is not None:
            self._listening.cancel()
        await self._session.close()

    async def _listen(self) -> None:
        async for message in self._socket:
            if message.data == HEARTBEAT:
                await self._socket.send_str(HEARTBEAT)
                continue
            frame = json.loads(message.data)
            if frame["type"] == "answer":
                self._call_sid = frame["payload"]["callsid"]

    async def _send(self, kind: str, **payload: Any) -> None:
        await self._socket.send_json({"type": kind, "version": VERSION, "payload": payload})
