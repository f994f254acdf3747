"""The simulated carrier for tests: started once for a session, clean for each test.

    from tests.support.simulator import running_simulator, simulator  # in a conftest.py

`running_simulator` is the fixture to ask for.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from phonebank.simulator.server import HOST, Simulator, Tls
from phonebank.simulator.settings import Check, Settings

REPOSITORY = Path(__file__).parents[2]
OPENAPI = REPOSITORY / "node_modules/@twilio/cli-core/src/services/twilio-api"
NUMBER = Settings().numbers[0]
VOTER = "+16515550123"
SPEED = 25.0
DEADLINE_SECONDS = 8.0


class LocalHttpClient(TwilioHttpClient):
    """Twilio's own HTTP client, sent to another server: only scheme and host are changed."""

    def __init__(self, base_url: str, timeout: float | None = None) -> None:
        super().__init__(timeout=timeout)
        self._base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """As the real one, to the other server."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, self._base_url + parts.path + query, *args, **kwargs)


@dataclass(frozen=True)
class RunningSimulator:
    """A simulator that answers at `base_url`, and its control door."""

    base_url: str
    settings: Settings

    def client(self, timeout: float | None = 10.0) -> Client:
        """The real twilio library, with the account's credentials."""
        http = LocalHttpClient(self.base_url, timeout)
        return Client(self.settings.account_sid, self.settings.auth_token, http_client=http)

    def get(self, path: str) -> Any:
        """GET /control/{path}."""
        answer = requests.get(f"{self.base_url}/control/{path}", timeout=10)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Any) -> Any:
        """POST JSON to /control/{path}."""
        answer = requests.post(f"{self.base_url}/control/{path}", json=body, timeout=30)
        if answer.status_code >= 400:
            raise AssertionError(f"/control/{path}: {answer.text}")
        return answer.json()

    def state(self) -> Any:
        """Everything that happened."""
        return self.get("state")

    def violations(self) -> Any:
        """Answers of the simulator that the API description does not allow."""
        return self.get("violations")

    def voter(self, number: str = VOTER, **what: Any) -> None:
        """Describe a voter: language, temper, text_temper, hears_hz, line_type, name."""
        self.post("voters", [{"number": number, "language": "en", **what}])

    def advance(self, seconds: float) -> None:
        """Move the clock on, past everything that is due by then."""
        self.post("clock", {"advance_seconds": seconds})

    def settle(self) -> None:
        """Wait until no callback is under way."""
        self.post("settle", {})

    def call(self, sid: str) -> Any:
        """One call's state."""
        return next(one for one in self.state()["calls"] if one["sid"] == sid)

    def wait_for_call(self, sid: str, status: str) -> Any:
        """Wait until a call has the status; returns its state."""
        wait_until(lambda: self.call(sid)["status"] == status, f"call {status}")
        return self.call(sid)


def wait_until(condition: Callable[[], bool], what: str, seconds: float = DEADLINE_SECONDS) -> None:
    """Wait for a condition, at most so long; an AssertionError says what did not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.02)


@contextmanager
def run_simulator(settings: Settings, tls: Tls | None = None) -> Iterator[RunningSimulator]:
    """Run a simulator on a free port, in a thread with an event loop of its own."""
    started: list[int] = []
    failure: list[BaseException] = []
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            started.append(await Simulator(settings).serve(stack, 0, tls))
            ready.set()
            await stop.wait()

    def run() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(serve())
        except BaseException as error:  # shown to the test instead of to nobody
            failure.append(error)
            ready.set()
        finally:
            loop.close()

    thread = threading.Thread(target=run, name="simulator")
    thread.start()
    ready.wait()
    if failure:
        raise failure[0]
    try:
        yield RunningSimulator(f"http://{HOST}:{started[0]}", settings)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
    if failure:
        raise failure[0]


@pytest.fixture(scope="session")
def simulator() -> Iterator[RunningSimulator]:
    """One simulator for the session, fast, silent, and checked against the description."""
    settings = Settings(openapi=OPENAPI, check=Check.ALL, media=False, speed=SPEED)
    with run_simulator(settings) as running:
        yield running


@pytest.fixture
def running_simulator(simulator: RunningSimulator) -> Iterator[RunningSimulator]:
    """The session's simulator with nothing in it; its answers must have been true to Twilio."""
    simulator.post("reset", {"owned_too": True})
    yield simulator
    violations = simulator.violations()
    assert not violations, f"against the API description: {violations}"
