"""Promises of the embedded servers: loopback only, with a password, nothing lost by a kill."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from scripts.embedded import PostgresServer, ServerError, ValkeyServer
from scripts.embedded.process import processes_working_in, wait_until
from scripts.embedded.server import Server
from scripts.embedded.wheel import complain_of_missing_libraries, find_wheel


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="phonebank-tests-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def kill_everything(server: Server) -> None:
    for process in processes_working_in(server.folder):
        with suppress(psutil.NoSuchProcess):  # a helper ends by itself when its parent has gone
            process.kill()
    assert server.process is not None
    server.process.wait()
    assert wait_until(lambda: not processes_working_in(server.folder), 5)


def listening_addresses(pid: int) -> set[str]:
    found = set()
    for process in (psutil.Process(pid), *psutil.Process(pid).children()):
        with suppress(psutil.NoSuchProcess):  # servers' helpers come and go
            connections = process.net_connections()
            found |= {one.laddr.ip for one in connections if one.status == psutil.CONN_LISTEN}
    return found


def test_committed_rows_outlive_a_kill_of_postgres(folder: Path) -> None:
    server = PostgresServer(folder)
    with connect(server.start()) as connection:
        connection.execute("CREATE TABLE answer AS SELECT 42 AS choice")
    kill_everything(server)
    with PostgresServer(folder) as again, connect(again.url) as connection:
        assert connection.execute("SELECT choice FROM answer").fetchone() == (42,)


def test_a_second_start_keeps_address_and_rows(folder: Path) -> None:
    with PostgresServer(folder) as server, connect(server.url) as connection:
        connection.execute("CREATE TABLE answer AS SELECT 42 AS choice")
        address = server.url
    with PostgresServer(folder) as server, connect(server.url) as connection:
        assert connection.execute("SELECT choice FROM answer").fetchone() == (42,)
        assert server.url == address


def test_a_port_taken_meanwhile_is_no_hindrance(folder: Path) -> None:
    with ValkeyServer(folder) as server:
        taken = server.port
    with socket.create_server(("127.0.0.1", taken)), ValkeyServer(folder) as server:
        assert server.port != taken


@pytest.mark.parametrize("kind", [PostgresServer, ValkeyServer])
def test_a_start_ends_the_server_that_an_earlier_run_left_behind(
    kind: type[Server], folder: Path
) -> None:
    orphan = kind(folder)
    orphan.start()
    assert orphan.process is not None
    with kind(folder) as server:
        assert server.process is not None
        assert orphan.process.poll() is not None
        assert processes_working_in(server.folder)[0].pid != orphan.process.pid


@pytest.mark.parametrize("kind", [PostgresServer, ValkeyServer])
def test_a_server_ends_with_the_program_that_started_it(kind: type[Server], folder: Path) -> None:
    program = (
        f"import pathlib, sys, time; from scripts.embedded import {kind.__name__}\n"
        f"server = {kind.__name__}(pathlib.Path({str(folder)!r})); server.start()\n"
        "print(server.process.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as starter:
        assert starter.stdout is not None
        server = psutil.Process(int(starter.stdout.readline()))
        starter.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not server.is_running(), 5)


@pytest.mark.parametrize("kind", [PostgresServer, ValkeyServer])
def test_nothing_listens_beyond_the_loopback_address(kind: type[Server], folder: Path) -> None:
    with kind(folder) as server:
        assert server.process is not None
        assert listening_addresses(server.process.pid) == {"127.0.0.1"}


def test_postgres_asks_for_the_password(folder: Path) -> None:
    with (
        PostgresServer(folder) as server,
        pytest.raises(psycopg.OperationalError, match="password authentication failed"),
    ):
        connect(server.url.replace(server.password, "guessed"))


def test_valkey_asks_for_the_password(folder: Path) -> None:
    with (
        ValkeyServer(folder) as server,
        redis.Redis(host="127.0.0.1", port=server.port) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_passwords_are_readable_by_their_owner_alone(folder: Path) -> None:
    with ValkeyServer(folder) as server:
        secret = [path for path in folder.rglob("*") if holds(path, server.password)]
    assert {path.name for path in secret} == {"server.json", "valkey.conf"}
    assert {path.stat().st_mode & 0o777 for path in secret} == {0o600}


def test_a_folder_closed_to_others_stays_closed(folder: Path) -> None:
    folder.chmod(0o700)
    with PostgresServer(folder / "data") as server:
        assert (folder in server.home.path.parents) == (os.geteuid() != 0)
        assert server.home.path.stat().st_mode & 0o777 == 0o700
        home = server.home.path
    again = PostgresServer(folder / "data")
    assert again.home.path == home
    again.erase()
    assert not home.exists()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_missing_wheel_is_a_sentence() -> None:
    with pytest.raises(ServerError, match="scripts/setup --with demo"):
        find_wheel("no-such-wheel", "*")


def test_a_missing_library_names_the_debian_package(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ldd = folder / "ldd"
    ldd.write_text("#!/bin/sh\nprintf '\\tlibz.so.1 => not found\\n'\n")
    ldd.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    with pytest.raises(ServerError, match="apt-get install zlib1g"):
        complain_of_missing_libraries(Path("/bin/true"))


def holds(path: Path, text: str) -> bool:
    return path.is_file() and text.encode() in path.read_bytes()


def environment() -> dict[str, str]:
    root = Path(__file__).parents[2]
    return os.environ | {"PYTHONPATH": str(root)}
