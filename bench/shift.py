"""A predictive shift on the whole system: every process, a carrier without sound, robot volunteers.

Measured once the shift is at work: conversations a volunteer-hour, how long after the voter's
hello the voter is in the volunteer's conference (bridge) and on their screen, and calls that are
in no final state at the end. A tenth or so of the voters answer, the others let it ring.
"""

import asyncio
import os
import shutil
import statistics
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from json import load
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench._figures import Figure, arguments, report
from bench._robots import Robot, Seen
from bench._shift_simulation import Scenario, ShiftSimulation
from bench._whole_system import WholeSystem, whole_system
from bench.dial import AT, fill
from phonebank.db import make_engine
from phonebank.domain.pacing import Pacer
from phonebank.migrations import upgrade

SETTLING_SECONDS = 60.0
SEEDS = 8
RING_SECONDS = 8.0
"""How long a simulated voter lets it ring on the average."""


def main() -> None:
    """Run the shift and report."""
    options = arguments(
        "A predictive shift on the whole system",
        volunteers=300,
        minutes=6.0,
        warm_up_minutes=2.5,
        answered=0.12,
        talk=120.0,
        wrap_up=20.0,
        voters=20_000,
    )
    url = os.environ["PHONEBANK_DATABASE_URL"]
    upgrade(url)
    engine = make_engine(url)
    fill(engine, options.voters, options.volunteers, waiting=False)
    offset = (AT - datetime.now(UTC)) // timedelta(seconds=1)
    folder = Path(tempfile.mkdtemp(prefix="phonebank-bench-shift-"))
    folder.chmod(0o755)
    seen = Seen()
    try:
        voters = _voters(engine, options.answered)
        with whole_system(folder, offset, options.talk, voters) as system:
            until = time.monotonic() + options.minutes * 60
            asyncio.run(_work(system, options, until, seen))
            left = _settled(engine)
            calls = _carriers_calls(system)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for error in seen.errors[:5]:
        print(f"shift: {error}")
    figures = _figures(engine, options, seen, calls, offset, left)
    engine.dispose()
    report("shift", figures, options.json)


def _voters(engine: Any, answered: float) -> list[dict[str, str]]:
    """How the simulated voters take a call: so many talk, spread evenly over the list."""
    with engine.connect() as connection:
        numbers = connection.execute(text("SELECT e164 FROM phone_number ORDER BY id")).scalars()
        return [
            {
                "number": number,
                "language": "en",
                "temper": "talks"
                if int(place * answered) != int((place + 1) * answered)
                else "rings_out",
                "line_type": "landline",
            }
            for place, number in enumerate(numbers)
        ]


async def _work(system: WholeSystem, options: Any, until: float, seen: Seen) -> None:
    robots = [
        Robot(number, system.base_url, system.simulator_url, until, options.wrap_up, seen).work()
        for number in range(1, options.volunteers + 1)
    ]
    for result in await asyncio.gather(*robots, return_exceptions=True):
        if isinstance(result, BaseException):
            seen.errors.append(repr(result))


def _settled(engine: Any) -> int:
    """Calls in no final state once everything has had time to end."""
    deadline = time.monotonic() + SETTLING_SECONDS
    while True:
        with engine.connect() as connection:
            left = int(connection.execute(text(_UNACCOUNTED)).scalar_one())
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(1.0)


_UNACCOUNTED = "SELECT count(*) FROM call WHERE ended_at IS NULL"


def _carriers_calls(system: WholeSystem) -> dict[str, tuple[str | None, str | None]]:
    """Each voter's line: when they said hello, and when they were in a conference."""
    with urllib.request.urlopen(f"{system.simulator_url}/control/state", timeout=60) as answer:  # noqa: S310
        state = load(answer)
    joined = {
        each["call_sid"]: each["joined_at"]
        for room in state["conferences"]
        for each in room["participants"]
    }
    return {
        each["sid"]: (each["started_at"], joined.get(each["sid"]))
        for each in state["calls"]
        if each["direction"] == "outbound-api"
    }


def _figures(
    engine: Any,
    options: Any,
    seen: Seen,
    calls: dict[str, tuple[str | None, str | None]],
    offset: int,
    left: int,
) -> list[Figure]:
    with engine.connect() as connection:
        rows = connection.execute(text(_CONNECTED)).all()
        answered, abandoned = connection.execute(text(_ANSWERED)).one()
        dialled = connection.execute(text("SELECT count(*) FROM call")).scalar_one()
    bridge, screen = [], []
    for id_, sid, _ in rows:
        hello, bridged = (_moment(each) for each in calls.get(sid, (None, None)))
        if hello is not None and bridged is not None:
            bridge.append((bridged - hello) * 1000)
        if hello is not None and id_ in seen.shown:
            screen.append((seen.shown[id_] + offset - hello) * 1000)
    end = max(row.connected_at for row in rows)
    minutes = options.minutes - options.warm_up_minutes
    begin = end - timedelta(minutes=minutes)
    talks = sum(row.connected_at > begin for row in rows)
    an_hour = round(talks / options.volunteers / minutes * 60, 2)
    predicted, most_abandoned = _predicted(options)
    simulated = "bench pacing's simulation of it"
    beside = (simulated, predicted, round(an_hour / predicted, 3))
    return [
        Figure("volunteers", options.volunteers, "robots"),
        Figure("calls", int(dialled), "calls"),
        Figure("conversations", an_hour, "a volunteer-hour", *beside),
        Figure(
            "abandoned",
            round(100 * abandoned / max(answered, 1), 2),
            "% of answers",
            f"the most of {SEEDS} simulations",
            most_abandoned,
        ),
        Figure("hello to bridge, p95", _p95(bridge), "ms"),
        Figure("hello to screen, p95", _p95(screen), "ms"),
        Figure("hello to screen, median", round(statistics.median(screen), 1), "ms"),
        Figure("unaccounted calls", left, "calls"),
        Figure("errors", len(seen.errors), "errors"),
    ]


def _predicted(options: Any) -> tuple[float, float]:
    """Conversations a volunteer-hour in the same minutes of simulated shifts of the same kind, and
    the greatest share of answers that one of them abandoned, in percent."""
    warm, whole = (
        [ShiftSimulation(_scenario(options, minutes), Pacer(), seed).run() for seed in range(SEEDS)]
        for minutes in (options.warm_up_minutes, options.minutes)
    )
    hours = (options.minutes - options.warm_up_minutes) / 60
    talks = statistics.mean(
        until.conversations - before.conversations
        for before, until in zip(warm, whole, strict=True)
    )
    most_abandoned = max(each.abandoned_share for each in whole)
    return round(talks / options.volunteers / hours, 2), round(100 * most_abandoned, 2)


def _scenario(options: Any, minutes: float) -> Scenario:
    return Scenario(
        volunteers=options.volunteers,
        hours=minutes / 60,
        answer_rates=((0.0, options.answered),),
        ring=RING_SECONDS,
        talk=options.talk,
        wrap_up=options.wrap_up,
    )


_CONNECTED = """
    SELECT id, carrier_sid, connected_at FROM call WHERE connected_at IS NOT NULL ORDER BY id
"""
_ANSWERED = """
    SELECT count(*), count(abandoned_at) FROM call WHERE answered_at IS NOT NULL
"""


def _moment(told: str | None) -> float | None:
    return None if told is None else datetime.fromisoformat(told).timestamp()


def _p95(milliseconds: list[float]) -> float:
    return round(sorted(milliseconds)[int(len(milliseconds) * 0.95)], 1)


if __name__ == "__main__":
    main()
