"""Every process of the Procfile and the simulated carrier, as the demo runs them, for a bench."""

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twilio.rest import Client

from phonebank.simulator.settings import Settings
from scripts.demonstration.procfile import lasting, read_procfile
from scripts.demonstration.readiness import answers_http
from scripts.demonstration.supervisor import Program, Supervisor
from scripts.embedded.account import own_account
from scripts.embedded.port import LOOPBACK, free_port
from scripts.embedded.process import wait_until
from scripts.environment.places import PYTHON, ROOT, VENV

READY_SECONDS = 40.0
CALLS_PER_SECOND = 200


@dataclass(frozen=True)
class WholeSystem:
    """Where its pages and its carrier are."""

    base_url: str
    simulator_url: str


@contextmanager
def whole_system(
    folder: Path,
    clock_offset_seconds: int,
    talk_seconds: float,
    voters: Sequence[Mapping[str, Any]],
) -> Iterator[WholeSystem]:
    """Run it on the servers of this environment until the block is left."""
    ports = {name: free_port() for name in ("web", "webhooks", "simulator")}
    urls = {name: f"http://{LOOPBACK}:{port}" for name, port in ports.items()}
    settings = Settings()
    supervisor = Supervisor(folder, ROOT, own_account())
    environment = _environment(urls, settings, clock_offset_seconds)
    try:
        command = _simulator(folder, ports["simulator"], clock_offset_seconds, talk_seconds, voters)
        supervisor.start(Program("simulator", command, environment))
        _wait_for(folder, "simulator", ports["simulator"])
        environment["PHONEBANK_TWILIO_TWIML_APP_SID"] = _application(urls, settings)
        for name, line in lasting(read_procfile(ROOT / "Procfile")).items():
            port = {"PORT": str(ports[name])} if name in ports else {}
            supervisor.start(Program(name, line, environment | port))
        for name in ("web", "webhooks"):
            _wait_for(folder, name, ports[name])
        yield WholeSystem(urls["web"], urls["simulator"])
    finally:
        supervisor.stop()


def _environment(
    urls: Mapping[str, str], settings: Settings, clock_offset_seconds: int
) -> dict[str, str]:
    return os.environ | {
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "GRACEFUL_SECONDS": "1",
        # A stream a volunteer, each of which holds a thread.
        "WEB_THREADS": "400",
        "PHONEBANK_SECRET_KEY": secrets.token_hex(16),
        "PHONEBANK_PUBLIC_URL": urls["web"],
        "PHONEBANK_WEBHOOKS_URL": urls["webhooks"],
        "PHONEBANK_CLOCK_OFFSET_SECONDS": str(clock_offset_seconds),
        "PHONEBANK_TWILIO_API_BASE_URL": urls["simulator"],
        "PHONEBANK_TWILIO_ACCOUNT_SID": settings.account_sid,
        "PHONEBANK_TWILIO_AUTH_TOKEN": settings.auth_token,
        "PHONEBANK_TWILIO_API_KEY_SID": settings.api_key_sid,
        "PHONEBANK_TWILIO_API_KEY_SECRET": settings.api_key_secret,
        "PHONEBANK_TWILIO_CALLS_PER_SECOND": str(CALLS_PER_SECOND),
    }


def _simulator(
    folder: Path,
    port: int,
    clock_offset_seconds: int,
    talk_seconds: float,
    voters: Sequence[Mapping[str, Any]],
) -> str:
    told, listed = folder / "simulator.toml", folder / "voters.json"
    told.write_text(
        f"talk_seconds = {talk_seconds}\nrates = {{ calls_per_second = {CALLS_PER_SECOND}.0 }}\n"
    )
    listed.write_text(json.dumps(voters))
    return (
        f"{PYTHON} -m phonebank.simulator --port {port} --settings {told} --voters {listed} "
        f"--media off --check off --clock-offset-seconds {clock_offset_seconds}"
    )


def _application(urls: Mapping[str, str], settings: Settings) -> str:
    """What `phonebank twilio setup` makes: here the one thing that a volunteer's line needs."""
    from phonebank.config import TwilioConfig
    from phonebank.telephony.twilio.rest import rest_client

    config = TwilioConfig(
        account_sid=settings.account_sid,
        auth_token=settings.auth_token,
        api_base_url=urls["simulator"],
    )
    client: Client = rest_client(config)
    voice_url = f"{urls['webhooks']}/voice/caller"
    made = client.applications.create(friendly_name="bench", voice_url=voice_url)
    return str(made.sid)


def _wait_for(folder: Path, name: str, port: int) -> None:
    if not wait_until(lambda: answers_http(port), READY_SECONDS):
        raise RuntimeError(f"{name}: {(folder / f'{name}.log').read_text()[-2000:]}")
