"""The simulator's one clock: every date it shows and every delay it keeps comes from here."""

import asyncio
import heapq
import itertools
import time
from datetime import UTC, datetime

# Turns of the event loop given to the woken tasks before the clock is moved on: enough for a chain
# of awaits that does no I/O to reach its next sleep.
_TURNS_BETWEEN_WAKES = 25


class Clock:
    """A clock that runs at the machine's pace, `offset_seconds` away from it, and can be moved.

    Moving it forward wakes the sleepers whose time has come, in order; moving it back changes the
    dates only, since time already waited cannot be unwaited.
    """

    def __init__(self, offset_seconds: float = 0.0) -> None:
        self.offset_seconds = offset_seconds
        self._skipped_seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._ticket = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def now(self) -> datetime:
        """The time by this clock, in UTC."""
        return datetime.fromtimestamp(time.time() + self.offset_seconds, UTC)

    def elapsed_seconds(self) -> float:
        """Seconds on a scale that never goes back, for measuring and pacing."""
        return time.monotonic() + self._skipped_seconds

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has moved on by `seconds`."""
        if seconds <= 0:
            return
        done = asyncio.get_running_loop().create_future()
        due = self.elapsed_seconds() + seconds
        heapq.heappush(self._sleepers, (due, next(self._ticket), done))
        self._arm()
        await done

    async def advance(self, seconds: float) -> None:
        """Move on by `seconds` (0 or more), letting what is due in between happen in its order."""
        target = self.elapsed_seconds() + seconds
        while self._sleepers and self._sleepers[0][0] <= target:
            self._skip(max(0.0, self._sleepers[0][0] - self.elapsed_seconds()))
            self._wake_due()
            for _ in range(_TURNS_BETWEEN_WAKES):
                await asyncio.sleep(0)
        self._skip(max(0.0, target - self.elapsed_seconds()))
        self._arm()

    async def set_offset(self, offset_seconds: float) -> None:
        """Put the clock `offset_seconds` away from the machine's."""
        difference = offset_seconds - self.offset_seconds
        if difference > 0:
            await self.advance(difference)
        self.offset_seconds = offset_seconds

    def _skip(self, seconds: float) -> None:
        self._skipped_seconds += seconds
        self.offset_seconds += seconds

    def _wake_due(self) -> None:
        now = self.elapsed_seconds()
        while self._sleepers and self._sleepers[0][0] <= now + 1e-6:
            done = heapq.heappop(self._sleepers)[2]
            if not done.done():
                done.set_result(None)

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._sleepers:
            wait = max(0.0, self._sleepers[0][0] - self.elapsed_seconds())
            self._timer = asyncio.get_running_loop().call_later(wait, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._wake_due()
        self._arm()
