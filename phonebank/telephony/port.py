"""The port to a carrier: what we ask of it, what it tells us, and what we reply.

Everything here is a frozen dataclass or a protocol; an adapter (twilio.py) turns them into one
carrier's requests, webhooks and markup. Phone numbers are E.164, times are UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from phonebank.domain.call import AnsweredBy, CallEvent
from phonebank.domain.contact_request import LineType
from phonebank.domain.text_message import TextEvent
from phonebank.domain.voicemail import Greeting

# --- what can go wrong -----------------------------------------------------------------------


class CarrierError(Exception):
    """The root of what a carrier's adapter raises."""


class CarrierRefused(CarrierError):
    """The carrier said no, for good; `code` is the carrier's own number for why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class CarrierBusy(CarrierError):
    """The carrier took nothing in and asks us to come later."""

    def __init__(self, code: int, retry_after_seconds: float) -> None:
        super().__init__(f"{code}: retry after {retry_after_seconds} s")
        self.code = code
        self.retry_after_seconds = retry_after_seconds


class OutcomeUnknown(CarrierError):
    """No answer, or an error after which the carrier may or may not have acted. Never resend."""


# --- what we ask -----------------------------------------------------------------------------


@dataclass(frozen=True)
class DialVoter:
    """Ring a voter and let them into a caller's conference."""

    call_id: int
    conference: str
    to: str
    from_: str
    ring_seconds: int = 25
    until_the_beep: bool = False
    """Whether to tell of an answering machine only once its greeting is over."""


@dataclass(frozen=True)
class RingVoter:
    """Ring a voter, and ask us whom to put them through to once they answer."""

    call_id: int
    to: str
    from_: str
    ring_seconds: int = 25
    until_the_beep: bool = False


@dataclass(frozen=True)
class RingCaller:
    """Ring a volunteer's own phone, which takes their line once they have pressed a key."""

    caller_id: int
    to: str
    from_: str
    ring_seconds: int = 30


@dataclass(frozen=True)
class SendText:
    """Send one text. `text_id` is ours, and comes back in the receipts; without one nobody asks
    for receipts."""

    text_id: int | None
    to: str
    from_: str
    body: str


@dataclass(frozen=True)
class CarrierCall:
    """A call as the carrier's own records have it."""

    sid: str
    to: str
    event: CallEvent | None
    started_at: datetime | None


@dataclass(frozen=True)
class CarrierText:
    """A text as the carrier's own records have it."""

    sid: str
    to: str
    body: str
    event: TextEvent | None
    created_at: datetime | None


@dataclass(frozen=True)
class Sentence:
    """Words to be spoken; `language` is a spoken language tag that the carrier has a voice for."""

    text: str
    language: str


@dataclass(frozen=True)
class Played:
    """A recording to be played; `token` is what its address ends in (`/recordings/TOKEN.wav`)."""

    token: str


ASIDE_SECONDS = 60
"""How long a line waits alone for the end of a greeting."""

Heard = Sentence | Played
"""What a voter hears: words spoken by a machine, or a person's recorded voice."""


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

    def move(self, call_sid: str, to: "JoinConference") -> bool:
        """Take a line to another conference; False where it is over."""
        ...

    def set_voice(self, conference: str, call_sid: str, voice: "VoiceIn") -> None:
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


# --- what the carrier tells us ---------------------------------------------------------------


@dataclass(frozen=True)
class CallerConnected:
    """A volunteer's own line has reached us and waits to be told where to go."""

    caller_id: int
    call_sid: str


@dataclass(frozen=True)
class VoterAnswered:
    """A voter who was rung has answered, and waits to be put through. `call_id` is ours."""

    call_id: int
    call_sid: str


@dataclass(frozen=True)
class CaptainConnected:
    """A captain's own line has reached us and waits to be told where to go."""

    member_id: int
    call_sid: str


@dataclass(frozen=True)
class CodePressed:
    """Somebody who rang us wants to take calls on that phone, and gave this code."""

    call_sid: str
    code: str


@dataclass(frozen=True)
class PhonePickedUp:
    """The phone that we rang for a volunteer was picked up, or they were `asked` for a key: `digit`
    is the one pressed then, empty where none was."""

    caller_id: int
    call_sid: str
    asked: bool
    digit: str


