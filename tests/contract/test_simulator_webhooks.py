"""What the simulator sends, judged by the real twilio library's RequestValidator."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from twilio.request_validator import RequestValidator

from phonebank.simulator.settings import Check, Settings
from tests.support.receiver import Received, Receiver, Told, run_receiver
from tests.support.simulator import (
    NUMBER,
    SPEED,
    VOTER,
    RunningSimulator,
    run_simulator,
    running_simulator,
    simulator,
)

__all__ = ["running_simulator", "simulator"]

EVENTS = ["initiated", "ringing", "answered", "completed"]
PAUSE = "<Response><Pause length='3'/></Response>"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with run_receiver() as running:
        yield running


def is_genuine(running: RunningSimulator, url: str, received: Received) -> bool:
    validator = RequestValidator(running.settings.auth_token)
    signature = received.headers["X-Twilio-Signature"]
    return bool(validator.validate(url, received.params, signature))


def call(running: RunningSimulator, url: str, **more: object) -> str:
    """A call whose status callbacks go to `url`."""
    made = running.client().calls.create(
        from_=NUMBER,
        to=VOTER,
        twiml=PAUSE,
        status_callback=url,
        status_callback_event=EVENTS,
        **more,
    )
    return str(made.sid)


def test_a_status_callback_is_signed_over_its_whole_url(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="talks")
    url = receiver.url("/status?voter=42&name=Xuân#rc=2&rp=5xx").replace("â", "%C3%A2")
    call(running_simulator, url)
    signed = url.partition("#")[0]
    for received in receiver.wait_for("/status", 4):
        assert is_genuine(running_simulator, signed, received)
        assert not is_genuine(running_simulator, signed + "1", received)
        assert received.headers["User-Agent"] == "TwilioProxy/1.1"


def test_a_callback_by_get_carries_its_signed_parameters_in_the_url(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="busy")
    call(running_simulator, receiver.url("/status"), status_callback_method="GET")
    (received, *_) = receiver.wait_for("/status", 2)
    assert received.method == "GET"
    assert is_genuine(running_simulator, receiver.url("/status") + "?" + received.query, received)


def test_behind_a_public_host_the_public_url_is_what_was_signed() -> None:
    with run_receiver() as receiver:
        hosts = {"bank.example": receiver.base_url}
        settings = Settings(check=Check.OFF, media=False, speed=SPEED, public_hosts=hosts)
        with run_simulator(settings) as running:
            running.voter(temper="busy")
            call(running, "https://bank.example/status")
            (received, *_) = receiver.wait_for("/status", 2)
            assert is_genuine(running, "https://bank.example/status", received)
            assert received.headers["Host"] == "bank.example"
            assert received.headers["X-Forwarded-Proto"] == "https"


def test_a_voice_url_is_asked_by_a_signed_request_and_its_fallback_after_an_error(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    receiver.answers["/voice"] = Told("", 500)
    receiver.answers["/fallback"] = Told("<Response><Say>Sorry</Say></Response>")
    running_simulator.voter(temper="talks")
    made = running_simulator.client().calls.create(
        from_=NUMBER,
        to=VOTER,
        url=receiver.url("/voice"),
        fallback_url=receiver.url("/fallback"),
    )
    done = running_simulator.wait_for_call(made.sid, "completed")
    assert done["said"] == ["Sorry"]
    assert len(receiver.at("/voice")) == 1
    (asked,) = receiver.at("/fallback")
    assert is_genuine(running_simulator, receiver.url("/fallback"), asked)
    assert asked.params["ErrorCode"] == "11200"
    assert asked.params["ErrorUrl"] == receiver.url("/voice")
    assert asked.params["CallStatus"] == "in-progress"


def test_a_server_error_is_retried_only_where_the_url_asks_for_it(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    receiver.answers["/status"] = receiver.answers["/patient"] = Told("", 500)
    running_simulator.voter(temper="busy")
    call(running_simulator, receiver.url("/status"))
    call(running_simulator, receiver.url("/patient#rc=2&rp=5xx"))
    receiver.wait_for("/patient", 6)
    running_simulator.settle()
    assert len(receiver.at("/status")) == 2
    patient = receiver.at("/patient")
    assert len(patient) == 6
    tokens = [one.headers["I-Twilio-Idempotency-Token"] for one in patient]
    assert len(set(tokens)) == 2, "one token for each event, kept over its retries"


def test_a_server_that_is_not_there_is_tried_twice(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    gone = "http://127.0.0.1:9/status"
    running_simulator.voter(temper="busy")
    call(running_simulator, gone)
    running_simulator.settle()
    sent = [one for one in running_simulator.state()["webhooks"] if one["url"] == gone]
    assert [(one["attempt"], one["status"]) for one in sent[:2]] == [(0, 0), (1, 0)]


def test_a_message_receipt_and_an_inbound_text_are_signed(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(text_temper="silent")
    client = running_simulator.client()
    number = client.incoming_phone_numbers.list(phone_number=NUMBER)[0]
    number.update(sms_url=receiver.url("/inbound"))
    client.messages.create(
        from_=NUMBER, to=VOTER, body="Hello", status_callback=receiver.url("/receipt")
    )
    running_simulator.post("inbound-text", {"from": VOTER, "to": NUMBER, "body": "có & không?"})
    number.update(sms_url="")
    for received in [*receiver.wait_for("/receipt", 4), *receiver.wait_for("/inbound")]:
        assert is_genuine(running_simulator, receiver.url(received.path), received)
        assert urlsplit(receiver.base_url).netloc == received.headers["Host"]
    assert receiver.at("/inbound")[0].params["Body"] == "có & không?"
