"""The demo's supervisor: what ends is started again, what keeps ending is named."""

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from scripts.demonstration.errors import DemoError
from scripts.demonstration.supervisor import Program, Supervisor
from scripts.embedded.account import own_account
from scripts.embedded.process import wait_until

SLEEPS_AS_LEADER_AND_CHILD = "sh -c 'sleep 60 & sleep 61'"


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path, tmp_path, own_account())
    yield made
    made.stop()


def program(command: str) -> Program:
    return Program("worker", command, dict(os.environ) | {"GREETING": "hello"})


def test_a_step_returns_what_it_printed_and_keeps_its_errors_apart(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    noisy = program("sh -c 'echo $GREETING; echo noise >&2'")
    assert supervisor.run_step(noisy) == "hello\n"
    assert (tmp_path / "worker.log").read_text() == "noise\n"


def test_a_step_that_fails_is_named_with_its_last_words(supervisor: Supervisor) -> None:
    with pytest.raises(DemoError, match=r"(?s)worker failed.*no such voter"):
        supervisor.run_step(program("sh -c 'echo no such voter >&2; exit 1'"))


def test_a_killed_program_is_started_again(supervisor: Supervisor) -> None:
    supervisor.start(program("sleep 60"))
    first = supervisor.processes["worker"]
    first.kill()
    assert wait_until(lambda: first.poll() is not None, 5)
    supervisor.tend()
    assert supervisor.processes["worker"].pid != first.pid
    assert supervisor.processes["worker"].poll() is None


def test_a_program_that_keeps_ending_is_named_with_its_last_words(supervisor: Supervisor) -> None:
    def tend() -> bool:
        supervisor.tend()
        return False

    supervisor.start(program("sh -c 'echo the key is missing; exit 2'"))
    with pytest.raises(DemoError, match=r"(?s)worker keeps ending.*the key is missing"):
        wait_until(tend, 10)


def test_children_end_with_their_program(supervisor: Supervisor) -> None:
    supervisor.start(program(SLEEPS_AS_LEADER_AND_CHILD))
    leader = psutil.Process(supervisor.processes["worker"].pid)
    assert wait_until(lambda: len(leader.children()) == 2, 5)
    family = [leader, *leader.children()]
    supervisor.stop()
    assert wait_until(lambda: not any(map(is_alive, family)), 5)


def is_alive(process: psutil.Process) -> bool:
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
