"""Keeps the demo's processes running, and ends them all."""

import signal
import subprocess
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.demonstration.errors import DemoError
from scripts.embedded.account import Account
from scripts.embedded.process import end_processes, spawn
from scripts.embedded.server import log_tail

STOP_SECONDS = 3.0
STEP_SECONDS = 120.0
TEND_SECONDS = 0.2
RESTARTS, RESTARTS_SECONDS = 3, 60.0


@dataclass(frozen=True)
class Program:
    """A command for a shell, and the environment that it runs in."""

    name: str
    command: str
    environment: Mapping[str, str]


class Supervisor:
    """Runs programs with a log file each; whatever ends by itself is started again.

    A program that keeps ending ends the demo: `tend` raises DemoError with the end of its log.
    """

    def __init__(self, log: Path, cwd: Path, account: Account) -> None:
        self.log, self.cwd, self.account = log, cwd, account
        self.programs: dict[str, Program] = {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ends: defaultdict[str, deque[float]] = defaultdict(deque)

    def run_step(self, program: Program) -> str:
        """Run a program to its end and return what it printed.

        Raises:
            DemoError: it failed or took too long; its last words are in the message.
        """
        process = self._spawn(program, output=subprocess.PIPE)
        try:
            printed = self._output(program, process)
        finally:
            end_processes([process], signal.SIGTERM, STOP_SECONDS)
        if process.returncode:
            raise DemoError(f"{program.name} failed. {self._tail(program)}")
        return printed

    def start(self, program: Program) -> None:
        """Start a program that is to run on."""
        self.programs[program.name] = program
        self.processes[program.name] = self._spawn(program)

    def tend(self) -> None:
        """Start again what has ended; to be called often."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self._note_end(self.programs[name])
                end_processes([process], signal.SIGTERM, STOP_SECONDS)
                self.start(self.programs[name])

    def stop(self) -> None:
        """End everything, by force what does not end in time."""
        end_processes(list(self.processes.values()), signal.SIGTERM, STOP_SECONDS)
        self.processes.clear()

    def _output(self, program: Program, process: subprocess.Popen[bytes]) -> str:
        """What a step prints until it ends; the others are tended meanwhile."""
        deadline = time.monotonic() + STEP_SECONDS
        while time.monotonic() < deadline:
            try:
                return process.communicate(timeout=TEND_SECONDS)[0].decode()
            except subprocess.TimeoutExpired:
                self.tend()
        raise DemoError(f"{program.name} takes too long. {self._tail(program)}")

    def _note_end(self, program: Program) -> None:
        now, ends = time.monotonic(), self._ends[program.name]
        ends.append(now)
        while ends[0] < now - RESTARTS_SECONDS:
            ends.popleft()
        if len(ends) > RESTARTS:
            raise DemoError(f"{program.name} keeps ending. {self._tail(program)}")
        print(f"{program.name} ended and is started again: {self._file(program)}", flush=True)

    def _spawn(self, program: Program, output: int | None = None) -> subprocess.Popen[bytes]:
        return spawn(
            ["/bin/sh", "-c", f"exec {program.command}"],
            log=self._file(program),
            cwd=self.cwd,
            account=self.account,
            environment=program.environment,
            output=output,
        )

    def _file(self, program: Program) -> Path:
        return self.log / f"{program.name.replace(' ', '-')}.log"

    def _tail(self, program: Program) -> str:
        return f"{self._file(program)} ends:\n{log_tail(self._file(program))}"
