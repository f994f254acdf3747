"""Where a server keeps its files, and what is remembered about it between starts."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from scripts.embedded.account import Account
from scripts.embedded.errors import ServerError
from scripts.embedded.wheel import Wheel, complain_of_missing_libraries

NOTE = "server.json"
ELSEWHERE = Path("/var/tmp")


class Home:
    """A folder that the server's account owns, and a private note of what was chosen for it.

    The folder lies inside `folder` where the account can get there. Where it cannot (a checkout
    under /root), nobody's permissions are loosened: a folder of our own under /var/tmp is made
    instead, closed to everybody else, and the note remembers it.
    """

    def __init__(self, folder: Path, account: Account) -> None:
        self.folder = folder
        self.account = account
        folder.mkdir(parents=True, exist_ok=True)
        self.path = self._choose()

    def recall(self) -> dict[str, Any]:
        """What was remembered: empty before the first start."""
        note = self.folder / NOTE
        return dict(json.loads(note.read_text())) if note.exists() else {}

    def remember(self, **facts: Any) -> None:
        """Add to the note, which holds passwords and is therefore readable by its owner alone."""
        note, fresh = self.folder / NOTE, self.folder / f"{NOTE}.new"
        facts = self.recall() | facts
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(facts, indent=1))
        fresh.replace(note)

    def private_file(self, name: str, text: str) -> Path:
        """Write a file that only the server's account may read."""
        file = self.path / name
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text(text)
        self.account.give(file)
        return file

    def program(self, wheel: Wheel, program: str) -> Path:
        """A program of an installed wheel, at a place where the account can run it.

        The wheel's folders are copied into the home when the account cannot run it in place.

        Raises:
            ServerError: a shared library is missing, or the machine refuses to run the program.
        """
        complain_of_missing_libraries(wheel.folder / program)
        if self.account.can_run(wheel.folder / program):
            return wheel.folder / program
        copies = self.path / f"{wheel.name}-{wheel.version}"
        if not copies.exists():
            self._copy(wheel, copies)
        copy = copies / wheel.folder.relative_to(wheel.site) / program
        if not self.account.can_run(copy):
            raise ServerError(f"This machine does not allow {copy} to be run.")
        return copy

    def erase(self) -> None:
        """Remove the server's files and the note."""
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _choose(self) -> Path:
        elsewhere = self.recall().get("elsewhere")
        if elsewhere and self.account.owns(Path(elsewhere)):
            return Path(elsewhere)
        inside = self.folder.resolve() / "home"
        if self.account.can_reach(self.folder):
            inside.mkdir(mode=0o700, exist_ok=True)
            self.account.give(inside)
            return inside
        outside = Path(tempfile.mkdtemp(prefix="phonebank-", dir=ELSEWHERE))
        self.account.give(outside)
        self.remember(elsewhere=str(outside))
        return outside

    def _copy(self, wheel: Wheel, target: Path) -> None:
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=self.path))
        for folder in wheel.folders():
            shutil.copytree(folder, unfinished / folder.relative_to(wheel.site), symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                self.account.give(path)
        unfinished.replace(target)
