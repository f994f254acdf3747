"""What we reply to a line that waits to be told where to go."""

from dataclasses import dataclass, field

from phonebank.telephony.port.heard import Heard, Sentence


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
class BringBack:
    """The line of this call of ours goes back to the volunteer's conference: the door moves it."""

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
