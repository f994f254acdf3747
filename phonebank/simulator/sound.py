"""Chooses how rooms sound: with real media, or silently for robots and load tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from phonebank.simulator.call import Call
from phonebank.simulator.leg import Mixer, NoMixer, NoVoice, Voice


@dataclass(frozen=True)
class Sound:
    """How a conference gets its mixer, and a voter a voice in it (mixer, call SID, Hz)."""

    mixer: Callable[[], Mixer]
    voice: Callable[[Any, str, int], Voice]


def silent() -> Sound:
    """Nothing to hear."""
    return Sound(mixer=NoMixer, voice=lambda mixer, key, hz: NoVoice())


def real() -> Sound:
    """Mixers and tones; imported only here, since media libraries are slow to load."""
    from phonebank.simulator.media import Mixer as RealMixer
    from phonebank.simulator.media import ToneVoice

    return Sound(mixer=RealMixer, voice=ToneVoice)


class Speakers:
    """Puts calls into mixers: a browser by its leg, a voter by a voice."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._voices: dict[str, Voice] = {}

    def new_mixer(self) -> Mixer:
        """A room's sound."""
        return self._sound.mixer()

    def enter(self, mixer: Mixer, call: Call) -> None:
        """Let the call be heard in the mixer, and hear it."""
        if mixer not in call.mixers:
            call.mixers.append(mixer)
        if call.leg is not None:
            call.leg.join(mixer)
        elif call.hears_hz:
            voice = self._voices[call.sid] = self._sound.voice(mixer, call.sid, call.hears_hz)
            voice.start()

    def exit(self, mixer: Mixer, call: Call) -> None:
        """Take the call out of the mixer."""
        if call.leg is not None:
            call.leg.leave()
        if call.sid in self._voices:
            self._voices.pop(call.sid).stop()
        mixer.leave(call.sid)
