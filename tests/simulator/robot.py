"""A browser without media, and a network without calls: the two sides of the signalling."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType, web
from aiohttp.test_utils import TestClient, TestServer
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from phonebank.simulator.leg import Device, Leg
from phonebank.simulator.settings import Settings
from phonebank.simulator.signalling import Signalling

SETTINGS = Settings()
APPLICATION_SID = "AP" + "0" * 31 + "7"
DEADLINE_SECONDS = 5.0


def access_token(
    identity: str,
    ttl_seconds: int = 600,
    secret: str = SETTINGS.api_key_secret,
    application_sid: str | None = APPLICATION_SID,
    may_register: bool = True,
) -> str:
    """A token made by Twilio's own library."""
    token = AccessToken(
        SETTINGS.account_sid, SETTINGS.api_key_sid, secret, identity=identity, ttl=ttl_seconds
    )
    token.add_grant(
        VoiceGrant(outgoing_application_sid=application_sid, incoming_allow=may_register)
    )
    jwt: str = token.to_jwt()
    return jwt


class Exchange:
    """A network that notes what the browsers do, and leaves the answer to the test."""

    def __init__(self) -> None:
        self.settings = SETTINGS
        self.devices: dict[str, Device] = {}
        self.invited: list[tuple[str, dict[str, str], str]] = []
        self.legs: list[Leg] = []
        self.hung_up: list[str] = []
        self.pressed: list[tuple[str, str]] = []
        self.refusal: dict[str, Any] | None = None

    async def client_invited(
        self, identity: str, params: dict[str, str], leg: Leg, application_sid: str
    ) -> str:
        self.invited.append((identity, params, application_sid))
        self.legs.append(leg)
        leg.call_sid = f"CA{len(self.legs):032x}"
        if self.refusal:
            await leg.hang_up(self.refusal)
        return leg.call_sid

    async def client_hung_up(self, call_sid: str) -> None:
        self.hung_up.append(call_sid)

    async def client_pressed(self, call_sid: str, digits: str) -> None:
        self.pressed.append((call_sid, digits))


class Robot:
    """The browser's side of one connection. An empty SDP says that it has no media."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, type_: str, **payload: Any) -> None:
        await self.socket.send_str(
            json.dumps({"type": type_, "version": "1.6", "payload": payload})
        )

    async def receive(self, type_: str) -> dict[str, Any]:
        """The payload of the next frame, which has to be of this type."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while True:
                message = await self.socket.receive()
                if message.type is not WSMsgType.TEXT:
                    raise ConnectionError(f"{message.type} in place of a frame")
                if message.data != "\n":
                    break
        frame = json.loads(message.data)
        assert frame["type"] == type_, frame
        payload: dict[str, Any] = frame["payload"]
        return payload

    async def listen(self, token: str) -> dict[str, Any]:
        await self.send("listen", token=token, browserinfo={}, reconnectTimeout=0)
        return await self.receive("connected")

    async def register(self, audio: bool = True) -> None:
        await self.send("register", media={"audio": audio})
        await self.receive("ready" if audio else "offline")

    async def invite(self, callsid: str = "TJS1", params: str = "") -> str:
        """Start a call; the CallSid under which it rings."""
        await self.send("invite", callsid=callsid, sdp="", twilio={"params": params})
        ringing = await self.receive("ringing")
        sid: str = ringing["callsid"]
        return sid


class Line:
    """The signalling on a port of its own, and the network behind it."""

    def __init__(self, client: TestClient[Any, Any], exchange: Exchange, signalling: Signalling):
        self.client = client
        self.exchange = exchange
        self.signalling = signalling

    async def connect(self) -> Robot:
        """A connection over which nothing has been said."""
        return Robot(await self.client.ws_connect("/signal"))

    async def robot(self, identity: str = "ann") -> Robot:
        """A connection that has shown a good token."""
        robot = await self.connect()
        await robot.listen(access_token(identity))
        return robot


@asynccontextmanager
async def line(reconnect_seconds: float = 10.0) -> AsyncIterator[Line]:
    """Serve the signalling until the end of the test; nothing it started may outlive it."""
    before = asyncio.all_tasks()
    exchange = Exchange()
    signalling = Signalling(exchange, reconnect_seconds)
    application = web.Application()
    application.add_routes(signalling.routes())

    async def close(application: web.Application) -> None:
        await signalling.close()

    application.on_shutdown.append(close)
    async with TestClient(TestServer(application, host="127.0.0.1")) as client:
        yield Line(client, exchange, signalling)
    await until(lambda: asyncio.all_tasks() <= before, "every task of the signalling has ended")


async def until(condition: Any, what: str) -> None:
    """Wait until the condition holds; AssertionError with `what` if it never does."""
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not condition():
                await asyncio.sleep(0.01)
    except TimeoutError as error:
        raise AssertionError(f"never so: {what}") from error
