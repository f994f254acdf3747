"""The demo's clock: late morning of a weekday in Minnesota, whatever the hour is outside.

The contact gate is never opened for the demo. Its clock is moved instead, for the application
and the simulator alike, and only ever forward, so that nothing recorded lies in the future.
"""

from datetime import UTC, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("America/Chicago")
BEGINS = time(10, 30)
EARLIEST, LATEST = time(10), time(17)
SATURDAY = 5


def demo_offset_seconds(now: datetime, remembered_seconds: int | None) -> int:
    """How far the demo's clock is ahead of the machine's.

    The remembered offset is kept while the demo's clock shows a weekday between 10:00 and 17:00
    in Minnesota; otherwise the clock moves on to the next weekday's 10:30.
    """
    if remembered_seconds is not None:
        shown = now + timedelta(seconds=remembered_seconds)
        if _is_daytime(shown.astimezone(PLACE)):
            return remembered_seconds
    else:
        shown = now
    return ceil((_next_beginning(shown.astimezone(PLACE)) - now).total_seconds())


def _is_daytime(shown: datetime) -> bool:
    return shown.weekday() < SATURDAY and EARLIEST <= shown.time() < LATEST


def _next_beginning(shown: datetime) -> datetime:
    day = shown.date()
    while True:
        beginning = datetime.combine(day, BEGINS, PLACE)
        if day.weekday() < SATURDAY and beginning.astimezone(UTC) >= shown.astimezone(UTC):
            return beginning.astimezone(UTC)
        day += timedelta(days=1)
