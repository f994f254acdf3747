"""When something that another program did not take is tried again, and when no more."""

from datetime import timedelta
from typing import Final

_FIRST: Final = timedelta(seconds=5)
_LONGEST: Final = timedelta(hours=1)
MOST_REFUSALS: Final = 8
"""So often is one event offered that the address refuses, while it takes others."""
PAUSE_AFTER: Final = timedelta(hours=6)
"""An address at which nothing arrives for so long is told nothing more until a person says so."""
KEPT_FOR: Final = timedelta(days=30)
"""For so long can what was delivered be sent once more."""

_ABOUT_THE_EVENT: Final = frozenset({400, 409, 413, 415, 422})
GONE: Final = 410


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row (at least one): each time twice as long."""
    doublings = min(failures - 1, 12)
    return min(_FIRST * (1 << doublings), _LONGEST)


def is_taken(status: int) -> bool:
    """Whether an HTTP status says that the event arrived. A redirect is not followed."""
    return 200 <= status < 300


def is_about_the_event(status: int) -> bool:
    """Whether a status refuses this event alone; any other speaks of the address."""
    return status in _ABOUT_THE_EVENT