@dataclass(frozen=True)
class CallProgress:
    """Something happened to a voter's line. `call_id` is ours, from the address called."""

    event_key: str
    call_id: int
    call_sid: str
    event: CallEvent
    error_code: int | None = None


@dataclass(frozen=True)
class MachineDetected:
    """The carrier's opinion of who answered, and how far a machine's greeting is."""

    event_key: str
    call_id: int
    call_sid: str
    answered_by: AnsweredBy
    greeting: Greeting = Greeting.UNHEARD


@dataclass(frozen=True)
class ConferenceMoved:
    """Somebody joined or left a caller's conference. `is_caller` tells the volunteer's own line,
    `call_id` the call of ours that a voter's line belongs to; `guest_id` is another caller's whose
    line it is, `member_id` a captain's."""

    event_key: str
    caller_id: int
    call_sid: str
    is_caller: bool
    joined: bool
    call_id: int | None = None
    guest_id: int | None = None
    member_id: int | None = None


@dataclass(frozen=True)
class VoterCalling:
    """A voter rings one of our numbers."""

    call_sid: str
    from_: str
    to: str


@dataclass(frozen=True)
class KeyPressed:
    """A voter who rang us, or whom we rang, pressed a key, or none in time (`digit` is empty).
    Shift and question are None where nothing was asked but whether to be left alone."""

    call_sid: str
    from_: str
    to: str
    shift_id: int | None
    question_id: int | None
    digit: str


@dataclass(frozen=True)
class TextReceived:
    """A text came in."""

    text_sid: str
    from_: str
    to: str
    body: str
    media: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextReceipt:
    """Something happened to a text of ours."""

    event_key: str
    text_id: int
    text_sid: str
    event: TextEvent | None
    error_code: int | None = None


# --- what we reply ---------------------------------------------------------------------------


@dataclass(frozen=True)
class VoiceIn:
    """By whom a line in a conference is heard: by nobody where `muted`, by one other line alone
    where `only_for` is the carrier's id of it, else by everybody."""

    muted: bool = False
    only_for: str | None = None


HEARD_BY_ALL = VoiceIn()


@dataclass(frozen=True)
class JoinConference:
    """Put a line into a conference: the volunteer's own one, or another under a `label`. The door
    ends a line that it `replaces`."""

    conference: str
    caller_id: int
    label: str = ""
    voice: VoiceIn = HEARD_BY_ALL
    replaces: str | None = None


@dataclass(frozen=True)
class AskForCode:
    """Wait for the code of a volunteer's line."""

    sentences: tuple[Sentence, ...]
    digits: int
    wait_seconds: int = 15


@dataclass(frozen=True)
class AskToPickUp:
    """Wait for any key, so that no answering machine takes a volunteer's line."""

    sentences: tuple[Sentence, ...]
    caller_id: int
    wait_seconds: int = 15


@dataclass(frozen=True)
class PutThrough:
    """Put the voter into the conference of the volunteer who takes the call."""

    conference: str
    call_id: int


@dataclass(frozen=True)
class AskByKeypad:
    """Say some sentences, then wait for one key: an answer to a question of a shift, or to none."""

    sentences: tuple[Heard, ...]
    shift_id: int | None = None
    question_id: int | None = None
    wait_seconds: int = 8


@dataclass(frozen=True)
class SayAndHangUp:
    """Say some sentences, then end the call."""

    sentences: tuple[Heard, ...] = field(default=())


@dataclass(frozen=True)
class EndLine:
    """The voter's line is nobody's any more: the door ends it."""

    call_sid: str


@dataclass(frozen=True)
class SetAside:
    """The line of this call of ours waits alone for the end of a greeting: the door moves it."""

    call_id: int


@dataclass(frozen=True)
class LeaveMessage:
    """The line of this call of ours gets its recorded message: the door has it played."""

    call_id: int


@dataclass(frozen=True)
class Wait:
    """Keep a line in silence, then end it."""

    seconds: int


@dataclass(frozen=True)
class Nothing:
    """Nothing to be done."""


VoiceReply = (
    JoinConference
    | PutThrough
    | AskByKeypad
    | AskForCode
    | AskToPickUp
    | SayAndHangUp
    | Wait
    | Nothing
)
