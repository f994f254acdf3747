"""The calls of every connected browser: who is in which, and what becomes of a lost one."""

import asyncio
import urllib.parse
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from phonebank.simulator.access_token import ApiKey
from phonebank.simulator.browser_leg import BrowserLeg, IncomingBrowserLeg
from phonebank.simulator.leg import Device, Leg
from phonebank.simulator.pstream import Frame, FromBrowser, Stream, ToBrowser

_MAY_NOT = {"code": 31201, "message": "The token grants no outgoing calls"}
_EXPIRED = {"code": 31205, "message": "JWT token expired"}

Handler = Callable[[Stream, Frame], Awaitable[None]]


class Exchange(Protocol):
    """What the browsers' calls need of the network behind them."""

    @property
    def settings(self) -> ApiKey: ...
    @property
    def devices(self) -> dict[str, Device]: ...
    async def client_invited(
        self, identity: str, params: dict[str, str], leg: Leg, application_sid: str
    ) -> str: ...
    async def client_hung_up(self, call_sid: str) -> None: ...
    async def client_pressed(self, call_sid: str, digits: str) -> None: ...


class BrowserCalls:
    """Every leg of every browser; `handlers` take the frames that are about calls."""

    def __init__(self, network: Exchange, reconnect_seconds: float) -> None:
        self._network = network
        self._reconnect_seconds = reconnect_seconds
        self._legs: set[BrowserLeg] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.handlers: dict[FromBrowser, Handler] = {
            FromBrowser.INVITE: self._invite,
            FromBrowser.ANSWER: self._answer,
            FromBrowser.REINVITE: self._reinvite,
            FromBrowser.REJECT: self._hang_up,
            FromBrowser.HANGUP: self._hang_up,
            FromBrowser.DTMF: self._dtmf,
            FromBrowser.MESSAGE: self._message,
        }

    async def ring(
        self, stream: Stream, call_sid: str, parameters: dict[str, str]
    ) -> BrowserLeg | None:
        """Offer a call; the leg once the person accepts, None if they decline or are gone."""
        leg = IncomingBrowserLeg(stream, call_sid)
        self._add(leg)
        accepted = False
        try:
            accepted = await leg.ring(parameters)
        finally:
            if not accepted:
                await leg.end()
        return leg if accepted else None

    def connection_lost(self, stream: Stream) -> None:
        """Hang up the calls of a lost connection, unless their browser comes back for them."""
        for leg in self._legs:
            if leg.stream is stream and not leg.ended:
                self._start(self._wait_for_return(leg, stream))

    async def close(self) -> None:
        """End every call."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(leg.hang_up() for leg in self._legs))

    async def _invite(self, stream: Stream, frame: Frame) -> None:
        if "reconnect" in frame.payload:
            await self._reconnect(stream, frame)
            return
        callsid = frame.text("callsid")
        if refusal := _refusal(stream):
            await stream.send(ToBrowser.HANGUP, callsid=callsid, error=refusal)
            return
        leg = BrowserLeg(stream, frame.text("sdp"), temporary_sid=callsid)
        self._add(leg)
        query = frame.part("twilio").get("params", "")
        params = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        # Fetching TwiML takes its time, and the browser may hang up before it is there.
        self._start(self._call(leg, params))

    async def _call(self, leg: BrowserLeg, params: dict[str, str]) -> None:
        token = leg.stream.identified()
        if not leg.ended:
            await self._network.client_invited(token.identity, params, leg, token.application_sid)
            await leg.ring_back()

    async def _reconnect(self, stream: Stream, frame: Frame) -> None:
        callsid, token = frame.text("callsid"), frame.text("reconnect")
        leg = next((one for one in self._legs if one.may_resume(callsid, token)), None)
        if leg:
            await leg.resume(stream)
        else:
            await stream.send(ToBrowser.HANGUP, callsid=callsid)

    async def _answer(self, stream: Stream, frame: Frame) -> None:
        leg = self._leg(stream, frame)
        if isinstance(leg, IncomingBrowserLeg):
            await leg.accept(frame.text("sdp"))

    async def _reinvite(self, stream: Stream, frame: Frame) -> None:
        if leg := self._leg(stream, frame):
            await leg.reinvite(frame.text("sdp"))

    async def _hang_up(self, stream: Stream, frame: Frame) -> None:
        if leg := self._leg(stream, frame):
            await self._gone(leg)

    async def _dtmf(self, stream: Stream, frame: Frame) -> None:
        if leg := self._leg(stream, frame):
            await self._network.client_pressed(leg.call_sid, frame.text("dtmf"))

    async def _message(self, stream: Stream, frame: Frame) -> None:
        callsid, event = frame.text("callsid"), frame.text("voiceeventsid")
        await stream.send(ToBrowser.ACK, acktype="message", callsid=callsid, voiceeventsid=event)

    def _leg(self, stream: Stream, frame: Frame) -> BrowserLeg | None:
        callsid = frame.text("callsid")
        return next((leg for leg in self._legs if leg.is_called(callsid, stream)), None)

    async def _wait_for_return(self, leg: BrowserLeg, lost: Stream) -> None:
        if leg.answered:
            await asyncio.sleep(self._reconnect_seconds)
        if leg.stream is lost and not leg.ended:
            await self._gone(leg)

    async def _gone(self, leg: BrowserLeg) -> None:
        """The browser has left the call. One that never was in it leaves nothing behind."""
        was_in_call = leg.was_in_call
        await leg.end()
        if was_in_call:
            await self._network.client_hung_up(leg.call_sid)

    def _add(self, leg: BrowserLeg) -> None:
        self._legs = {one for one in self._legs if not one.ended} | {leg}

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _refusal(stream: Stream) -> dict[str, Any] | None:
    token = stream.identified()
    if token.seconds_left <= 0:
        return _EXPIRED
    return None if token.application_sid else _MAY_NOT
