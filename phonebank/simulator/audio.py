"""One browser's two-way audio: WebRTC on 127.0.0.1, into and out of a mixer."""

import asyncio
import contextlib
import fractions
from typing import cast

import av
import numpy as np
from aioice import ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from phonebank.simulator.media import FRAME_SAMPLES, SAMPLE_RATE, Mixer, Samples

_QUEUED_AT_MOST = 5
_CONNECTING_SECONDS = 1.0


def _loopback_only(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    return ["127.0.0.1"]


# aioice offers every address but the loopback's, and has no setting for it.
ice.get_host_addresses = _loopback_only


class _Earpiece(MediaStreamTrack):
    """What the browser hears: the frames that it is given, at the pace at which they come."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._frames: asyncio.Queue[Samples] = asyncio.Queue(_QUEUED_AT_MOST)
        self._sent = 0

    def hear(self, samples: Samples) -> None:
        if self._frames.full():
            self._frames.get_nowait()
        self._frames.put_nowait(samples)

    async def recv(self) -> av.AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        samples = await self._frames.get()
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        frame.pts = self._sent
        frame.time_base = fractions.Fraction(1, SAMPLE_RATE)
        self._sent += FRAME_SAMPLES
        return frame


class BrowserAudio:
    """A browser's seat in a mixer; until it joins a conference's, it sits in silence of its own."""

    def __init__(self) -> None:
        self._connection: RTCPeerConnection | None = None
        self._earpiece: _Earpiece | None = None
        self._listener: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()  # a call may end while it is being connected
        self._key = ""
        self._mixer = Mixer()
        self.join(self._mixer, self._key)

    async def answer(self, offer_sdp: str) -> str:
        """Connect to a browser that offers, in place of any earlier connection; the SDP answer.

        The connection is made anew when the browser restarts ICE too, since aiortc keeps the
        first credentials for ever; the browser follows the new fingerprint.
        """
        async with self._turn:
            await self._disconnect()
            connection = self._connect()
            await connection.setRemoteDescription(RTCSessionDescription(offer_sdp, "offer"))
            await connection.setLocalDescription(await connection.createAnswer())
            self._listen(connection)
            return connection.localDescription.sdp

    async def offer(self) -> str:
        """The SDP offer for a browser that is being called."""
        async with self._turn:
            connection = self._connect()
            await connection.setLocalDescription(await connection.createOffer())
            return connection.localDescription.sdp

    async def accept(self, answer_sdp: str) -> None:
        """Connect with the SDP answer to an earlier offer; too late has no effect."""
        async with self._turn:
            if connection := self._connection:
                description = RTCSessionDescription(answer_sdp, "answer")
                await connection.setRemoteDescription(description)
                self._listen(connection)

    def join(self, mixer: Mixer, key: str) -> None:
        """Speak into this mixer and hear it, under `key`, in place of any earlier one."""
        self._mixer.leave(self._key)
        self._mixer, self._key = mixer, key
        mixer.join(key, self._hear)

    def leave(self) -> None:
        """Leave the mixer for silence, still connected."""
        self.join(Mixer(), self._key)

    async def close(self) -> None:
        """Leave the mixer and end the connection. A second time has no effect."""
        self._mixer.leave(self._key)
        async with self._turn:
            await self._disconnect()

    def _connect(self) -> RTCPeerConnection:
        # Without an empty list aiortc asks a public STUN server for our address.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._earpiece = _Earpiece()
        self._connection.addTrack(self._earpiece)
        return self._connection

    async def _disconnect(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await _settled(connection)
            await connection.close()
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.wait([self._listener])

    def _hear(self, samples: Samples) -> None:
        if self._earpiece is not None:
            self._earpiece.hear(samples)

    def _listen(self, connection: RTCPeerConnection) -> None:
        microphone = connection.getReceivers()[0].track
        self._listener = asyncio.create_task(self._pass_on(microphone))

    async def _pass_on(self, microphone: MediaStreamTrack) -> None:
        """Give the mixer what the browser says, until its connection ends."""
        resampler = av.AudioResampler("s16", "mono", SAMPLE_RATE, frame_size=FRAME_SAMPLES)
        try:
            while True:
                received = cast(av.AudioFrame, await microphone.recv())
                for frame in resampler.resample(received):
                    self._mixer.speak(self._key, frame.to_ndarray().reshape(-1).astype(np.int16))
        except MediaStreamError:
            return


async def _settled(connection: RTCPeerConnection) -> None:
    """Let a connection be made that is being made: aiortc, closed half-way, goes on in secret."""
    changed = asyncio.Event()
    connection.on("connectionstatechange", changed.set)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_CONNECTING_SECONDS):
            while connection.connectionState == "connecting":
                changed.clear()
                await changed.wait()
