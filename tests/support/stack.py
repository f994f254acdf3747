"""The whole of phonebank, running: its real processes, a simulated carrier with TLS, real servers.

    with running_stack(database_url, redis_url, folder) as stack:
        seeded = stack.seed_shift([VoterOnList("Ada Example")])
        page.goto(seeded.join_url)

The database is a migrated one. Every shift that is seeded has an organisation, a number and
voters of its own, so that one stack serves a package of tests.
"""

import itertools
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from phonebank.config import load_config
from phonebank.domain.campaign import PreparedReply
from phonebank.domain.contact_rules import Channel, LineType
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.organisation import Member, Organisation, OwnedNumber
from phonebank.domain.script_draft import ScriptDraft
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.domain.voter_list import VoterList, VoterListEntry
from phonebank.services import planning, writing
from phonebank.simulator.certificate import Certificate, self_signed
from phonebank.simulator.settings import Settings
from phonebank.wiring import Application, application
from scripts.demonstration.clock import demo_offset_seconds
from scripts.demonstration.procfile import RELEASE, read_procfile
from scripts.demonstration.readiness import answers_http
from scripts.demonstration.supervisor import Program, Supervisor
from scripts.embedded.account import own_account
from scripts.embedded.port import LOOPBACK, free_port
from scripts.embedded.process import wait_until
from scripts.environment.places import PYTHON, ROOT, VENV
from tests.support.scripts_to_read import VOTE_LANGUAGES, VOTE_SCRIPT
from tests.support.simulator import OPENAPI, RunningSimulator

READY_SECONDS = 30.0
OUR_NUMBERS = [f"+1{area}555{line:04d}" for area in (612, 218, 515) for line in range(100, 200)]
LANDLINES = [f"+1{area}555{line:04d}" for area in (404, 770) for line in range(100, 200)]
"""In Georgia, where more of them may be dialled than volunteers are free."""
VOTERS_NUMBERS = [
    f"+1{area}555{line:04d}"
    for area in (651, 763, 952, 507, 320, 319, 563, 712)
    for line in range(100, 200)
]


@dataclass(frozen=True)
class VoterOnList:
    """A voter to be seeded, and how the simulated carrier's voter behaves."""

    name: str = "Ada Example"
    language: str = "en"
    romanised_name: str = ""
    temper: str = "talks"
    text_temper: str = "silent"
    hears_hz: int = 1000
    landline: bool = False


@dataclass(frozen=True)
class SeededShift:
    """A shift and its people; `numbers` are the voters' in their order."""

    organisation_id: int
    shift_id: int
    campaign_id: int
    member_id: int
    join_url: str
    our_number: str
    numbers: list[str]
    voter_ids: list[int]


