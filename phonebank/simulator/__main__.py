"""Starts the simulator: python -m phonebank.simulator --port 8010"""

import argparse
import asyncio
import errno
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from phonebank.simulator.server import HOST, Simulator, Tls
from phonebank.simulator.settings import Check, Settings, SettingsError, load


def main(argv: list[str] | None = None) -> None:
    """Run until interrupted. Raises SystemExit with a sentence, and code 1, if it cannot start."""
    options = _parser().parse_args(argv)
    try:
        asyncio.run(_run(options))
    except (SettingsError, OSError, ValueError, TypeError) as error:
        sys.exit(_sentence(error, options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="phonebank simulator", description="A stand-in for Twilio, on this machine only."
    )
    parser.add_argument("--port", type=int, default=8010, help="HTTP and WebSocket (8010)")
    parser.add_argument("--tls-port", type=int, help="a second port that speaks TLS")
    parser.add_argument("--cert", type=Path, help="certificate for --tls-port")
    parser.add_argument("--key", type=Path, help="its private key")
    parser.add_argument("--settings", type=Path, help="a TOML file")
    parser.add_argument("--seed", type=int, help="what decides how unlisted voters behave")
    parser.add_argument("--speed", type=float, help="delays are divided by this")
    parser.add_argument("--clock-offset-seconds", type=float, help="added to the time of day")
    parser.add_argument("--openapi", type=Path, help="folder of @twilio/cli-core's descriptions")
    parser.add_argument("--check", type=Check, choices=list(Check), help="what is checked")
    parser.add_argument("--media", choices=("on", "off"), help="off: nothing is heard")
    parser.add_argument("--voters", type=Path, help="JSON list of voters")
    parser.add_argument("--state", type=Path, help="file that keeps what is created over REST")
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    settings = load(options.settings) if options.settings else Settings()
    given: dict[str, Any] = {
        "seed": options.seed,
        "speed": options.speed,
        "clock_offset_seconds": options.clock_offset_seconds,
        "openapi": options.openapi,
        "check": options.check,
        "media": None if options.media is None else options.media == "on",
        "voters_file": options.voters,
        "state_file": options.state,
    }
    return replace(settings, **{name: one for name, one in given.items() if one is not None})


def _tls(options: argparse.Namespace) -> Tls | None:
    if options.tls_port is None:
        return None
    if options.cert is None or options.key is None:
        raise SettingsError("--tls-port needs --cert and --key")
    return Tls(options.tls_port, options.cert, options.key)


async def _run(options: argparse.Namespace) -> None:
    settings, tls = _settings(options), _tls(options)
    simulator = Simulator(settings)
    if settings.voters_file is not None:
        simulator.network.voters.load(settings.voters_file)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stopped.set)
    async with AsyncExitStack() as stack:
        port = await simulator.serve(stack, options.port, tls)
        print(f"The simulated carrier is at http://{HOST}:{port}/", flush=True)
        await stopped.wait()


def _sentence(error: Exception, options: argparse.Namespace) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        ports = " or ".join(str(one) for one in (options.port, options.tls_port) if one)
        return f"Port {ports} is taken: end the program that uses it, or choose another."
    return str(error)


if __name__ == "__main__":
    main()
