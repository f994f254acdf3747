"""`./scripts/setup`: the environment, made or brought up to date; quick when it already is."""

import argparse
import fcntl
import os
import sys

from scripts.environment.errors import SetupError
from scripts.environment.front_end import install_front_end
from scripts.environment.places import ROOT
from scripts.environment.python_packages import Level, install_project, install_python_packages


def main() -> int:
    """Make the environment; one setup at a time in a checkout."""
    parser = argparse.ArgumentParser(prog="scripts/setup", description=__doc__)
    parser.add_argument(
        "--with",
        dest="level",
        choices=[Level.demo.name, Level.test.name],
        default=Level.app.name,
        help="also what the demo, or the demo and the tests, need",
    )
    level = Level[parser.parse_args().level]
    try:
        (ROOT / ".cache").mkdir(exist_ok=True)
        with (ROOT / ".cache" / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # pip and npm hold it too, should they outlive us
            os.set_inheritable(lock.fileno(), True)
            held = install_python_packages(level)
            install_project()
            install_front_end(held)
    except (SetupError, OSError) as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
