"""A carrier, as services see it."""

from datetime import datetime
from typing import Final, Protocol

from phonebank.domain.contact_request import LineType
from phonebank.telephony.port.heard import Heard
from phonebank.telephony.port.records import CarrierCall, CarrierText
from phonebank.telephony.port.replies import JoinConference, VoiceIn
from phonebank.telephony.port.requests import DialVoter, RingCaller, RingVoter, SendText

ASIDE_SECONDS: Final = 60
"""How long a line waits alone for the end of a greeting."""


class Carrier(Protocol):
    """A telephone company, as services see it. Every method may raise CarrierError."""

    def dial(self, request: DialVoter) -> str:
        """Ring the voter; returns the carrier's id of the call."""
        ...

    def ring(self, request: RingVoter) -> str:
        """Ring the voter for whoever is free when they answer; returns the carrier's id."""
        ...

    def ring_caller(self, request: RingCaller) -> str:
        """Ring a volunteer's own phone; returns the carrier's id of the call."""
        ...

    def move(self, call_sid: str, to: JoinConference) -> bool:
        """Take a line to another conference; False where it is over."""
        ...

    def set_voice(self, conference: str, call_sid: str, voice: VoiceIn) -> None:
        """Change by whom a line in a conference is heard; harmless where it is not in there."""
        ...

    def hang_up(self, call_sid: str) -> None:
        """End a call, whatever its state; harmless where it is over."""
        ...

    def farewell(self, call_sid: str, *sentences: Heard) -> bool:
        """Say sentences, or play them, on a line and end it; False where it is over."""
        ...

    def set_aside(self, call_sid: str) -> bool:
        """Take a line out of its conference, into silence, until it gets a farewell or
        ASIDE_SECONDS are over; False where it is over."""
        ...

    def send(self, request: SendText) -> str:
        """Send the text; returns the carrier's id of it."""
        ...

    def call(self, call_sid: str) -> CarrierCall:
        """What the carrier knows of one call."""
        ...

    def calls_to(self, number: str, since: datetime) -> list[CarrierCall]:
        """The calls that the carrier placed for us to a number since a moment."""
        ...

    def texts_to(self, number: str, since: datetime) -> list[CarrierText]:
        """The texts that the carrier sent for us to a number since a moment."""
        ...

    def line_type(self, number: str) -> LineType:
        """What kind of line a number is, as far as the carrier knows. It charges for each."""
        ...

    def access_token(self, identity: str, ttl_seconds: int) -> str:
        """A token with which a browser may connect as `identity`, and do nothing else."""
        ...
