"""The Python packages, each pinned by its hash, and the project itself."""

import subprocess
import sys
import venv
from enum import IntEnum
from pathlib import Path

from scripts.environment.errors import SetupError
from scripts.environment.places import PYTHON, REQUIREMENTS, ROOT, VENV
from scripts.environment.stamp import Stamp, digest


class Level(IntEnum):
    """How much is installed: each level contains the ones before it."""

    app = 0
    demo = 1
    test = 2

    @property
    def lock(self) -> Path:
        """The file that pins every package of the level."""
        return REQUIREMENTS / f"{self.name}.txt"


def install_python_packages(level: Level) -> Level:
    """Make .venv hold what the level needs, and return the level that it holds.

    An environment is never reduced: asked for less than is there, what is there stays.

    Raises:
        SetupError: no venv module, or pip failed.
    """
    stamp = Stamp("packages")
    level = max(level, _installed_level(stamp))
    inputs = {"level": level.name, "lock": digest([level.lock]), "python": sys.version}
    if stamp.is_for(**inputs) and PYTHON.exists():
        return level
    if stamp.read().get("python") != sys.version or not PYTHON.exists():
        _make_venv()
    stamp.clear()
    print(f"Installing the Python packages of {level.lock.name} ...", flush=True)
    _pip("--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(level.lock))
    stamp.write(**inputs)
    return level


def install_project() -> None:
    """Install the checkout itself, without network, so that .venv/bin/phonebank exists."""
    stamp = Stamp("project")
    inputs = {"pyproject": digest([ROOT / "pyproject.toml"])}
    if stamp.is_for(**inputs) and (VENV / "bin" / "phonebank").exists():
        return
    stamp.clear()
    _pip("--no-index", "--no-build-isolation", "--no-deps", "--editable", str(ROOT))
    stamp.write(**inputs)


def _installed_level(stamp: Stamp) -> Level:
    return Level[stamp.read().get("level", Level.app.name)]


def _make_venv() -> None:
    try:
        import ensurepip  # noqa: F401 - Debian ships it apart from Python
    except ImportError:
        raise SetupError(
            "Python's venv module is missing. On Debian: apt-get install python3.11-venv"
        ) from None
    venv.create(VENV, clear=True, with_pip=True, symlinks=True)


def _pip(*arguments: str) -> None:
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    command = [str(PYTHON), "-m", "pip", "install", *quiet, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True, close_fds=False
    )
    if done.returncode:
        raise SetupError(f"pip failed. Run this again once that is mended.\n{done.stderr.strip()}")
