"""Starting the simulator as a program, and what it keeps over a restart."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from phonebank.simulator.clock import Clock
from phonebank.simulator.resources import Resources
from phonebank.simulator.settings import Check, Settings, SettingsError, load
from phonebank.simulator.voters import Voters
from tests.support.simulator import NUMBER, REPOSITORY, run_simulator

COMMAND = [sys.executable, "-m", "phonebank.simulator", "--media", "off"]


def ended(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A start that is expected to fail."""
    return subprocess.run(
        [*COMMAND, *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=60
    )


@contextmanager
def started(*arguments: str) -> Iterator[str]:
    """A start that succeeds; the base URL it printed."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found is not None
        yield found.group()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        process.stdout.close()


def test_a_taken_port_is_a_sentence_and_exit_code_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = ended("--port", str(port), "--check", "off")
    assert result.returncode == 1
    assert result.stderr.strip() == (
        f"Port {port} is taken: end the program that uses it, or choose another."
    )


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    file = tmp_path / "simulator.toml"
    for text, complaint in (
        ("colour = 'red'", "unknown settings: colour"),
        ("speed = 'fast'", "speed"),
        ("check = 'some'", "check"),
        ("numbers = '+16515550100'", "numbers"),
        ("[faults]\nloose = 1", "faults: unknown faults: loose"),
    ):
        file.write_text(text)
        with pytest.raises(SettingsError, match=complaint):
            load(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text('[{"language": "so"}]')
    with pytest.raises(ValueError, match=str(file)):
        Voters(seed=1).load(file)
    file.write_text("{")
    with pytest.raises(ValueError, match=str(file)):
        Resources(Settings(state_file=file), Clock())


def test_settings_and_voters_come_from_files(tmp_path: Path) -> None:
    voters = tmp_path / "voters.json"
    voters.write_text(json.dumps([{"number": "+16515550199", "language": "so"}]))
    file = tmp_path / "simulator.toml"
    file.write_text(
        f'auth_token = "secret"\nvoters_file = "{voters}"\nnumbers = ["+16515550111"]\n'
        "[rates]\ncalls_per_second = 1\n"
    )
    with started("--settings", str(file), "--check", "off") as base_url:
        known = requests.get(f"{base_url}/control/voters", timeout=5).json()
        assert [one["language"] for one in known] == ["so"]
        sid = Settings().account_sid
        account = f"{base_url}/2010-04-01/Accounts/{sid}"
        numbers = f"{account}/IncomingPhoneNumbers.json"
        found = requests.get(numbers, auth=(sid, "secret"), timeout=5).json()
    assert [one["phone_number"] for one in found["incoming_phone_numbers"]] == ["+16515550111"]


def test_without_the_description_the_checks_are_off_and_that_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = ended("--port", port, "--openapi", str(tmp_path))
    assert "Checks against the API description are off" in result.stderr


def test_what_was_created_is_there_after_a_restart(tmp_path: Path) -> None:
    settings = Settings(check=Check.OFF, media=False, state_file=tmp_path / "kept" / "state.json")
    with run_simulator(settings) as running:
        client = running.client()
        application = client.applications.create(
            friendly_name="bank", voice_url="https://x.example/"
        )
        service = client.messaging.v1.services.create(friendly_name="bank")
        number = client.incoming_phone_numbers.list(phone_number=NUMBER)[0]
        number.update(voice_url="https://x.example/in")
        service.phone_numbers.create(phone_number_sid=number.sid)
    with run_simulator(settings) as running:
        client = running.client()
        assert client.applications(application.sid).fetch().voice_url == "https://x.example/"
        assert client.incoming_phone_numbers(number.sid).fetch().voice_url == "https://x.example/in"
        again = client.messaging.v1.services(service.sid)
        assert [one.sid for one in again.phone_numbers.list()] == [number.sid]
