"""Frames of PStream 1.6, the protocol between Twilio and a browser's Voice SDK.

Twilio does not publish it: what is here was read from the SDK, which is the other end of it.
A frame is JSON text, `{"type", "version", "payload"}`; a lone newline is a heartbeat.
"""

import asyncio
import contextlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import web

from phonebank.simulator.access_token import AccessToken, TokenRefused

VERSION = "1.6"
HEARTBEAT = "\n"
# The SDK gives a connection up when it has heard nothing for 15 seconds.
HEARTBEAT_SECONDS = 5.0


class FromBrowser(StrEnum):
    LISTEN = "listen"
    REGISTER = "register"
    INVITE = "invite"
    ANSWER = "answer"
    REINVITE = "reinvite"
    REJECT = "reject"
    HANGUP = "hangup"
    DTMF = "dtmf"
    MESSAGE = "message"


class ToBrowser(StrEnum):
    CONNECTED = "connected"
    READY = "ready"
    OFFLINE = "offline"
    RINGING = "ringing"
    ANSWER = "answer"
    HANGUP = "hangup"
    INVITE = "invite"
    CANCEL = "cancel"
    ACK = "ack"
    MESSAGE = "message"
    ERROR = "error"
    CLOSE = "close"


class MalformedFrame(Exception):
    """The browser sent what is no frame; Twilio's error 31100."""

    code = 31100


@dataclass(frozen=True)
class Frame:
    """One frame from a browser."""

    type: FromBrowser
    payload: dict[str, Any]

    @classmethod
    def parse(cls, text: str) -> "Frame":
        """Read a frame. Raises MalformedFrame."""
        try:
            frame = json.loads(text)
            payload = frame.get("payload", {})
            if not isinstance(payload, dict):
                raise MalformedFrame("payload is not an object")
            return cls(FromBrowser(frame["type"]), payload)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise MalformedFrame(str(error)) from error

    def text(self, name: str) -> str:
        """A field of the payload that must be text. Raises MalformedFrame."""
        value = self.payload.get(name)
        if not isinstance(value, str):
            raise MalformedFrame(f"{self.type} needs {name}")
        return value

    def part(self, name: str) -> dict[str, Any]:
        """A field of the payload that is an object; an empty one where it is absent."""
        value = self.payload.get(name, {})
        if not isinstance(value, dict):
            raise MalformedFrame(f"{self.type}: {name} is not an object")
        return value


class Stream:
    """One browser's open connection, and who it has shown itself to be."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.token: AccessToken | None = None

    async def send(self, type_: ToBrowser, **payload: Any) -> None:
        """Send a frame; nothing happens on a connection that is lost."""
        text = json.dumps({"type": type_, "version": VERSION, "payload": payload})
        await self._send_text(text)

    def identified(self) -> AccessToken:
        """The token that the browser showed. Only for a stream that has listened."""
        if self.token is None:
            raise TokenRefused
        return self.token

    async def refuse(self, code: int, message: str, **payload: Any) -> None:
        """Send an `error` frame."""
        await self.send(ToBrowser.ERROR, error={"code": code, "message": message}, **payload)

    async def beat(self) -> None:
        """Send heartbeats until cancelled."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self._send_text(HEARTBEAT)

    async def _send_text(self, text: str) -> None:
        with contextlib.suppress(ConnectionError):
            if not self.socket.closed:
                await self.socket.send_str(text)
