"""The one place where the application reads the time.

Services are given the time by their door; only doors hold a clock. The demo shifts every
clock by the same offset, so that calling hours are real at any hour of the day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present moment, timezone-aware, in UTC."""


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock, moved by a fixed offset.

    >>> SystemClock(offset_seconds=0)().tzinfo
    datetime.timezone.utc
    """

    offset_seconds: int = 0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)
