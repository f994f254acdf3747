"""`./scripts/bench NAME --json FILE`: run one bench on servers of its own."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from scripts.embedded import PostgresServer, ServerError, ValkeyServer
from scripts.environment.places import PYTHON, ROOT

BENCHES = ROOT / "bench"
OTHER_FILES = {
    "scenario": "a file with other parameters, for a bench that takes one",
    "plot": "where to draw the figures, for a bench that draws",
}
"""Files are named as seen from where the command is given, the bench runs elsewhere."""


def main() -> int:
    """Run the bench named on the command line; without a name, list them."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=names())
    parser.add_argument("--json", type=Path, help="where to write the figures")
    for name, purpose in OTHER_FILES.items():
        parser.add_argument(f"--{name}", type=Path, help=purpose)
    arguments, for_the_bench = parser.parse_known_args()
    if not arguments.name:
        print("\n".join(["Benches:", *(f"  {name}" for name in names())]))
        return 0
    command = [str(PYTHON), "-m", f"bench.{arguments.name}", *for_the_bench]
    for name in ("json", *OTHER_FILES):
        if file := getattr(arguments, name):
            command += [f"--{name}", str(file.resolve())]
    signal.signal(signal.SIGTERM, _end)
    try:
        with servers() as environment:
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    except ServerError as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def names() -> list[str]:
    """The benches that there are: the public modules of bench/ that can be run."""
    return sorted(
        path.stem
        for path in BENCHES.glob("*.py")
        if not path.stem.startswith("_") and "__main__" in path.read_text()
    )


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """An environment with empty servers, as durable as real ones; those named already are used."""
    environment = dict(os.environ)
    folder = Path(tempfile.mkdtemp(prefix="phonebank-bench-"))
    folder.chmod(0o711)  # the servers' account passes through it
    try:
        with ExitStack() as started:
            if "PHONEBANK_DATABASE_URL" not in environment:
                postgres = started.enter_context(PostgresServer(folder / "postgres"))
                environment["PHONEBANK_DATABASE_URL"] = postgres.url
                environment["PHONEBANK_BENCH_PGBENCH"] = str(postgres.program("bin/pgbench"))
            if "PHONEBANK_REDIS_URL" not in environment:
                valkey = started.enter_context(ValkeyServer(folder / "valkey"))
                environment["PHONEBANK_REDIS_URL"] = valkey.url
            yield environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _end(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
