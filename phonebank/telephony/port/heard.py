"""What is heard on a line."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """Words to be spoken; `language` is a spoken language tag that the carrier has a voice for."""

    text: str
    language: str


@dataclass(frozen=True)
class Played:
    """A recording to be played; `token` is what its address ends in (`/recordings/TOKEN.wav`)."""

    token: str


Heard = Sentence | Played
"""What a voter hears: words spoken by a machine, or a person's recorded voice."""
