"""`./scripts/demo`: all of phonebank on this machine, with a made-up coalition to try out."""

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.demonstration.demo import Demo
from scripts.demonstration.errors import DemoError
from scripts.demonstration.folder import DemoFolder
from scripts.demonstration.greeting import greeting
from scripts.demonstration.ports import DEFAULT_PORT, HIGHEST_PORT, any_ports, chosen_ports
from scripts.demonstration.unattended import run_shift
from scripts.environment.places import ROOT

SPEED = 1.0
SHIFT_SPEED = 4.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Run the demo until it is ended, or one unattended shift to its end."""
    arguments = parse()
    for one in ENDING:
        if one is not signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN:  # nohup
            signal.signal(one, _end)
    try:
        return _shift(arguments) if arguments.shift else _demo(arguments)
    except KeyboardInterrupt:
        return 0
    except DemoError as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1


def parse() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="forget the data of earlier runs")
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help=f"of the pages (default {DEFAULT_PORT})"
    )
    parser.add_argument(
        "--folder", type=Path, help="where it keeps its data (default .demo in the checkout)"
    )
    shift = parser.add_argument_group("an unattended shift, in a folder and on ports of its own")
    shift.add_argument(
        "--shift", action="store_true", help="robots work a shift; the books must balance"
    )
    shift.add_argument("--volunteers", type=int, default=5)
    shift.add_argument("--minutes", type=float, default=1)
    shift.add_argument("--json", type=Path, default=None, help="where to write the figures")
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"should be a number from 1 to {HIGHEST_PORT}")
    return int(text)


def _demo(arguments: argparse.Namespace) -> int:
    folder = DemoFolder(arguments.folder or ROOT / ".demo")
    with _claimed(Demo(folder, lambda: chosen_ports(arguments.port), SPEED)) as demo:
        print("Starting the demo ...", flush=True)
        links = demo.start(fresh=arguments.fresh)
        print(greeting(demo.ports.url(demo.ports.web), links, folder.log), flush=True)
        demo.tend(until=lambda: False)
    return 0


def _shift(arguments: argparse.Namespace) -> int:
    folder = DemoFolder(arguments.folder or ROOT / ".demo-shift")
    with _claimed(Demo(folder, any_ports, SHIFT_SPEED)) as demo:
        demo.start(fresh=True)
        return run_shift(demo, arguments.volunteers, arguments.minutes, arguments.json)


@contextmanager
def _claimed(demo: Demo) -> Iterator[Demo]:
    demo.folder.claim()
    try:
        yield demo
    finally:
        for one in ENDING:
            signal.signal(one, signal.SIG_IGN)
        demo.stop()


def _end(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
