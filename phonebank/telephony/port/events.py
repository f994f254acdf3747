"""What a carrier tells us."""

from dataclasses import dataclass

from phonebank.domain.call import AnsweredBy, CallEvent
from phonebank.domain.text_message import TextEvent
from phonebank.domain.voicemail import Greeting


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
