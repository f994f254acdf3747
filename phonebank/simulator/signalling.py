"""Twilio's signalling for browsers: the WebSocket that the unmodified Voice SDK connects to.

In order, for a call out: listen, connected, invite, ringing, answer, then a hangup by either end.
For a call in: register, ready, invite by us, answer or reject, answer by us. A lost connection is
taken up again by listen and an invite that carries the reconnect token; a call whose browser does
not come back is hung up.
"""

import asyncio

from aiohttp import WSMsgType, web

from phonebank.simulator import access_token, sdk_services
from phonebank.simulator.access_token import AccessToken, TokenRefused
from phonebank.simulator.browser_calls import BrowserCalls, Exchange, Handler
from phonebank.simulator.leg import Leg
from phonebank.simulator.pstream import (
    HEARTBEAT,
    Frame,
    FromBrowser,
    MalformedFrame,
    Stream,
    ToBrowser,
)

RECONNECT_SECONDS = 10.0

_PLACE = {"region": "US_EAST_VIRGINIA", "edge": "ashburn", "home": "us1", "gateway": "simulator"}


class Signalling:
    """Every connected browser, on behalf of one network."""

    def __init__(self, network: Exchange, reconnect_seconds: float = RECONNECT_SECONDS) -> None:
        self._network = network
        self._streams: set[Stream] = set()
        self._calls = BrowserCalls(network, reconnect_seconds)
        self._handlers: dict[FromBrowser, Handler] = {
            FromBrowser.LISTEN: self._listen,
            FromBrowser.REGISTER: self._register,
            **self._calls.handlers,
        }

    def routes(self) -> list[web.RouteDef]:
        """The WebSocket, and the paths of Twilio's other hosts that the SDK asks for."""
        return [web.get("/signal", self._connected), *sdk_services.routes()]

    async def close(self) -> None:
        """End every call and connection. For the application's shutdown."""
        await self._calls.close()
        await asyncio.gather(*(stream.socket.close() for stream in list(self._streams)))

    async def _connected(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        stream = Stream(socket)
        self._streams.add(stream)
        heart = asyncio.create_task(stream.beat())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and message.data != HEARTBEAT:
                    await self._handle(stream, message.data)
        finally:
            heart.cancel()
            self._streams.discard(stream)
            self._unregister(stream)
            self._calls.connection_lost(stream)
        return socket

    async def _handle(self, stream: Stream, text: str) -> None:
        try:
            frame = Frame.parse(text)
            if frame.type is not FromBrowser.LISTEN:
                stream.identified()
            await self._handlers[frame.type](stream, frame)
        except (MalformedFrame, TokenRefused) as error:
            await stream.refuse(error.code, str(error))

    async def _listen(self, stream: Stream, frame: Frame) -> None:
        try:
            stream.token = access_token.read(frame.text("token"), self._network.settings)
        except TokenRefused as error:
            await stream.refuse(error.code, str(error))
            await stream.send(ToBrowser.CLOSE)
        else:
            await stream.send(ToBrowser.CONNECTED, **_PLACE, token=_shown(stream.token))

    async def _register(self, stream: Stream, frame: Frame) -> None:
        token = stream.identified()
        if not frame.part("media").get("audio"):
            self._unregister(stream)
            await stream.send(ToBrowser.OFFLINE)
        elif not token.may_register:
            await stream.refuse(31201, "The token grants no incoming calls")
        else:
            self._network.devices[token.identity] = _Registration(self._calls, stream)
            await stream.send(ToBrowser.READY, media={"audio": True})

    def _unregister(self, stream: Stream) -> None:
        devices = self._network.devices
        for identity, device in list(devices.items()):
            if isinstance(device, _Registration) and device.stream is stream:
                del devices[identity]


class _Registration:
    """A `Device`: the browser, of those of one identity, that registered last."""

    def __init__(self, calls: BrowserCalls, stream: Stream) -> None:
        self.stream = stream
        self._calls = calls

    async def ring(self, call_sid: str, parameters: dict[str, str]) -> Leg | None:
        """Offer a call; the leg once the person accepts, None if they decline or are gone."""
        return await self._calls.ring(self.stream, call_sid, parameters)


def _shown(token: AccessToken) -> dict[str, str | int]:
    return {
        "identity": token.identity,
        "ttl": token.seconds_left,
        "scope": "",
        "accountSid": token.account_sid,
    }
