"""The whole demo as a person starts it, in a folder and on ports of its own."""

import re
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil
import psycopg
import pytest

from scripts.demonstration.errors import DemoError
from scripts.demonstration.folder import MARK
from scripts.demonstration.ports import Ports, chosen_ports
from scripts.demonstration.procfile import lasting, read_procfile
from scripts.embedded.port import free_port
from scripts.embedded.process import wait_until

ROOT = Path(__file__).parents[2]
START_SECONDS = 90.0
REPEATED = ("release", "twilio-setup")


class RunningDemo:
    """A demo that was started, and what it printed so far."""

    def __init__(self, folder: Path, port: int, *arguments: str) -> None:
        self.folder, self.port = folder, port
        self.printed = folder.with_suffix(".out")
        command = [str(ROOT / "scripts/demo"), f"--port={port}", f"--folder={folder}", *arguments]
        with self.printed.open("w") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output)

    def says(self, text: str) -> bool:
        return text in self.printed.read_text()

    def wait_until_ready(self) -> Self:
        ready = wait_until(lambda: self.says("is ready:") or self.has_ended(), START_SECONDS)
        assert ready and not self.has_ended(), self.printed.read_text()
        return self

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def processes(self) -> list[psutil.Process]:
        """Everything that runs for this demo, servers included, save the demo itself."""
        return [one for one in psutil.process_iter() if self._runs_for_us(one)]

    def environment(self) -> dict[str, str]:
        """What the demo's web process was told."""
        return dict(self.named("webhooks:create_app")[0].environ())

    def named(self, part: str) -> list[psutil.Process]:
        return [one for one in self.processes() if part in " ".join(one.cmdline())]

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)

    def _runs_for_us(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE or process.pid == self.process.pid:
                return False
            if process.environ().get(MARK) == str(self.folder):
                return True
            return str(self.folder) in f"{process.cwd()} {' '.join(process.cmdline())}"
        except (psutil.Error, OSError):
            return False


class Stage:
    """One folder and one set of ports, on which demos are started one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_ports().web
        self.latest: RunningDemo | None = None

    def start(self, *arguments: str) -> RunningDemo:
        """Start a demo as a person would, and do not wait for it."""
        return RunningDemo(self.folder, self.port, *arguments)

    def running(self, *arguments: str) -> RunningDemo:
        """The demo that runs already, or else a new one."""
        if self.latest is None or self.latest.has_ended():
            self.latest = self.start(*arguments).wait_until_ready()
        return self.latest

    def end(self) -> None:
        """No demo runs."""
        if self.latest is not None and not self.latest.has_ended():
            self.latest.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    folder = Path(tempfile.mkdtemp(prefix="phonebank-tests-"))
    folder.chmod(0o711)
    made = Stage(folder / "demo")
    yield made
    made.end()
    shutil.rmtree(folder)


@pytest.fixture
def demo(stage: Stage) -> RunningDemo:
    return stage.running()


def test_every_process_of_the_procfile_runs(demo: RunningDemo) -> None:
    logs = {log.stem for log in (demo.folder / "log").glob("*.log")}
    expected = lasting(read_procfile(ROOT / "Procfile"))
    assert set(expected) == {"web", "webhooks", "worker", "files", "conductor"}
    assert set(expected) <= logs
    for command in expected.values():
        assert demo.named(command.split()[-1].strip("'")), command


def test_each_link_that_it_prints_opens(demo: RunningDemo) -> None:
    links = re.findall(r"^ {4}(http://\S+)$", demo.printed.read_text(), re.MULTILINE)
    assert len(links) == 4
    for link in links:
        with urllib.request.urlopen(link, timeout=10) as page:
            assert page.status == 200


def test_a_coordinator_can_connect_with_the_stand_in_for_van(demo: RunningDemo) -> None:
    printed = re.search(
        r"^To connect with VAN .*: (\S+), key (\S+)$", demo.printed.read_text(), re.M
    )
    assert printed is not None
    name, key = printed.groups()
    command = ["phonebank", "van", "connect", "--org", "sample-neighbors"]
    command += ["--app-name", name, "--key", key]
    told = subprocess.run(
        command, env=demo.environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert told.stdout == "connected\n", told.stderr


def test_nothing_listens_beyond_the_loopback_address(demo: RunningDemo) -> None:
    listening = {
        connection.laddr.ip
        for process in demo.processes()
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_settings_with_secrets_are_closed_to_others(demo: RunningDemo) -> None:
    secret = demo.environment()["PHONEBANK_SECRET_KEY"].encode()
    files = [file for file in demo.folder.rglob("*") if file.is_file()]
    holding = [file for file in files if secret in file.read_bytes()]
    assert [file.name for file in holding] == ["settings.json"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in holding)


def test_a_second_demo_in_the_same_folder_is_refused(demo: RunningDemo, stage: Stage) -> None:
    second = stage.start()
    assert second.process.wait(60) == 1
    assert second.says(f"already runs (process {demo.process.pid})")
    assert not demo.has_ended()


def test_a_killed_worker_is_started_again(demo: RunningDemo) -> None:
    killed = demo.named("phonebank worker")
    for process in killed:
        process.kill()
    assert wait_until(lambda: bool(set(demo.named("phonebank worker")) - set(killed)), 10)


def test_after_a_kill_the_next_start_works_and_nothing_is_lost(
    demo: RunningDemo, stage: Stage
) -> None:
    with connect(demo) as connection:
        connection.execute("DROP TABLE IF EXISTS promise")
        connection.execute("CREATE TABLE promise AS SELECT 'kept' AS outcome")
    demo.end(signal.SIGKILL)
    with connect(stage.running()) as connection:
        assert connection.execute("SELECT outcome FROM promise").fetchone() == ("kept",)


def test_a_second_start_repeats_none_of_the_slow_steps(stage: Stage) -> None:
    stage.running()
    stage.end()
    again = stage.running()
    assert [step for step in REPEATED if (again.folder / "log" / f"{step}.log").exists()] == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ending_it_ends_everything_quickly_and_quietly(
    demo: RunningDemo, how: signal.Signals
) -> None:
    before = demo.printed.read_text()
    assert demo.end(how) == 0
    assert demo.processes() == []
    assert demo.printed.read_text() == before


def test_a_taken_port_is_named_with_a_way_out(stage: Stage) -> None:
    stage.end()
    with socket.create_server(("127.0.0.1", stage.port)):
        refused = stage.start()
        assert refused.process.wait(60) == 1
    assert refused.says(f"Port {stage.port} is taken by another program")
    assert refused.says("./scripts/demo --port ")
    assert refused.processes() == []


def test_fresh_begins_again(stage: Stage) -> None:
    with connect(stage.running()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS forgotten ()")
    stage.end()
    with connect(stage.running("--fresh")) as connection:
        assert connection.execute("SELECT to_regclass('forgotten')").fetchone() == (None,)


def test_a_database_of_the_users_is_never_emptied(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.end()
    monkeypatch.setenv("PHONEBANK_DATABASE_URL", "postgresql+psycopg://me@127.0.0.1/mine")
    refused = stage.start("--fresh")
    assert refused.process.wait(60) == 1
    assert refused.says("does not empty a server of yours")


def free_ports() -> Ports:
    while True:
        with suppress(DemoError):
            return chosen_ports(free_port())


def connect(demo: RunningDemo) -> psycopg.Connection[tuple[object, ...]]:
    url = demo.environment()["PHONEBANK_DATABASE_URL"].replace("+psycopg", "")
    return psycopg.connect(url, autocommit=True)
