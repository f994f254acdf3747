"""Whether a start finds everything as the last one left it, and may skip what that one did.

Each step is a program that takes a second or more to load. A start that would only repeat them
skips them, and is ready in a few seconds.
"""

import psycopg

from scripts.demonstration.folder import DemoFolder
from scripts.demonstration.ports import Ports
from scripts.environment.places import ROOT
from scripts.environment.stamp import digest

SIMULATOR_STATE = "simulator-state.json"
CODE = ("phonebank", "webhooks")


class Repetition:
    """What the outcome of the last start's steps depends on, and what they left."""

    def __init__(self, folder: DemoFolder, ports: Ports, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url
        files = sorted(file for part in CODE for file in (ROOT / part).rglob("*.py"))
        self.inputs = f"{digest(files)} {ports}"

    def account(self) -> dict[str, str] | None:
        """What the last start set up at the simulated carrier, if nothing has changed since."""
        last = self.folder.recall().get("last_start")
        if not last or last["inputs"] != self.inputs or last["schema"] != self._schema():
            return None
        return dict(last["account"]) if (self.folder.path / SIMULATOR_STATE).exists() else None

    def remember(self, account: dict[str, str]) -> None:
        """The steps were done, with this outcome."""
        last = {"inputs": self.inputs, "schema": self._schema(), "account": account}
        self.folder.remember(last_start=last)

    def forget(self) -> None:
        """The steps begin: whatever they left before counts no more."""
        self.folder.remember(last_start=None)

    def _schema(self) -> str | None:
        """The database's version as Alembic notes it: None before the first migration."""
        plain = self.database_url.replace("+psycopg", "")
        try:
            with psycopg.connect(plain) as connection:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except psycopg.Error:
            return None
        return str(row[0]) if row else None