@dataclass
class Stack:
    """A running stack, and how a test reaches into it."""

    base_url: str
    app: Application
    simulator: RunningSimulator
    certificate: Certificate
    tls_port: int
    log: Path
    _serial: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _ours: Iterator[str] = field(default_factory=lambda: iter(OUR_NUMBERS))
    _theirs: Iterator[str] = field(default_factory=lambda: iter(VOTERS_NUMBERS))
    _landlines: Iterator[str] = field(default_factory=lambda: iter(LANDLINES))

    def seed_shift(
        self,
        voters: Sequence[VoterOnList],
        *,
        channel: Channel = Channel.CALL,
        languages: Sequence[str] = ("en", "vi", "ur", "es-US", "und"),
        script: ScriptDraft = VOTE_SCRIPT,
        replies: Mapping[str, Mapping[str, str]] | None = None,
        launched: bool = True,
        mode: DialMode = DialMode.CLICK,
    ) -> SeededShift:
        """A shift of an organisation of its own, launched unless told otherwise.

        `replies` are prepared replies: title -> written tag -> text.
        """
        numbers = [next(self._landlines if v.landline else self._theirs) for v in voters]
        self.simulator.post(
            "voters", [_at_carrier(n, v) for n, v in zip(numbers, voters, strict=True)]
        )
        our_number, serial, at = next(self._ours), next(self._serial), self.app.clock()
        with self.app.database.transaction() as session:
            organisation = Organisation(
                slug=f"sample-{serial}", name="Sample Neighbors", created_at=at
            )
            session.add(organisation)
            session.flush()
            owner = organisation.id
            member = Member(
                organisation_id=owner, email=f"m{serial}@example.org", name="Mo Example"
            )
            session.add_all([OwnedNumber(organisation_id=owner, e164=our_number), member])
            campaign = writing.create_campaign(
                session, owner, "Vote safely", "Sample Neighbors", VOTE_LANGUAGES, at
            )
            for title, text in (replies or {}).items():
                session.add(
                    PreparedReply(
                        organisation_id=owner, campaign_id=campaign.id, title=title, text=dict(text)
                    )
                )
            written = writing.create_script(session, owner, campaign.id, script)
            voter_list = VoterList(organisation_id=owner, name="Everybody", created_at=at)
            session.add(voter_list)
            session.flush()
            ids = [
                _add_voter(session, voter_list, place, voter, number, at)
                for place, (voter, number) in enumerate(zip(voters, numbers, strict=True))
            ]
            plan = planning.ShiftPlan(
                name="Evening calls" if channel is Channel.CALL else "Evening texts",
                voter_list_id=voter_list.id,
                call_script_id=written.id,
                channel=channel,
                mode=mode,
                languages=languages,
                starts_at=at - timedelta(hours=1),
                ends_at=at + timedelta(hours=3),
            )
            shift = planning.plan_shift(session, owner, plan)
            if launched:
                planning.launch(session, owner, shift.id, at, f"member {member.id}")
            return SeededShift(
                organisation_id=owner,
                shift_id=shift.id,
                campaign_id=campaign.id,
                member_id=member.id,
                join_url=f"{self.base_url}/join/{shift.join_code}",
                our_number=our_number,
                numbers=numbers,
                voter_ids=ids,
            )

    def log_of(self, process: str) -> str:
        """What one of the processes has said."""
        return (self.log / f"{process}.log").read_text()


@contextmanager
def running_stack(
    database_url: str,
    redis_url: str,
    folder: Path,
    *,
    talk_seconds: float = 600.0,
    speed: float = 4.0,
    as_in_the_demo: bool = False,
) -> Iterator[Stack]:
    """Every process of the Procfile and the simulator, on free ports, ended on leaving.

    `talk_seconds` is how long voters who talk stay on the line, `speed` what the simulated
    carrier's delays are divided by. `folder` holds logs and settings. `as_in_the_demo` has pages
    speak to the carrier in plain on this machine, as a person's own browser does there.
    """
    ports = {name: free_port() for name in ("web", "webhooks", "simulator", "tls")}
    offset = demo_offset_seconds(datetime.now(UTC), None)
    certificate = self_signed(folder)
    settings = Settings(numbers=tuple(OUR_NUMBERS), talk_seconds=talk_seconds * speed)
    supervisor = Supervisor(folder, ROOT, own_account())
    environment = _environment(ports, database_url, redis_url, offset, settings)
    try:
        command = _simulator_command(folder, settings, ports, certificate, offset, speed)
        supervisor.start(Program("simulator", command, environment))
        _wait_for(supervisor, "simulator", ports["simulator"])
        simulator = RunningSimulator(f"http://{LOOPBACK}:{ports['simulator']}", settings)
        environment |= _account(simulator, environment["PHONEBANK_WEBHOOKS_URL"])
        if as_in_the_demo:
            host = f"{LOOPBACK}:{ports['simulator']}"
            environment["PHONEBANK_TWILIO_SIGNALLING_HOST"] = host
        for name, line in read_procfile(ROOT / "Procfile").items():
            if name != RELEASE:
                port = {"PORT": str(ports[name])} if name in ports else {}
                supervisor.start(Program(name, line, environment | port))
        for name in ("web", "webhooks"):
            _wait_for(supervisor, name, ports[name])
        app = application(load_config(environment))
        base_url = environment["PHONEBANK_PUBLIC_URL"]
        yield Stack(base_url, app, simulator, certificate, ports["tls"], folder)
        app.database.engine.dispose()
    finally:
        supervisor.stop()


def _simulator_command(
    folder: Path,
    settings: Settings,
    ports: Mapping[str, int],
    certificate: Certificate,
    offset: int,
    speed: float,
) -> str:
    lines = [
        f"numbers = {json.dumps(settings.numbers)}",
        f"talk_seconds = {settings.talk_seconds}",
        f'openapi = "{OPENAPI}"',
    ]
    told = folder / "simulator.toml"
    told.write_text("\n".join(lines) + "\n")
    return (
        f"{PYTHON} -m phonebank.simulator --port {ports['simulator']} --tls-port {ports['tls']} "
        f"--cert {certificate.path} --key {certificate.path} --settings {told} --speed {speed} "
        f"--clock-offset-seconds {offset} --check off"
    )


