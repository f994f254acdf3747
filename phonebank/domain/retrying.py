"""When a voter is tried again: busy after minutes, no answer at another time of day."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from phonebank.domain.call import ContactResult

_AFTER: Final = {
    ContactResult.NOT_HOME: timedelta(hours=4),
    ContactResult.VOICEMAIL: timedelta(hours=4),
    ContactResult.BUSY: timedelta(minutes=15),
    ContactResult.NO_CONNECTION: timedelta(minutes=15),
    ContactResult.CALL_BACK: timedelta(hours=1),
    ContactResult.INTERRUPTED: timedelta(minutes=5),
    ContactResult.ABANDONED: timedelta(hours=24),
    ContactResult.OTHER_LANGUAGE: timedelta(0),
    ContactResult.NOT_PLACED: timedelta(minutes=5),
}
"""How long a voter is left alone at least; other results end the matter."""

_ELSEWHEN: Final = frozenset({ContactResult.NOT_HOME, ContactResult.VOICEMAIL})
"""Nobody was there: they may be at another time of day."""

_PROMISE_AFTER: Final = {
    ContactResult.BUSY: timedelta(minutes=5),
    ContactResult.NO_CONNECTION: timedelta(minutes=5),
    ContactResult.INTERRUPTED: timedelta(minutes=5),
    ContactResult.NOT_HOME: timedelta(minutes=30),
    ContactResult.VOICEMAIL: timedelta(minutes=30),
}
"""How soon a promise of a call back is tried once more that was tried in vain."""
MOST_PROMISE_TRIES: Final = 3

NOBODY_THERE: Final = _ELSEWHEN
"""Results after which a promise is anybody's: its maker need not sit and wait."""

OF_THE_LINE: Final = frozenset(
    {
        ContactResult.NOT_HOME,
        ContactResult.VOICEMAIL,
        ContactResult.BUSY,
        ContactResult.NO_CONNECTION,
        ContactResult.ABANDONED,
    }
)
"""Results that say something of the line and nobody of the household: they hold for all who
share the number."""


SPOKEN_WITH: Final = frozenset(
    {ContactResult.REACHED, ContactResult.REFUSED, ContactResult.CALL_BACK}
)
HOUSEHOLD_REST: Final = timedelta(hours=1)
"""How long the others at a number are left alone after one of them was spoken with."""


class TimeOfDay(StrEnum):
    """A part of the day in which the same people are at home."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def time_of_day(local: datetime) -> TimeOfDay:
    """The part of the day of a local time: evening begins at 17:00."""
    if local.hour < 12:
        return TimeOfDay.MORNING
    return TimeOfDay.AFTERNOON if local.hour < 17 else TimeOfDay.EVENING


def is_tried_again(result: ContactResult) -> bool:
    """Whether a result leaves something to be tried."""
    return result in _AFTER


def promise_again(result: ContactResult, tries: int, at: datetime) -> datetime | None:
    """From when a promised call back that ended in vain at `at` is tried again, the last time
    being its `tries`-th; None where it was kept, or tried often enough: from then on the voter is
    one of those who were not reached."""
    after = _PROMISE_AFTER.get(result)
    return None if after is None or tries >= MOST_PROMISE_TRIES else at + after


def not_before(result: ContactResult, at: datetime, zone: ZoneInfo) -> datetime:
    """From when a voter may be tried again after a call that ended at `at`.

    `zone` is one in which the voter may be. Raises KeyError for a result that ends the matter.
    """
    earliest = at + _AFTER[result]
    if result not in _ELSEWHEN:
        return earliest
    tried = time_of_day(at.astimezone(zone))
    while time_of_day(earliest.astimezone(zone)) is tried:
        earliest += timedelta(minutes=30)
    return earliest
