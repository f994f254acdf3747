"""The operating system's account that the embedded servers run as.

PostgreSQL refuses to run as root. Started by root, the servers alone run as `nobody`; started by
anybody else, they run as that person.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """A user and group of the machine, and whether privileges are dropped to become it."""

    uid: int
    gid: int
    dropped: bool

    def popen_options(self) -> dict[str, Any]:
        """The arguments for `subprocess` that make a program run as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}

    def owns(self, folder: Path) -> bool:
        """Whether the account can reach the folder and owns it."""
        return self._succeeds(["test", "-O", str(folder)])

    def can_reach(self, folder: Path) -> bool:
        """Whether the account may pass through the folder, parents included."""
        return self._succeeds(["test", "-x", str(folder)])

    def can_run(self, program: Path) -> bool:
        """Whether the account can start the program with all of its libraries."""
        return self._succeeds([str(program), "--version"])

    def give(self, path: Path) -> None:
        """Make the account the owner of a file or folder of ours."""
        if self.dropped:
            os.chown(path, self.uid, self.gid)

    def _succeeds(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                command, cwd="/", capture_output=True, check=False, **self.popen_options()
            )
        except OSError:
            return False
        return done.returncode == 0


def own_account() -> Account:
    """The account that we run as."""
    return Account(os.geteuid(), os.getegid(), dropped=False)


def server_account() -> Account:
    """The account for servers: our own, or `nobody` when we are root."""
    if os.geteuid() != 0:
        return own_account()
    entry = pwd.getpwnam(UNPRIVILEGED)
    return Account(entry.pw_uid, entry.pw_gid, dropped=True)