def _environment(
    ports: Mapping[str, int], database_url: str, redis_url: str, offset: int, settings: Settings
) -> dict[str, str]:
    inherited = {n: v for n, v in os.environ.items() if not n.startswith("PHONEBANK_")}
    simulator = f"http://{LOOPBACK}:{ports['simulator']}"
    return inherited | {
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "GRACEFUL_SECONDS": "1",
        "PHONEBANK_DATABASE_URL": database_url,
        "PHONEBANK_REDIS_URL": redis_url,
        "PHONEBANK_SECRET_KEY": "only for tests, never secret",
        "PHONEBANK_PUBLIC_URL": f"http://{LOOPBACK}:{ports['web']}",
        "PHONEBANK_WEBHOOKS_URL": f"http://{LOOPBACK}:{ports['webhooks']}",
        "PHONEBANK_CLOCK_OFFSET_SECONDS": str(offset),
        "PHONEBANK_TWILIO_API_BASE_URL": simulator,
        "PHONEBANK_TWILIO_CALLS_PER_SECOND": str(int(settings.rates.calls_per_second)),
        "PHONEBANK_TWILIO_ACCOUNT_SID": settings.account_sid,
        "PHONEBANK_TWILIO_AUTH_TOKEN": settings.auth_token,
        "PHONEBANK_TWILIO_API_KEY_SID": settings.api_key_sid,
        "PHONEBANK_TWILIO_API_KEY_SECRET": settings.api_key_secret,
    }


def _account(simulator: RunningSimulator, webhooks_url: str) -> dict[str, str]:
    """Make at the carrier what a deployment's set-up makes there."""
    client = simulator.client()
    app = client.applications.create(
        friendly_name="phonebank", voice_url=f"{webhooks_url}/voice/caller", voice_method="POST"
    )
    service = client.messaging.v1.services.create(
        friendly_name="phonebank", inbound_request_url=f"{webhooks_url}/messaging/incoming"
    )
    for number in client.incoming_phone_numbers.list():
        number.update(voice_url=f"{webhooks_url}/voice/incoming", voice_method="POST")
        client.messaging.v1.services(service.sid).phone_numbers.create(number.sid)
    return {
        "PHONEBANK_TWILIO_TWIML_APP_SID": str(app.sid),
        "PHONEBANK_TWILIO_MESSAGING_SERVICE_SID": str(service.sid),
    }


def _wait_for(supervisor: Supervisor, name: str, port: int) -> None:
    def is_ready() -> bool:
        process = supervisor.processes[name]
        assert process.poll() is None, (supervisor.log / f"{name}.log").read_text()
        return answers_http(port)

    ready = wait_until(is_ready, READY_SECONDS)
    assert ready, f"{name} does not answer: {(supervisor.log / f'{name}.log').read_text()}"


def _at_carrier(number: str, voter: VoterOnList) -> dict[str, object]:
    return {
        "number": number,
        "language": voter.language,
        "temper": voter.temper,
        "text_temper": voter.text_temper,
        "hears_hz": voter.hears_hz,
        "name": voter.name,
    }


def _add_voter(
    session: Session,
    voter_list: VoterList,
    place: int,
    on_list: VoterOnList,
    number: str,
    at: datetime,
) -> int:
    first, _, last = on_list.name.partition(" ")
    owner = voter_list.organisation_id
    voter = Voter(
        organisation_id=owner,
        identity=f"id:{voter_list.id}-{place}",
        voter_file_id=f"{voter_list.id}-{place}",
        first_name=first,
        last_name=last,
        romanised_name=on_list.romanised_name,
        language=on_list.language,
        state="GA" if on_list.landline else "MN",
        created_at=at,
        updated_at=at,
    )
    session.add(voter)
    session.flush()
    session.add_all(
        [
            PhoneNumber(
                organisation_id=owner,
                voter_id=voter.id,
                e164=number,
                line_type=LineType.LANDLINE if on_list.landline else LineType.MOBILE,
            ),
            VoterListEntry(
                organisation_id=owner,
                voter_list_id=voter_list.id,
                voter_id=voter.id,
                position=place,
            ),
        ]
    )
    session.flush()
    return voter.id
