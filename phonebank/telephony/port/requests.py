"""What we ask a carrier to do."""

from dataclasses import dataclass


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
