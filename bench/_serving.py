"""What a bench serves: ports, and one gunicorn worker as the Procfile runs it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return once somebody listens on the port. Raises OSError after half a minute."""
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@contextmanager
def gunicorn(app: str, environment: Mapping[str, str]) -> Iterator[int]:
    """One gunicorn worker of an app; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "16", "--no-control-socket"]
    command += ["--log-level", "warning", app]
    server = subprocess.Popen(command, env=os.environ | environment)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()
