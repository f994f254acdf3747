"""A carrier in memory for tests that need no network.

The contract suite (tests/contract/test_carrier_port.py) holds it to the same promises as the real
adapter, so that a test which passes with it says something.
"""

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from phonebank.clock import Clock
from phonebank.domain.call import CallEvent
from phonebank.domain.contact_request import LineType
from phonebank.domain.text_message import TextEvent
from phonebank.telephony.port import (
    CarrierBusy,
    CarrierCall,
    CarrierRefused,
    CarrierText,
    DialVoter,
    Heard,
    JoinConference,
    OutcomeUnknown,
    RingCaller,
    RingVoter,
    SendText,
    VoiceIn,
)

NO_SUCH_THING = 20404
RATE_LIMITED = 20429


@dataclass(frozen=True)
class Busy:
    """The next request is not taken in."""


@dataclass(frozen=True)
class Refuse:
    """The next request is refused with this code."""

    code: int


@dataclass(frozen=True)
class Lose:
    """The next request gets no answer, whether or not it `was_done`."""

    was_done: bool


Trouble = Busy | Refuse | Lose


@dataclass
class FakeCarrier:
    """Keeps what it is asked for. `troubles` are met by the next dials and sends, one each."""

    clock: Clock
    troubles: deque[Trouble] = field(default_factory=deque)
    calls: dict[str, CarrierCall] = field(default_factory=dict)
    texts: dict[str, CarrierText] = field(default_factory=dict)
    dialled: list[DialVoter] = field(default_factory=list)
    rung: list[RingVoter] = field(default_factory=list)
    sent: list[SendText] = field(default_factory=list)
    said: list[tuple[str, Heard]] = field(default_factory=list)
    moved: list[tuple[str, JoinConference]] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    voices: list[tuple[str, str, VoiceIn]] = field(default_factory=list)
    before_voice: Callable[[], object] = lambda: None
    rung_callers: list[RingCaller] = field(default_factory=list)
    lines: dict[str, LineType] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    _serial: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def dial(self, request: DialVoter) -> str:
        lost = self._meet_trouble()
        sid = f"CA{next(self._serial):032x}"
        self.dialled.append(request)
        self.calls[sid] = CarrierCall(sid, request.to, CallEvent.INITIATED, self.clock())
        return self._answer(sid, lost)

    def ring(self, request: RingVoter) -> str:
        lost = self._meet_trouble()
        sid = f"CA{next(self._serial):032x}"
        self.rung.append(request)
        self.calls[sid] = CarrierCall(sid, request.to, CallEvent.INITIATED, self.clock())
        return self._answer(sid, lost)

    def send(self, request: SendText) -> str:
        lost = self._meet_trouble()
        sid = f"SM{next(self._serial):032x}"
        self.sent.append(request)
        self.texts[sid] = CarrierText(
            sid, request.to, request.body, TextEvent.ACCEPTED, self.clock()
        )
        return self._answer(sid, lost)

    def ring_caller(self, request: RingCaller) -> str:
        lost = self._meet_trouble()
        sid = f"CA{next(self._serial):032x}"
        self.rung_callers.append(request)
        self.calls[sid] = CarrierCall(sid, request.to, CallEvent.INITIATED, self.clock())
        return self._answer(sid, lost)

    def move(self, call_sid: str, to: JoinConference) -> bool:
        known = self.calls.get(call_sid)
        if known is not None and known.event is CallEvent.COMPLETED:
            return False
        self.moved.append((call_sid, to))
        return True

    def set_voice(self, conference: str, call_sid: str, voice: VoiceIn) -> None:
        self.before_voice()
        self.voices.append((conference, call_sid, voice))

    def hang_up(self, call_sid: str) -> None:
        call = self.call(call_sid)
        if call.event is not CallEvent.COMPLETED:
            self.calls[call_sid] = replace(call, event=CallEvent.COMPLETED)

    def farewell(self, call_sid: str, *sentences: Heard) -> bool:
        if self.call(call_sid).event is CallEvent.COMPLETED:
            return False
        self.said += [(call_sid, sentence) for sentence in sentences]
        self.hang_up(call_sid)
        return True

    def set_aside(self, call_sid: str) -> bool:
        if self.call(call_sid).event is CallEvent.COMPLETED:
            return False
        self.aside.append(call_sid)
        return True

    def call(self, call_sid: str) -> CarrierCall:
        if call_sid not in self.calls:
            raise CarrierRefused(NO_SUCH_THING, "there is no such call")
        return self.calls[call_sid]

    def calls_to(self, number: str, since: datetime) -> list[CarrierCall]:
        return [
            c for c in self.calls.values() if c.to == number and _at_or_after(c.started_at, since)
        ]

    def texts_to(self, number: str, since: datetime) -> list[CarrierText]:
        return [
            t for t in self.texts.values() if t.to == number and _at_or_after(t.created_at, since)
        ]

    def line_type(self, number: str) -> LineType:
        self._meet_trouble()
        self.looked_up.append(number)
        return self.lines.get(number, LineType.MOBILE)

    def access_token(self, identity: str, ttl_seconds: int) -> str:
        return f"token of {identity} for {ttl_seconds} s"

    def _meet_trouble(self) -> bool:
        """Raises the next trouble; True where the request is done and its answer gets lost."""
        match self.troubles.popleft() if self.troubles else None:
            case Busy():
                raise CarrierBusy(RATE_LIMITED, 1.0)
            case Refuse(code):
                raise CarrierRefused(code, "refused")
            case Lose(was_done=False):
                raise OutcomeUnknown("no answer")
            case Lose(was_done=True):
                return True
        return False

    @staticmethod
    def _answer(sid: str, lost: bool) -> str:
        if lost:
            raise OutcomeUnknown("no answer")
        return sid


def _at_or_after(at: datetime | None, since: datetime) -> bool:
    return at is not None and at >= since.replace(microsecond=0)
