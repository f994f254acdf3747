"""Starting a program that ends with us, and ending what an earlier run left behind."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from scripts.embedded.account import Account

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.02


def spawn(
    command: list[str],
    *,
    log: Path,
    cwd: Path,
    account: Account,
    environment: Mapping[str, str] | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    output: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, what it says appended to `log`.

    `output` may be `subprocess.PIPE`; then only its errors go to the log. Linux sends it
    `death_signal` when we end, however we end.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def end_with_parent() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # it ended before Linux was told to watch it
            os.kill(os.getpid(), death_signal)

    with log.open("ab") as record:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=record if output is None else output,
            stderr=record,
            start_new_session=True,
            preexec_fn=end_with_parent,
            **account.popen_options(),
        )


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true before the deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def end_processes(
    processes: Sequence[subprocess.Popen[bytes]], how: signal.Signals, seconds: float
) -> None:
    """Ask programs that we started to end, all at once.

    What has not ended at the deadline, children included, is ended by force.
    """
    for process in processes:
        if process.poll() is None:
            process.send_signal(how)
    wait_until(lambda: all(process.poll() is not None for process in processes), seconds)
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def end_orphans(orphans: Iterable[psutil.Process], how: signal.Signals, seconds: float) -> None:
    """End programs that an earlier run of ours left behind: ask first, then by force."""
    asked = [orphan for orphan in orphans if _signal(orphan, how)]
    _, alive = psutil.wait_procs(asked, timeout=seconds)
    for orphan in alive:
        _signal(orphan, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=seconds)


def processes_working_in(folder: Path) -> list[psutil.Process]:
    """Every process that we may look into and whose working folder is `folder`."""
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()) == folder:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def _signal(process: psutil.Process, how: signal.Signals) -> bool:
    try:
        process.send_signal(how)
    except psutil.Error:
        return False
    return True
