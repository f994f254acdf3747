"""The clock that every date and delay comes from."""

import asyncio
from datetime import UTC, datetime, timedelta

from phonebank.simulator.clock import Clock
from tests.support.simulator import NUMBER, VOTER, RunningSimulator


def test_sleepers_wake_in_the_order_of_their_time_when_the_clock_is_moved() -> None:
    async def scenario() -> list[tuple[str, float]]:
        clock, woken = Clock(), []
        began = clock.elapsed_seconds()

        async def sleeper(name: str, seconds: float, again: float = 0.0) -> None:
            await clock.sleep(seconds)
            woken.append((name, round(clock.elapsed_seconds() - began)))
            if again:
                await sleeper(name + "'", again)

        tasks = [
            asyncio.create_task(sleeper("late", 300)),
            asyncio.create_task(sleeper("early", 100, again=100)),
            asyncio.create_task(sleeper("never", 301)),
        ]
        await asyncio.sleep(0)
        await clock.advance(300.5)
        for task in tasks:
            task.cancel()
        return woken

    assert asyncio.run(scenario()) == [("early", 100), ("early'", 200), ("late", 300)]


def test_the_clock_runs_by_itself_too() -> None:
    async def scenario() -> float:
        clock = Clock(offset_seconds=3600)
        before = clock.now()
        await clock.sleep(0.05)
        return (clock.now() - before).total_seconds()

    assert 0.04 < asyncio.run(scenario()) < 5


def test_dates_follow_the_offset(running_simulator: RunningSimulator) -> None:
    running_simulator.voter(text_temper="silent")
    before = running_simulator.get("clock")["offset_seconds"]
    running_simulator.post("clock", {"offset_seconds": before + 86_400})
    client = running_simulator.client()
    made = client.messages.create(from_=NUMBER, to=VOTER, body="Hi")
    ahead = made.date_created - datetime.now(UTC)
    assert abs(ahead - timedelta(seconds=before + 86_400)) < timedelta(seconds=10)
    assert running_simulator.post("clock", {"offset_seconds": before})["offset_seconds"] == before
