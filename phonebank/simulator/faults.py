"""What can be made to go wrong, and for how often."""

import random
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeVar


class RestFault(StrEnum):
    """How a REST request can fail."""

    SERVER_ERROR = "server_error"
    """HTTP 500, and nothing was done."""
    ACTED_THEN_ERROR = "acted_then_error"
    """HTTP 500 although it was done: a retry does it twice."""
    UNAVAILABLE = "unavailable"
    """HTTP 503, and nothing was done."""
    RATE_LIMITED = "rate_limited"
    """HTTP 429 with error 20429."""
    TIMEOUT_BEFORE = "timeout_before"
    """No answer, and nothing was done."""
    TIMEOUT_AFTER = "timeout_after"
    """No answer although it was done."""


@dataclass
class RestTrouble:
    """The next `times` requests whose path contains `path` fail."""

    kind: RestFault
    path: str = ""
    method: str = "POST"
    times: int = 1
    hold_seconds: float = 60.0
    """How long a request that is to time out is held, by the machine's own clock."""

    def __post_init__(self) -> None:
        self.kind = RestFault(self.kind)

    def meets(self, method: str, path: str) -> bool:
        """Whether this request is one that should fail."""
        return self.times > 0 and method == self.method.upper() and self.path in path


@dataclass
class MessageTrouble:
    """The next `times` messages to `to` (any number if empty) meet this error code.

    20429, 63038 and 21… are refusals at once; 30… make a message undelivered.
    """

    code: int
    to: str = ""
    times: int = 1


@dataclass
class CallTrouble:
    """The next `times` calls to `to` (any number if empty) end as this call temper would."""

    temper: str
    to: str = ""
    times: int = 1


@dataclass
class Faults:
    """The knobs, all off. Probabilities are from 0 to 1; callbacks are webhooks that only tell
    (statuses, receipts, conference events), never requests for TwiML or inbound texts."""

    reorder: float = 0.0
    """Probability that a callback arrives after the one that follows it."""
    duplicate: int = 0
    """How many more times each callback is delivered."""
    delay_seconds: float = 0.0
    lose: float = 0.0
    """Probability that a callback is never sent."""
    matching: str = ""
    """Only callbacks whose URL contains this are disturbed."""
    rest: list[RestTrouble] = field(default_factory=list)
    messages: list[MessageTrouble] = field(default_factory=list)
    calls: list[CallTrouble] = field(default_factory=list)
    seed: int = 1

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - repeatable chance, not secrecy

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Faults":
        """Faults from a JSON or TOML object with these names. Raises TypeError, ValueError."""
        unknown = sorted(set(raw) - {one.name for one in fields(cls)})
        if unknown:
            raise ValueError(f"unknown faults: {', '.join(unknown)}")
        values = dict(raw)
        values["rest"] = [RestTrouble(**one) for one in raw.get("rest", [])]
        values["messages"] = [MessageTrouble(**one) for one in raw.get("messages", [])]
        values["calls"] = [CallTrouble(**one) for one in raw.get("calls", [])]
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """The same object again, with what is left of each trouble."""
        return asdict(self)

    def take_rest(self, method: str, path: str) -> RestTrouble | None:
        """The trouble this request meets, used up by one."""
        trouble = next((one for one in self.rest if one.meets(method, path)), None)
        if trouble is not None:
            trouble.times -= 1
        return trouble

    def take_message_code(self, to: str) -> int | None:
        """The error code that a message to this number meets, used up by one."""
        trouble = _take(self.messages, to)
        return trouble.code if trouble is not None else None

    def take_call_temper(self, to: str) -> str | None:
        """The temper that a call to this number meets, used up by one."""
        trouble = _take(self.calls, to)
        return trouble.temper if trouble is not None else None

    def disturbs(self, url: str) -> bool:
        """Whether callbacks to this URL are disturbed at all."""
        return self.matching in url


_Trouble = TypeVar("_Trouble", MessageTrouble, CallTrouble)


def _take(troubles: list[_Trouble], to: str) -> _Trouble | None:
    for trouble in troubles:
        if trouble.times > 0 and trouble.to in ("", to):
            trouble.times -= 1
            return trouble
    return None
