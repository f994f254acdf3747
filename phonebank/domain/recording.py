"""A person's voice saying what no synthetic one can, for voters to hear."""

import io
import wave
from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, owned
from phonebank.domain.errors import BadInput

MOST_SECONDS = 60
MOST_BYTES = 4_000_000
RATES_HZ = range(8_000, 48_001)


class Recording(Owned, Base):
    """What is said in a campaign at one place, in one spoken language.

    `spot` names the place: a phrase of ours, or a question by its origin. `said_digest` is the
    digest of the words that were to be read: where they have changed since, it is not played.
    `token` is the part of its address that nobody can guess; a new recording has a new one.
    """

    __tablename__ = "recording"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id", ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "language", "spot"),
    )

    campaign_id: Mapped[int]
    language: Mapped[str]
    spot: Mapped[str]
    said_digest: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    sound: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    seconds: Mapped[int]
    actor: Mapped[str]
    at: Mapped[datetime]


def seconds_of(sound: bytes) -> int:
    """How long a recording lasts, rounded up. Raises BadInput for what a carrier cannot play: it
    has to be a WAV file of one channel with 16 bits a sample, of at most a minute."""
    if len(sound) > MOST_BYTES:
        raise BadInput("the recording is too long: at most a minute")
    try:
        with wave.open(io.BytesIO(sound)) as file:
            form = (file.getnchannels(), file.getsampwidth(), file.getcomptype())
            rate, frames = file.getframerate(), file.getnframes()
    except (wave.Error, EOFError):
        raise BadInput("the recording is no WAV file") from None
    if form != (1, 2, "NONE") or rate not in RATES_HZ or not frames:
        raise BadInput("the recording is no WAV file of one channel and 16 bits")
    if frames > rate * MOST_SECONDS:
        raise BadInput("the recording is too long: at most a minute")
    return int(-(-frames // rate))
