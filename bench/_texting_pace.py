"""Sending: at a set pace by several workers, and as fast as one of them can."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine

from bench._carrier import ACCOUNT, Simulator, account_environment
from bench._figures import Figure, against
from bench._texting_world import BODY, OUR_NUMBER, clock_offset_seconds, queue_texts
from phonebank.config import TwilioConfig
from phonebank.telephony.twilio.rest import rest_client

RATES = (10, 75, 100)
WORKERS = (1, 4, 8)


def pace_figures(engine: Engine, simulator: Simulator, seconds: float) -> list[Figure]:
    """Steady sending: the rate achieved, and the most in any sliding second."""
    figures = []
    for rate in RATES:
        for workers in WORKERS:
            simulator.forget()
            queue_texts(engine, round(rate * seconds))
            with _workers(simulator, workers, rate):
                taken = simulator.wait_for_texts(round(rate * seconds), seconds * 3 + 30)
            name = f"{rate} texts/s by {workers} worker{'s' if workers > 1 else ''}"
            steady = taken[rate:]  # without the second in which the workers come up
            achieved = (len(steady) - 1) / (steady[-1] - steady[0])
            figures.append(
                Figure(name, round(achieved, 2), "1/s", "asked", rate, round(achieved / rate, 4))
            )
            most = most_in_a_second(taken)
            over = round(most / (rate + 1), 4)
            figures.append(
                Figure(f"{name}, most in a second", most, "texts", "rate + 1", rate + 1, over)
            )
    return figures


def most_in_a_second(times: Sequence[float]) -> int:
    """The most moments that any second holds, wherever it begins."""
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def speed_figures(engine: Engine, simulator: Simulator, count: int, rounds: int) -> list[Figure]:
    """The most that one worker hands over, and the library alone in a loop."""
    ours: list[float] = []
    bare: list[float] = []
    for number in range(rounds):
        for turn in (0, 1) if number % 2 else (1, 0):  # each goes first as often
            simulator.forget()
            if turn:
                bare.append(_bare_loop(simulator, count))
                continue
            queue_texts(engine, count)
            with _workers(simulator, 1, 0):
                taken = simulator.wait_for_texts(count, 120)
            ours.append((len(taken) - 1) / (taken[-1] - taken[0]))
    reference = "the twilio library in a loop"
    return [against("as fast as one worker can", ours, "1/s", reference, bare)]


def _bare_loop(simulator: Simulator, count: int) -> float:
    client = rest_client(
        TwilioConfig(
            account_sid=ACCOUNT.account_sid,
            auth_token=ACCOUNT.auth_token,
            api_base_url=simulator.base_url,
        )
    )
    started = time.perf_counter()
    for number in range(count):
        client.messages.create(
            to=f"+1651555{100 + number % 100:04d}",
            from_=OUR_NUMBER,
            body=BODY,
            smart_encoded=False,
            status_callback=f"http://127.0.0.1:1/messaging/receipt?text={number}",
        )
    return count / (time.perf_counter() - started)


@contextmanager
def _workers(simulator: Simulator, count: int, rate: int) -> Iterator[None]:
    environment = {
        **os.environ,
        **account_environment(simulator),
        "PHONEBANK_CLOCK_OFFSET_SECONDS": str(clock_offset_seconds()),
        "PHONEBANK_SENDING_SERVICE_TEXTS_PER_SECOND": str(rate),
    }
    command = [sys.executable, "-m", "phonebank", "worker"]
    started = [subprocess.Popen(command, env=environment) for _ in range(count)]
    try:
        yield
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait()
