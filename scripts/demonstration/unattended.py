"""A shift that nobody watches: robot volunteers on the demo, and figures at the end."""

import signal
import subprocess
import time
from pathlib import Path

from scripts.demonstration.demo import Demo
from scripts.demonstration.errors import DemoError
from scripts.embedded.process import end_processes
from scripts.environment.places import PYTHON, ROOT

SPARE_SECONDS = 180.0
STOP_SECONDS = 3.0


def run_shift(demo: Demo, volunteers: int, minutes: float, figures: Path | None) -> int:
    """Let robots work a shift on a started demo, and return their exit code.

    Raises:
        DemoError: the shift does not end, or a process of the demo keeps ending.
    """
    command = [str(PYTHON), "-m", "phonebank.demo.shift"]
    command += [f"--volunteers={volunteers}", f"--minutes={minutes:g}"]
    command += [f"--base-url={demo.ports.url(demo.ports.web)}"]
    command += [f"--simulator-url={demo.ports.url(demo.ports.simulator)}"]
    command += [f"--json={figures.resolve()}"] if figures else []
    robots = subprocess.Popen(command, cwd=ROOT, env=demo.environment, start_new_session=True)
    deadline = time.monotonic() + minutes * 60 + SPARE_SECONDS
    try:
        demo.tend(until=lambda: robots.poll() is not None or time.monotonic() > deadline)
        if robots.poll() is None:
            raise DemoError("the shift does not come to its end")
        return robots.returncode
    finally:
        end_processes([robots], signal.SIGTERM, STOP_SECONDS)
