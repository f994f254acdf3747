"""A queue that lets so many through a second."""

from collections.abc import Callable

from phonebank.simulator.clock import Clock


class Pace:
    """Gives each comer a turn, evenly spaced by the rate at that moment."""

    def __init__(self, clock: Clock, per_second: Callable[[], float]) -> None:
        self._clock = clock
        self._per_second = per_second
        self._next_turn = 0.0

    def forget(self) -> None:
        """Let the next comer through at once."""
        self._next_turn = 0.0

    async def turn(self) -> None:
        """Wait for this comer's turn, in the order of coming."""
        now = self._clock.elapsed_seconds()
        turn = max(now, self._next_turn)
        self._next_turn = turn + 1.0 / self._per_second()
        await self._clock.sleep(turn - now)
