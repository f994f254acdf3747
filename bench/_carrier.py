"""The simulated carrier for benches, silent: it takes texts in, and tells nobody what became."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench._serving import free_port, wait_for
from phonebank.simulator.settings import Settings

ROOT = Path(__file__).parents[1]
ACCOUNT = Settings()
_VOTERS_WHO_NEVER_ANSWER = "reply_seconds = 1e9\ncarrier_opt_out = false\n"


@dataclass(frozen=True)
class Simulator:
    """A running simulator."""

    base_url: str

    def control(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask its control door, or tell it something."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - our own, on this machine
            f"{self.base_url}/control/{path}", data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def forget(self) -> None:
        """Begin anew, silent."""
        self.control("reset", {})
        self.control("faults", {"lose": 1.0})
        self.control("rates", {"messages_per_second": 100_000.0})

    def taken_in(self) -> list[float]:
        """When each text was taken in, in seconds, in order."""
        messages = self.control("state")["messages"]
        return sorted(datetime.fromisoformat(each["created_at"]).timestamp() for each in messages)

    def wait_for_texts(self, count: int, seconds: float) -> list[float]:
        """Wait until so many were taken in. Raises RuntimeError where they do not come."""
        deadline = time.monotonic() + seconds
        while len(taken := self.taken_in()) < count:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(taken)} of {count} texts came")
            time.sleep(0.5)
        return taken


@contextmanager
def simulated_carrier() -> Iterator[Simulator]:
    """A simulator in a process of its own, without the checks of the API description."""
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as settings:
        settings.write(_VOTERS_WHO_NEVER_ANSWER)
        settings.flush()
        command = [sys.executable, "-m", "phonebank.simulator", "--port", str(port)]
        command += ["--check", "off", "--settings", settings.name]
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL)
        wait_for(port)
    try:
        simulator = Simulator(f"http://127.0.0.1:{port}")
        simulator.forget()
        yield simulator
    finally:
        server.terminate()
        server.wait()


def account_environment(simulator: Simulator) -> dict[str, str]:
    """What phonebank must be told to send by this carrier."""
    return {
        "PHONEBANK_PUBLIC_URL": "http://127.0.0.1:1",
        "PHONEBANK_WEBHOOKS_URL": "http://127.0.0.1:1",
        "PHONEBANK_SECRET_KEY": "made up for the benches",
        "PHONEBANK_TWILIO_ACCOUNT_SID": ACCOUNT.account_sid,
        "PHONEBANK_TWILIO_AUTH_TOKEN": ACCOUNT.auth_token,
        "PHONEBANK_TWILIO_API_BASE_URL": simulator.base_url,
    }
