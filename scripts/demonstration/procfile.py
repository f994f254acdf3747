"""The Procfile: what a deployment runs, and therefore what the demo runs."""

from collections.abc import Mapping
from pathlib import Path

from honcho.environ import parse_procfile

RELEASE = "release"


def read_procfile(path: Path) -> Mapping[str, str]:
    """Each process' name and its command, to be expanded by a shell."""
    commands: Mapping[str, str] = parse_procfile(path.read_text()).processes
    return commands


def lasting(commands: Mapping[str, str]) -> Mapping[str, str]:
    """The processes that run on; the release step runs once before them."""
    return {name: command for name, command in commands.items() if name != RELEASE}
