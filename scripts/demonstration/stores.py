"""Where the demo keeps its data: servers of its own, or those that the environment names."""

import os
from contextlib import ExitStack

from scripts.demonstration.errors import DemoError
from scripts.demonstration.folder import DemoFolder
from scripts.embedded import PostgresServer, ServerError, ValkeyServer
from scripts.embedded.server import Server

OF_THE_USER = {
    PostgresServer.name: "PHONEBANK_DATABASE_URL",
    ValkeyServer.name: "PHONEBANK_REDIS_URL",
}


class Stores:
    """PostgreSQL and Valkey for one run; leaving the `with` block stops what was started."""

    def __init__(self, folder: DemoFolder) -> None:
        self.folder = folder
        self._started = ExitStack()

    def erase(self) -> None:
        """Remove the data of earlier runs.

        Raises:
            DemoError: the data is in a server of the user's, which is not ours to empty.
        """
        for server in self._servers():
            if OF_THE_USER[server.name] in os.environ:
                raise DemoError(
                    f"--fresh does not empty a server of yours: unset {OF_THE_USER[server.name]}, "
                    "or empty it yourself and leave --fresh out."
                )
            server.erase()

    def start(self) -> tuple[str, str]:
        """The URLs of a running PostgreSQL and a running Valkey.

        Raises:
            DemoError: one does not start.
        """
        try:
            database_url, redis_url = (self._url(server) for server in self._servers())
        except ServerError as problem:
            raise DemoError(str(problem)) from problem
        return database_url, redis_url

    def stop(self) -> None:
        """Stop the servers that were started."""
        self._started.close()

    def _url(self, server: Server) -> str:
        if named := os.environ.get(OF_THE_USER[server.name]):
            return named
        self._started.enter_context(server)
        return server.url

    def _servers(self) -> list[Server]:
        return [
            kind(self.folder.path / kind.name, self.folder.log / f"{kind.name}.log")
            for kind in (PostgresServer, ValkeyServer)
        ]
