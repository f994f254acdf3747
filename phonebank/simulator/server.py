"""The simulator as one web application."""

import ssl
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from phonebank.simulator.control import Control
from phonebank.simulator.description import Description
from phonebank.simulator.network import Network
from phonebank.simulator.page import Page
from phonebank.simulator.rest.door import ROUTES, Door
from phonebank.simulator.settings import Check, Settings
from phonebank.simulator.signalling import Signalling
from phonebank.simulator.sound import real, silent

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Tls:
    """A second port that speaks TLS, for browsers that insist on it."""

    port: int
    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """The server's side of TLS. Raises OSError if a file is missing or no certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


class Simulator:
    """The network behind its doors: REST, signalling, control and the page."""

    def __init__(self, settings: Settings) -> None:
        self.network = Network(settings, real() if settings.media else silent())
        self.description = _description(settings)
        self._signalling = Signalling(self.network)
        self.application = web.Application()
        self.application.add_routes(
            [
                *Door(self.network, self.description).routes(),
                *self._signalling.routes(),
                *Control(self.network, self.description).routes(),
                *Page(self.network).routes(),
            ]
        )
        self.application.on_shutdown.append(self._close)

    async def serve(self, stack: AsyncExitStack, port: int, tls: Tls | None = None) -> int:
        """Listen on loopback until the stack closes; returns the port (port 0 takes a free one).

        Raises OSError if a port is taken.
        """
        runner = web.AppRunner(self.application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, HOST, port).start()
        if tls is not None:
            await web.TCPSite(runner, HOST, tls.port, ssl_context=tls.context()).start()
        address: tuple[str, int] = runner.addresses[0]
        return address[1]

    async def _close(self, application: web.Application) -> None:
        await self._signalling.close()
        await self.network.close()


def _description(settings: Settings) -> Description | None:
    if settings.check is Check.OFF:
        return None
    try:
        paths = {route.path for route in ROUTES}
        return Description(settings.openapi, settings.check, paths)
    except OSError:
        print(
            f"Checks against the API description are off: {settings.openapi} has no description"
            " files. `npm install @twilio/cli-core` brings them; --openapi says where they are.",
            file=sys.stderr,
        )
        return None
