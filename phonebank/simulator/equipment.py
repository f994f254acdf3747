"""What every part of the network works with: settings, clock, faults, webhooks, tasks."""

import asyncio
import sys
import traceback
from collections.abc import Coroutine
from typing import Any, TypeVar

from phonebank.simulator.clock import Clock
from phonebank.simulator.faults import Faults
from phonebank.simulator.settings import Settings
from phonebank.simulator.webhooks import Webhooks

_T = TypeVar("_T")


class Equipment:
    """The shared machinery. `warnings` are what Twilio's debugger would show."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.clock_offset_seconds)
        # Faults are used up, so the settings' own are kept apart from those in force.
        self._faults_at_start = settings.faults.as_json()
        self.faults = Faults.from_json(self._faults_at_start)
        self.rates = settings.rates
        self.webhooks = Webhooks(settings, self.clock, lambda: self.faults)
        self.warnings: list[str] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    async def pause(self, seconds: float) -> None:
        """Wait as long as `seconds` take at the simulator's speed."""
        await self.clock.sleep(seconds / self.settings.speed)

    async def within(self, seconds: float, wish: Coroutine[Any, Any, _T]) -> _T | None:
        """What the wish brings, or None if it takes over `seconds` at the simulator's speed."""
        wishing = asyncio.ensure_future(wish)
        sleeping = asyncio.ensure_future(self.pause(seconds))
        try:
            await asyncio.wait({wishing, sleeping}, return_when=asyncio.FIRST_COMPLETED)
            return wishing.result() if wishing.done() else None
        finally:
            wishing.cancel()
            sleeping.cancel()

    async def pause_unless(self, event: asyncio.Event, seconds: float) -> bool:
        """Wait for the event, at most so long. Returns whether it came."""
        return event.is_set() or await self.within(seconds, event.wait()) is not None

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run in the background; a failure is a fault of the simulator and is shown as one."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    async def close(self) -> None:
        """Stop everything that runs."""
        await self._stop_tasks()
        await self.webhooks.close()

    async def reset(self) -> None:
        """Stop everything that runs and go back to the settings' faults and rates."""
        await self._stop_tasks()
        await self.webhooks.forget()
        self.faults, self.rates = Faults.from_json(self._faults_at_start), self.settings.rates
        self.warnings.clear()

    async def _stop_tasks(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.warnings.append(f"simulator error: {error!r}")
            traceback.print_exception(error, file=sys.stderr)
