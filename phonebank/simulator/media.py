"""How a conference sounds: 20 ms frames of 8 kHz mono, everyone hearing the sum of the others."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 8000
FRAME_SECONDS = 0.02
FRAME_SAMPLES = 160
BIN_HZ = SAMPLE_RATE // FRAME_SAMPLES

_LOUD = 1000  # of 32767: below it a frame counts as silence
_QUEUED_AT_MOST = 5
_QUEUED_BEFORE_PLAYING = 2
_BEHIND_AT_MOST_SECONDS = 0.1

Samples = npt.NDArray[np.int16]
Ear = Callable[[Samples], None]
Mouth = Callable[[], Samples]

SILENCE: Samples = np.zeros(FRAME_SAMPLES, np.int16)


def _deaf(samples: Samples) -> None:
    """Hear nothing."""


def dominant_hz(samples: Samples) -> int | None:
    """The loudest frequency of one frame, to the nearest 50 Hz; None where it is quiet."""
    if int(np.abs(samples.astype(np.int32)).max()) < _LOUD:
        return None
    return int(np.abs(np.fft.rfft(samples))[1:].argmax() + 1) * BIN_HZ


class _JitterBuffer:
    """Evens out frames that arrive in bursts; an emptied buffer fills a little before it plays."""

    def __init__(self) -> None:
        self._frames: deque[Samples] = deque(maxlen=_QUEUED_AT_MOST)
        self._playing = False

    def put(self, samples: Samples) -> None:
        self._frames.append(samples)
        self._playing = self._playing or len(self._frames) >= _QUEUED_BEFORE_PLAYING

    def take(self) -> Samples:
        if self._playing and self._frames:
            return self._frames.popleft()
        self._playing = False
        return SILENCE


class _Member:
    def __init__(self, ear: Ear, mouth: Mouth | None) -> None:
        self.ear = ear
        self.buffer = _JitterBuffer()
        self.mouth = mouth or self.buffer.take
        self.muted = False
        self.only_for: str | None = None

    def say(self) -> Samples:
        said = self.mouth()
        return SILENCE if self.muted else said


class Mixer:
    """The sound of one conference, mixed while it has members, in the running event loop."""

    def __init__(self) -> None:
        self._members: dict[str, _Member] = {}
        self._heard: dict[str, Counter[int]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def join(self, key: str, ear: Ear = _deaf, mouth: Mouth | None = None) -> None:
        """Seat a member: `ear` is given what the others say, one frame of samples at a time.

        The member speaks through `mouth`, asked for each frame, or else through `speak`.
        """
        self._members[key] = _Member(ear, mouth)
        self._heard.setdefault(key, Counter())
        if self._timer is None:
            self._tick_at(asyncio.get_running_loop().time() + FRAME_SECONDS)

    def leave(self, key: str) -> None:
        """Take the member out, if it is there; what it heard so far is kept for `heard`."""
        self._members.pop(key, None)
        if not self._members and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def mute(self, key: str, muted: bool) -> None:
        """Keep the member, if it is there, from being heard, or let it be heard again."""
        if member := self._members.get(key):
            member.muted = muted

    def whisper(self, key: str, to: str | None) -> None:
        """Let the member, if it is there, be heard by one other alone, or by all again."""
        if member := self._members.get(key):
            member.only_for = to

    def speak(self, key: str, samples: Samples) -> None:
        """Queue one frame of a member's voice; a member who has left is not heard."""
        if member := self._members.get(key):
            member.buffer.put(samples)

    def heard(self, key: str) -> dict[int, int]:
        """The frequencies (Hz, to the nearest 50) that a member heard, each with its frames."""
        return dict(self._heard.get(key, {}))

    def _tick_at(self, due: float) -> None:
        self._timer = asyncio.get_running_loop().call_at(due, self._tick, due)

    def _tick(self, due: float) -> None:
        self._mix()
        if self._members:
            oldest = asyncio.get_running_loop().time() - _BEHIND_AT_MOST_SECONDS
            self._tick_at(max(due + FRAME_SECONDS, oldest))

    def _mix(self) -> None:
        said = {key: member.say() for key, member in self._members.items()}
        aloud = [said[key] for key, member in self._members.items() if member.only_for is None]
        room = np.sum([SILENCE, *aloud], axis=0, dtype=np.int32)
        for key, member in list(self._members.items()):
            others = room if member.only_for else room - said[key]
            for coach in self._coaches_of(key):
                others = others + said[coach]
            samples = np.asarray(np.clip(others, -32768, 32767), np.int16)
            if hz := dominant_hz(samples):
                self._heard[key][hz] += 1
            member.ear(samples)

    def _coaches_of(self, key: str) -> list[str]:
        return [coach for coach, member in self._members.items() if member.only_for == key]


class ToneVoice:
    """A scripted voter's voice: a member of a mixer who hums one note without a pause."""

    def __init__(self, mixer: Mixer, key: str, hz: int) -> None:
        self._mixer = mixer
        self._key = key
        self._step = 2 * np.pi * hz / SAMPLE_RATE
        self._spoken = 0

    def start(self) -> None:
        """Join the mixer and begin to hum."""
        self._mixer.join(self._key, mouth=self._next_frame)

    def stop(self) -> None:
        """Fall silent and leave the mixer."""
        self._mixer.leave(self._key)

    def _next_frame(self) -> Samples:
        positions = np.arange(self._spoken, self._spoken + FRAME_SAMPLES)
        self._spoken += FRAME_SAMPLES
        hum: Samples = (np.sin(positions * self._step) * 9000).astype(np.int16)
        return hum
