"""The carrier's own opt-out list: who sent a stop word to which messaging service.

Twilio's default words: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
"""

from enum import StrEnum

_STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke"}
_START = {"start", "yes", "unstop"}
_HELP = {"help", "info"}

STOP_REPLY = (
    "You have successfully been unsubscribed. You will not receive any more messages from this"
    " number. Reply START to resubscribe."
)


class Keyword(StrEnum):
    """Twilio's OptOutType."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


def keyword_in(body: str) -> Keyword | None:
    """The keyword that a whole text is, if it is one; the carrier knows English only."""
    word = body.strip().lower()
    if word in _STOP:
        return Keyword.STOP
    if word in _START:
        return Keyword.START
    return Keyword.HELP if word in _HELP else None


class OptOuts:
    """Pairs of a voter's number and the sender (a service's SID, or a number without one)."""

    def __init__(self) -> None:
        self._pairs: set[tuple[str, str]] = set()

    def note(self, number: str, sender: str, keyword: Keyword | None) -> None:
        """Take an incoming text's keyword to heart."""
        if keyword is Keyword.STOP:
            self._pairs.add((number, sender))
        elif keyword is Keyword.START:
            self._pairs.discard((number, sender))

    def covers(self, number: str, sender: str) -> bool:
        """Whether this sender may no longer text this number."""
        return (number, sender) in self._pairs

    def pairs(self) -> list[tuple[str, str]]:
        """Every number with the sender it refuses."""
        return list(self._pairs)

    def clear(self) -> None:
        """Forget them all."""
        self._pairs.clear()
