"""The moments at which a process may let texts of one campaign leave.

They are reserved for nobody in particular: whichever text is ready first takes the next one, so
that a text which is held up costs no moment. One that passes unused is gone: used late, it would
put more texts into a second than the limits allow.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from phonebank.rates import Slots


class Turns:
    """The reserved moments of one campaign, by the monotonic clock. `reserve` reserves one more
    where those at hand have passed."""

    def __init__(self, reserve: Callable[[], Slots]) -> None:
        self._reserve = reserve
        self._moments: deque[float] = deque()
        self._late_seconds = float("inf")
        self._lock = threading.Lock()

    def add(self, slots: Slots, count: int, since: float) -> list[float]:
        """Take in so many moments that were reserved at `since`; returns them."""
        first = since + slots.wait_seconds
        moments = [first + place * slots.spacing_seconds for place in range(count)]
        with self._lock:
            # Half of what lies between two: by less, no second holds one text too many.
            self._late_seconds = slots.spacing_seconds / 2 or float("inf")
            self._moments.extend(moments)
        return moments

    def wait(self) -> None:
        """Take the next moment, and return when it has come."""
        while True:
            moment = self._next()
            time.sleep(max(0.0, moment - time.monotonic()))
            if time.monotonic() - moment <= self._late_seconds:
                return

    def forget_unused(self, count: int) -> None:
        """So many of the last moments will not be needed: fewer texts were taken."""
        with self._lock:
            for _ in range(min(count, len(self._moments))):
                self._moments.pop()

    def _next(self) -> float:
        with self._lock:
            while self._moments:
                moment = self._moments.popleft()
                if time.monotonic() - moment <= self._late_seconds:
                    return moment
        since = time.monotonic()
        return since + self._reserve().wait_seconds
