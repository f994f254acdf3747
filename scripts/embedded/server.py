"""What the embedded servers have in common: a home, a remembered port and password, a process."""

import secrets
import signal
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

from scripts.embedded.account import server_account
from scripts.embedded.errors import ServerError
from scripts.embedded.home import Home
from scripts.embedded.port import free_port
from scripts.embedded.process import (
    end_orphans,
    end_processes,
    processes_working_in,
    spawn,
    wait_until,
)

START_SECONDS = 30.0
STOP_SECONDS = 8.0
TAIL_LINES = 8


def log_tail(log: Path) -> str:
    """The last few lines of a log file."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])


class Server(ABC):
    """A server of ours on 127.0.0.1, its files kept in `folder` from one start to the next.

    `start` also recovers from a run that was killed. Leaving a `with` block stops the server.
    """

    name: str
    stop_signal: signal.Signals

    def __init__(self, folder: Path, log: Path | None = None) -> None:
        self.account = server_account()
        self.home = Home(folder, self.account)
        self.log = log or folder / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.password = self._password()

    @property
    @abstractmethod
    def url(self) -> str:
        """How a client reaches the running server, password included."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether the server accepts our password now."""

    @abstractmethod
    def command(self) -> list[str]:
        """The server's command line, everything it needs prepared."""

    @property
    def folder(self) -> Path:
        """The server's own working folder, by which an orphan of ours is known."""
        return self.home.path

    def prepare(self) -> None:  # noqa: B027 - not every server has something to prepare
        """Make what the server needs before its first start, and clear what a crash left."""

    def start(self) -> str:
        """Start the server, wait until it is ready, and return its URL.

        Raises:
            ServerError: it cannot be started; the message ends with the end of its log.
        """
        self.end_leftovers()
        self.prepare()
        self.port = free_port(self.home.recall().get("port"))
        self.home.remember(port=self.port)
        self.process = spawn(
            self.command(),
            log=self.log,
            cwd=self.folder,
            account=self.account,
            death_signal=self.stop_signal,
        )
        if not wait_until(lambda: self.has_ended() or self.is_ready(), START_SECONDS):
            self.stop()
        if self.has_ended():
            raise ServerError(f"{self.name} does not start. {self.log} ends:\n{log_tail(self.log)}")
        return self.url

    def stop(self) -> None:
        """End the server, by force if it does not end by itself in time."""
        if self.process:
            end_processes([self.process], self.stop_signal, STOP_SECONDS)

    def end_leftovers(self) -> None:
        """End what an earlier run of ours left running in the server's folder."""
        end_orphans(processes_working_in(self.folder), self.stop_signal, STOP_SECONDS)

    def has_ended(self) -> bool:
        """Whether the server is not running (any more)."""
        return self.process is None or self.process.poll() is not None

    def erase(self) -> None:
        """Stop the server and remove everything it kept."""
        self.stop()
        self.end_leftovers()
        self.home.erase()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _password(self) -> str:
        password = self.home.recall().get("password") or secrets.token_hex(16)
        self.home.remember(password=password)
        return str(password)
