"""One telephone call as Twilio sees it."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from phonebank.simulator.leg import Leg, Mixer
from phonebank.simulator.mailbox import Mailbox


class CallStatus(StrEnum):
    """Twilio's CallStatus, as callbacks spell it."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


class Direction(StrEnum):
    """Who started the call."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_DIAL = "outbound-dial"


FINAL = frozenset(
    {
        CallStatus.COMPLETED,
        CallStatus.BUSY,
        CallStatus.FAILED,
        CallStatus.NO_ANSWER,
        CallStatus.CANCELED,
    }
)

_BEFORE_ANSWER = FINAL - {CallStatus.COMPLETED}
_NEXT: dict[CallStatus, frozenset[CallStatus]] = {
    CallStatus.QUEUED: _BEFORE_ANSWER | {CallStatus.INITIATED},
    CallStatus.INITIATED: _BEFORE_ANSWER | {CallStatus.RINGING, CallStatus.IN_PROGRESS},
    CallStatus.RINGING: _BEFORE_ANSWER | {CallStatus.IN_PROGRESS, CallStatus.COMPLETED},
    CallStatus.IN_PROGRESS: frozenset({CallStatus.COMPLETED, CallStatus.FAILED}),
}


@dataclass(frozen=True)
class Callback:
    """Where to tell of a call's or a conference's events, and of which."""

    url: str
    method: str
    events: frozenset[str]


@dataclass(eq=False)
class Call:
    """A call and what hangs on it. Only `Switch` changes its status."""

    sid: str
    from_: str
    to: str
    direction: Direction
    created_at: datetime
    callback: Callback | None = None
    parent_sid: str = ""
    application_sid: str = ""
    caller_id: str = ""
    status: CallStatus = CallStatus.QUEUED
    updated_at: datetime = field(init=False)
    started_at: datetime | None = None
    """When it was answered."""
    ended_at: datetime | None = None
    answered_by: str = ""
    sip_code: int = 200
    sequence: int = 0
    conference_sid: str = ""
    leg: Leg | None = None
    hears_hz: int = 0
    """The tone of the person at the far end; 0 for a browser, which has a microphone."""
    keys: deque[str] = field(default_factory=deque)
    """What the person will press at each `<Gather>` to come."""
    digits: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    """What is being pressed now, a digit each."""
    custom: dict[str, str] = field(default_factory=dict)
    """Parameters a browser gave to `connect`."""
    tones: str = ""
    """The keys that others in the conference pressed and that were heard here."""
    said: list[str] = field(default_factory=list)
    """What the application said or played to this call."""
    mailbox: Mailbox | None = None
    """The answering machine, where one picked up."""
    mixers: list[Mixer] = field(default_factory=list)
    """Where the call was heard; they know what it heard."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    script: asyncio.Task[None] | None = None
    """The TwiML that runs on the call."""

    def __post_init__(self) -> None:
        self.updated_at = self.created_at

    @property
    def is_over(self) -> bool:
        """Whether the call has reached a final status."""
        return self.status in FINAL

    @property
    def is_answered(self) -> bool:
        """Whether both ends are connected now."""
        return self.status is CallStatus.IN_PROGRESS

    @property
    def duration_seconds(self) -> int:
        """Whole seconds from answer to end; 0 if never answered or still going on."""
        if self.started_at is None or self.ended_at is None:
            return 0
        return max(0, round((self.ended_at - self.started_at).total_seconds()))

    def press(self, keys: str) -> None:
        """The person presses these keys now; `w` only waits."""
        for key in keys:
            if key != "w":
                self.digits.put_nowait(key)

    def may_become(self, status: CallStatus) -> bool:
        """Whether the network allows this change."""
        return status in _NEXT.get(self.status, frozenset())

    def become(self, status: CallStatus, at: datetime) -> None:
        """Change the status; raises ValueError for a change the network does not know."""
        if not self.may_become(status):
            raise ValueError(f"a {self.status} call cannot become {status}")
        self.status, self.updated_at = status, at
        if status is CallStatus.IN_PROGRESS:
            self.started_at = at
            self.answered.set()
        if status in FINAL:
            self.ended_at = at
            self.over.set()
