"""Robot volunteers of a predictive shift: a line, a stream of live events, a result a call."""

import asyncio
import math
import random
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from phonebank.demo.doors import DoorClosed, Doors
from phonebank.demo.lines import Line

HERE_SECONDS = 5.0
COME_A_SECOND = 10


@dataclass
class Seen:
    """What the robots noted: call id -> when it was on the screen (of `time.time`), and who was
    told no."""

    shown: dict[int, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Robot:
    """One volunteer; `until` is of `time.monotonic`, the wrap-up's mean in seconds."""

    number: int
    base_url: str
    simulator_url: str
    until: float
    wrap_up_seconds: float
    seen: Seen

    async def work(self) -> None:
        """Come in after the others, and take calls until it is time to stop."""
        await asyncio.sleep(self.number / COME_A_SECOND)
        chance = random.Random(self.number)  # noqa: S311 - repeatable chance, not secrecy
        tab = uuid.uuid4().hex
        async with Doors(self.base_url) as doors:
            await doors.come_back(f"/back/bench-{self.number}")
            await doors.post("/call/here", tab=tab, take_over=True)
            token = (await doors.post("/call/token", tab=tab))["token"]
            async with Line(self.simulator_url, token):
                await self._until_up(doors, tab)
                look = asyncio.Event()
                tasks = [
                    asyncio.create_task(self._listen(doors, look)),
                    asyncio.create_task(self._stay(doors, tab)),
                ]
                try:
                    await self._take_calls(doors, tab, look, chance)
                finally:
                    for task in tasks:
                        task.cancel()

    async def _until_up(self, doors: Doors, tab: str) -> None:
        for _ in range(120):
            if (await doors.get("/call/state", tab=tab))["caller"]["line_up"]:
                return
            await asyncio.sleep(0.5)
        raise TimeoutError("a robot's line did not come up")

    async def _listen(self, doors: Doors, look: asyncio.Event) -> None:
        async for _ in doors.events("/events"):
            look.set()

    async def _stay(self, doors: Doors, tab: str) -> None:
        while True:
            await asyncio.sleep(HERE_SECONDS)
            with suppress(DoorClosed, aiohttp.ClientError, TimeoutError):
                await doors.post("/call/here", tab=tab)

    async def _take_calls(
        self, doors: Doors, tab: str, look: asyncio.Event, chance: random.Random
    ) -> None:
        screen = await doors.post("/call/next", key=uuid.uuid4().hex, tab=tab)
        while time.monotonic() < self.until:
            call = screen["call"]
            if call is None or not call["over"]:
                if call is not None:
                    self.seen.shown.setdefault(call["id"], time.time())
                screen = await self._look(doors, tab, look)
                continue
            await asyncio.sleep(_lasts(chance, self.wrap_up_seconds))
            try:
                screen = await doors.post(
                    "/call/result", call_id=call["id"], result="reached", then_next=True,
                    key=uuid.uuid4().hex, tab=tab,
                )  # fmt: skip
            except DoorClosed as closed:
                self.seen.errors.append(str(closed))
                screen = await self._look(doors, tab, look)

    async def _look(self, doors: Doors, tab: str, look: asyncio.Event) -> Any:
        with suppress(TimeoutError):
            await asyncio.wait_for(look.wait(), 20.0)
        look.clear()
        return await doors.get("/call/state", tab=tab)


def _lasts(chance: random.Random, mean: float) -> float:
    """Lognormal with a coefficient of variation of a half."""
    variance = math.log(1.25)
    return chance.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))
