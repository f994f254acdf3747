"""A voter's answering machine: its greeting, the beep, and what it records after that."""

import io
import wave
from array import array
from dataclasses import dataclass, field
from itertools import pairwise

GREETING_SECONDS = 14.0


@dataclass
class Note:
    """Something that was said or played after the beep. `hz` is the pitch of a sound, 0 for words;
    `whole` whether it was heard to its end."""

    words: str
    seconds: float
    hz: int = 0
    whole: bool = False


@dataclass
class Mailbox:
    """The machine of one call. It records once it has beeped, by the simulator's clock."""

    beeps_at_seconds: float
    notes: list[Note] = field(default_factory=list)

    def hear(self, note: Note, at_seconds: float) -> None:
        """Record what begins now, unless the greeting still goes on."""
        if at_seconds >= self.beeps_at_seconds:
            self.notes.append(note)


@dataclass(frozen=True)
class Sound:
    """How long a recording lasts, and its pitch where it is one note."""

    seconds: float
    hz: int


def read_wave(body: bytes) -> Sound | None:
    """A WAV file of 16 bits a sample; None for anything else. The pitch is told by how often the
    sound crosses zero, which is right for a note."""
    try:
        with wave.open(io.BytesIO(body)) as file:
            rate, width = file.getframerate(), file.getsampwidth()
            samples = array("h", file.readframes(file.getnframes())) if width == 2 else array("h")
    except (wave.Error, EOFError, ValueError):
        return None
    if not samples:
        return None
    seconds = len(samples) / rate
    crossings = sum(one < 0 <= other for one, other in pairwise(samples))
    return Sound(seconds, round(crossings / seconds))
