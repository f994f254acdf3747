"""The demo's folder: what is kept from one start to the next, and by whom it is in use."""

import fcntl
import json
import os
import secrets
import shutil
from pathlib import Path
from typing import IO, Any

import psutil

from scripts.demonstration.errors import DemoError

MARK = "PHONEBANK_DEMO_FOLDER"
"""Every process of a demo carries this variable, so that a killed demo's can be found."""


class DemoFolder:
    """A folder of one demo, which holds secrets and is closed to other people.

    `postgres` and `valkey` belong to the servers, `log` has a file each for every process.
    """

    def __init__(self, path: Path) -> None:
        path.mkdir(exist_ok=True)
        self.path = path.resolve()
        self.log = self.path / "log"
        self._lock: IO[str] | None = None

    def claim(self) -> None:
        """Be the only demo in this folder until we end, however we end.

        Raises:
            DemoError: another demo runs here.
        """
        self._lock = (self.path / "lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            raise DemoError(
                f"The demo of {self.path} already runs (process {self._lock.read().strip()})."
            ) from None
        self._lock.truncate(0)
        self._lock.write(str(os.getpid()))
        self._lock.flush()

    def empty(self) -> None:
        """Forget everything but who claimed the folder."""
        for path in self.path.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()

    def begin_logs(self) -> None:
        """Logs tell about one run: begin them again."""
        shutil.rmtree(self.log, ignore_errors=True)
        self.log.mkdir(mode=0o700)

    def recall(self) -> dict[str, Any]:
        """The settings kept from the last start, empty before the first."""
        note = self.path / "settings.json"
        return dict(json.loads(note.read_text())) if note.exists() else {}

    def remember(self, **settings: Any) -> None:
        """Keep settings for the next start."""
        text = json.dumps(self.recall() | settings, indent=1)
        self.private_file("settings.json", text)

    def secret(self, name: str) -> str:
        """A random value of 32 hexadecimal digits, the same at every start."""
        value = self.recall().get(name) or secrets.token_hex(16)
        self.remember(**{name: value})
        return str(value)

    def private_file(self, name: str, text: str) -> Path:
        """Write a file that its owner alone may read, whole or not at all."""
        file, fresh = self.path / name, self.path / f"{name}.new"
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(text)
        return fresh.replace(file)

    def leftovers(self) -> list[psutil.Process]:
        """What still runs of an earlier demo in this folder that was killed."""
        return [process for process in psutil.process_iter() if self._is_leftover(process)]

    def _is_leftover(self, process: psutil.Process) -> bool:
        try:
            return process.pid != os.getpid() and process.environ().get(MARK) == str(self.path)
        except (psutil.Error, OSError):
            return False
