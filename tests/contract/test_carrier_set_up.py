"""Setting up an account and checking it, with the real library against the simulator."""

import json
from collections.abc import Iterator
from dataclasses import replace
from threading import Thread

import pytest
from werkzeug.serving import make_server

from phonebank.config import Config, ConfigError
from phonebank.simulator.settings import Check, Settings
from phonebank.telephony.twilio.addresses import Door, address
from phonebank.telephony.twilio.check import check
from phonebank.telephony.twilio.finding import Finding
from phonebank.telephony.twilio.setup import set_up
from phonebank.wiring import Application
from tests.contract.test_carrier_port import twilio_config
from tests.support.simulator import RunningSimulator, run_simulator
from webhooks import create_app


@pytest.fixture
def config(running_simulator: RunningSimulator) -> Config:
    """An account with two numbers and nothing else."""
    client = running_simulator.client()
    for one in (*client.applications.list(), *client.messaging.v1.services.list()):
        one.delete()
    for number in client.incoming_phone_numbers.list():
        number.update(voice_url="", sms_url="")
    twilio = replace(twilio_config(running_simulator), twiml_app_sid="")
    return Config(
        database_url="postgresql://nowhere.invalid/x",
        redis_url="redis://nowhere.invalid/0",
        public_url="http://127.0.0.1:1",
        webhooks_url="http://127.0.0.1:1",
        secret_key="a made-up secret key",
        twilio=twilio,
    )


@pytest.fixture
def set_up_config(config: Config) -> Iterator[Config]:
    """A config whose webhooks are really served, and whose account is set up."""
    server = make_server("127.0.0.1", 0, app=lambda *_: [], threaded=True)
    served = replace(config, webhooks_url=f"http://127.0.0.1:{server.server_port}")
    server.app = create_app(Application(served))
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield with_sids(served)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def with_sids(config: Config) -> Config:
    report = set_up(config)
    sids = {
        "twiml_app_sid": report.twiml_app_sid,
        "messaging_service_sid": report.messaging_service_sid,
    }
    return replace(config, twilio=replace(config.twilio, **sids))


def wrong(findings: list[Finding]) -> list[str]:
    assert all(finding.remedy for finding in findings if not finding.ok)
    return [finding.name for finding in findings if not finding.ok]


def test_setup_creates_what_is_missing_and_leads_every_number_to_us(
    config: Config, running_simulator: RunningSimulator
) -> None:
    report = set_up(config)
    client, hooks = running_simulator.client(), config.webhooks_url
    application = client.applications(report.twiml_app_sid).fetch()
    assert application.voice_url == address(hooks, Door.CALLER)
    service = client.messaging.v1.services(report.messaging_service_sid).fetch()
    assert service.inbound_request_url == address(hooks, Door.TEXT)
    assert service.smart_encoding is False
    for number in client.incoming_phone_numbers.list():
        assert number.voice_url == address(hooks, Door.INCOMING)
        assert number.sms_url == address(hooks, Door.TEXT)
    pool = service.phone_numbers.list()
    assert {one.phone_number for one in pool} == set(running_simulator.settings.numbers)
    assert report.problems == []


def test_setup_run_again_changes_nothing(config: Config) -> None:
    first, again = set_up(config), set_up(config)
    assert first.changes != []
    assert again.changes == []
    assert again.twiml_app_sid == first.twiml_app_sid
    assert again.messaging_service_sid == first.messaging_service_sid


def test_setup_under_a_new_address_updates_what_is_there(config: Config) -> None:
    first = set_up(config)
    moved = set_up(replace(config, webhooks_url="http://127.0.0.1:2"))
    assert moved.twiml_app_sid == first.twiml_app_sid
    assert any(change.startswith("TwiML application: voice_url") for change in moved.changes)


def test_setup_leads_only_the_named_numbers_to_us(
    config: Config, running_simulator: RunningSimulator
) -> None:
    ours, others = running_simulator.settings.numbers[:2]
    report = set_up(config, [ours, "+16515550199"])
    assert report.numbers == [ours]
    assert report.problems == ["+16515550199 is not a number of this account"]
    (other,) = running_simulator.client().incoming_phone_numbers.list(phone_number=others)
    assert not other.voice_url


def test_a_number_that_an_application_has_is_left_to_a_person(config: Config) -> None:
    # A simulator of its own, since it cannot be taken off again by REST.
    with run_simulator(Settings(check=Check.OFF, media=False)) as own:
        client = own.client()
        number = client.incoming_phone_numbers.list()[0]
        number.update(voice_application_sid=client.applications.create(friendly_name="x").sid)
        own_config = replace(config, twilio=replace(config.twilio, api_base_url=own.base_url))
        (problem,) = set_up(own_config).problems
        assert problem.startswith(f"{number.phone_number}: choose Webhook")
        assert f"number {number.phone_number}" in wrong(check(with_sids(own_config)))


def test_a_configured_sid_that_names_nothing_is_a_mistake_and_creates_nothing(
    config: Config, running_simulator: RunningSimulator
) -> None:
    lost = replace(config, twilio=replace(config.twilio, twiml_app_sid=f"AP{9:032x}"))
    with pytest.raises(ConfigError, match=r"twilio\.twiml_app_sid names nothing"):
        set_up(lost)
    assert running_simulator.client().applications.list() == []


def test_a_set_up_account_with_its_webhooks_running_is_found_right(set_up_config: Config) -> None:
    findings = check(set_up_config)
    assert wrong(findings) == []
    assert {finding.name for finding in findings} >= {
        "credentials",
        "API key",
        "TwiML application",
        "messaging service",
        "public address",
        "signed requests",
        "unsigned requests",
    }


def test_check_never_shows_a_secret(set_up_config: Config) -> None:
    twilio = set_up_config.twilio
    for config in (set_up_config, replace(set_up_config, webhooks_url="http://127.0.0.1:1")):
        told = json.dumps([finding.as_dict() for finding in check(config)])
        assert twilio.auth_token not in told
        assert twilio.api_key_secret not in told


def test_check_names_missing_keys_with_the_remedy(config: Config) -> None:
    assert wrong(check(replace(config, twilio=replace(config.twilio, auth_token="")))) == [
        "auth_token",
        "twiml_app_sid",
        "messaging_service_sid",
    ]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"auth_token": "wrong"}, ["credentials", "signed requests"]),
        ({"api_key_secret": "wrong"}, ["API key"]),
        ({"twiml_app_sid": f"AP{9:032x}"}, ["TwiML application"]),
    ],
)
def test_check_names_what_is_wrong(
    set_up_config: Config, changes: dict[str, str], names: list[str]
) -> None:
    changed = replace(set_up_config, twilio=replace(set_up_config.twilio, **changes))
    assert wrong(check(changed)) == names


def test_check_finds_an_address_that_the_account_does_not_know(
    set_up_config: Config, running_simulator: RunningSimulator
) -> None:
    number = running_simulator.client().incoming_phone_numbers.list()[0]
    number.update(voice_url="https://elsewhere.example.org/")
    assert wrong(check(set_up_config)) == [f"number {number.phone_number}"]


def test_check_finds_that_nobody_is_there(set_up_config: Config) -> None:
    away = replace(set_up_config, webhooks_url="http://127.0.0.1:1")
    assert "public address" in wrong(check(away))
