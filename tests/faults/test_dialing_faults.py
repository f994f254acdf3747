"""What goes wrong around a dialer: it goes on by itself, and no call is lost or made twice."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from phonebank.conductor.dialer import run_dialer
from phonebank.wiring import Application
from tests.conductor.test_dialer import calls, carrier_of, quick, shift_with
from tests.conductor.test_rounds import app, time
from tests.conftest import END_THE_OTHERS, administrator
from tests.support.simulator import wait_until

NOBODY_ANSWERS = """
    UPDATE call SET state = 'no answer', result = 'not home', ended_at = queued_at,
                    closed_at = queued_at
"""
__all__ = ["app", "quick", "time"]


@contextmanager
def dialing_on(app: Application) -> Iterator[None]:
    """A dialer at work, as in the conductor's process, only quicker."""
    stop = threading.Event()
    dialer = threading.Thread(target=run_dialer, args=(app, stop, 0.05))
    dialer.start()
    try:
        yield
    finally:
        stop.set()
        dialer.join()


def all_are_placed(app: Application, at_least: int) -> bool:
    made = calls(app)
    return len(made) >= at_least and all(call.carrier_sid for call in made)


def test_dialing_goes_on_when_the_database_comes_back(
    quick: Application, migrated_database_url: str
) -> None:
    shift_with(quick, callers=2)
    with dialing_on(quick):
        wait_until(lambda: all_are_placed(quick, 2), "lines for two volunteers")
        with administrator(migrated_database_url) as connection:
            connection.execute(END_THE_OTHERS)
            connection.execute(NOBODY_ANSWERS)
        quick.database.engine.dispose()  # the test's own connections were ended too
        wait_until(lambda: all_are_placed(quick, 4), "more lines")
    asked = [order.call_id for order in carrier_of(quick).rung]
    assert len(asked) == len(set(asked))


def test_dialing_needs_no_redis(quick: Application, caplog: pytest.LogCaptureFixture) -> None:
    away = replace(quick.config, redis_url="redis://127.0.0.1:1/0")
    without = Application(away)
    vars(without).update(clock=quick.clock, carrier=quick.carrier)
    shift_with(without, callers=2)
    with dialing_on(without):
        wait_until(lambda: all_are_placed(without, 2), "lines for two volunteers")
    without.database.engine.dispose()
