"""A browser's end of one call."""

import asyncio
import secrets
from typing import Any

from phonebank.simulator.audio import BrowserAudio
from phonebank.simulator.media import Mixer
from phonebank.simulator.pstream import Stream, ToBrowser


class BrowserLeg:
    """A `Leg` whose device is a browser with the Voice SDK.

    A browser that offers no media (an empty `sdp`) is a robot: it is in the call, and neither
    speaks nor hears.
    """

    _audio: BrowserAudio | None

    def __init__(self, stream: Stream, offer_sdp: str = "", temporary_sid: str = "") -> None:
        self.stream = stream
        self.call_sid = ""
        # What the browser calls an outgoing call until it is told its SID.
        self.temporary_sid = temporary_sid
        self._knows_sid = False
        self.reconnect_token = secrets.token_urlsafe(16)
        self.answered = False
        self.ended = False
        self._offer_sdp = offer_sdp
        self._audio = BrowserAudio() if offer_sdp else None

    @property
    def was_in_call(self) -> bool:
        """Whether the network knows of the leg, and has to be told when the browser is gone."""
        return self.call_sid != ""

    def is_called(self, callsid: str, stream: Stream) -> bool:
        """Whether that browser means this leg, still in its call, by that name."""
        named = callsid in (self.call_sid, self.temporary_sid)
        return named and self.stream is stream and not self.ended

    def may_resume(self, callsid: str, token: str) -> bool:
        """Whether a new connection proves to be the one that this leg lost."""
        return callsid == self.call_sid and token == self.reconnect_token and not self.ended

    async def ring_back(self) -> None:
        """Let the browser hear that its outgoing call is under way."""
        if not self.answered and not self.ended:
            self._knows_sid = True
            await self.stream.send(ToBrowser.RINGING, callsid=self.call_sid)

    async def answer(self) -> None:
        """Accept the browser's outgoing call. A second time has no effect."""
        if self.answered or self.ended:
            return
        self.answered = True
        sdp = await self._audio.answer(self._offer_sdp) if self._audio else ""
        await self._send_answer(sdp=sdp)

    async def hang_up(self, error: dict[str, Any] | None = None) -> None:
        """Tell the browser that the call is over; `error` is Twilio's {code, message}."""
        if not self.ended:
            reason = {"error": error} if error else {}
            callsid = self.call_sid if self._knows_sid else self.temporary_sid
            await self.stream.send(ToBrowser.HANGUP, callsid=callsid, **reason)
        await self.end()

    async def end(self) -> None:
        """Stop media, saying nothing: the browser is gone or knows."""
        self.ended = True
        if self._audio:
            await self._audio.close()

    def join(self, mixer: Any) -> None:
        """Speak into this mixer and hear it; a mixer without sound, or a robot, stays silent."""
        if self._audio and not self.ended and isinstance(mixer, Mixer):
            self._audio.join(mixer, self.call_sid)

    def leave(self) -> None:
        """Leave the mixer, staying in the call."""
        if self._audio and not self.ended:
            self._audio.leave()

    async def resume(self, stream: Stream) -> None:
        """Go on over a new connection in place of the lost one."""
        self.stream = stream
        await self._send_answer()

    async def reinvite(self, offer_sdp: str) -> None:
        """Connect media anew: the browser's network changed and it restarts ICE."""
        if self._audio and not self.ended:
            sdp = await self._audio.answer(offer_sdp)
            await self.stream.send(ToBrowser.ANSWER, callsid=self.call_sid, sdp=sdp)

    async def send_message(self, content: Any, content_type: str = "application/json") -> None:
        """Send the browser a user-defined message."""
        await self.stream.send(
            ToBrowser.MESSAGE,
            callsid=self.call_sid,
            content=content,
            contenttype=content_type,
            messagetype="user-defined-message",
            voiceeventsid="KX" + secrets.token_hex(16),
        )

    async def _send_answer(self, **media: str) -> None:
        self._knows_sid, token = True, self.reconnect_token
        await self.stream.send(ToBrowser.ANSWER, callsid=self.call_sid, reconnect=token, **media)


class IncomingBrowserLeg(BrowserLeg):
    """A leg that Twilio calls: it rings until the person accepts, declines or is gone."""

    _audio: BrowserAudio

    def __init__(self, stream: Stream, call_sid: str) -> None:
        super().__init__(stream)
        self.call_sid, self._knows_sid = call_sid, True
        self._audio = BrowserAudio()
        self._accepted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    @property
    def was_in_call(self) -> bool:
        """Whether it was accepted: the network learns of a declined one from `ring`."""
        return self.answered

    async def ring(self, parameters: dict[str, str]) -> bool:
        """Ring until the browser decides. Cancelled, it stops ringing."""
        await self.stream.send(
            ToBrowser.INVITE,
            callsid=self.call_sid,
            sdp=await self._audio.offer(),
            parameters=parameters,
            reconnect=self.reconnect_token,
        )
        try:
            return await self._accepted
        except asyncio.CancelledError:
            await self.stream.send(ToBrowser.CANCEL, callsid=self.call_sid)
            raise

    async def accept(self, answer_sdp: str) -> None:
        """The person accepts; an empty `answer_sdp` is a robot's."""
        self.answered = True
        if answer_sdp:
            await self._audio.accept(answer_sdp)
        await self.stream.send(ToBrowser.ANSWER, callsid=self.call_sid)
        self._decide(True)

    async def end(self) -> None:
        """Stop media and, while it rings, ringing."""
        self._decide(False)
        await super().end()

    def _decide(self, accepted: bool) -> None:
        if not self._accepted.done():
            self._accepted.set_result(accepted)
