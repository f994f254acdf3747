"""How texts go: receipts, voters' replies, stop words, limits."""

from collections.abc import Iterator

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.messaging.v1.service import ServiceInstance

from phonebank.simulator.replies import WORDS
from tests.support.receiver import Receiver, Told
from tests.support.simulator import NUMBER, VOTER, RunningSimulator


@pytest.fixture
def client(running_simulator: RunningSimulator) -> Client:
    return running_simulator.client()


@pytest.fixture
def service(client: Client, receiver: Receiver) -> Iterator[ServiceInstance]:
    """A messaging service with the number in its pool, its texts going to the receiver."""
    made = client.messaging.v1.services.create(
        friendly_name="bank", inbound_request_url=receiver.url("/inbound")
    )
    number = client.incoming_phone_numbers.list(phone_number=NUMBER)[0]
    made.phone_numbers.create(phone_number_sid=number.sid)
    yield made
    client.messaging.v1.services(made.sid).delete()


def send(client: Client, service: ServiceInstance, receiver: Receiver, body: str = "Hi") -> str:
    made = client.messages.create(
        to=VOTER,
        body=body,
        messaging_service_sid=service.sid,
        status_callback=receiver.url("/receipt"),
    )
    return str(made.sid)


def test_a_text_is_delivered_with_a_receipt_for_each_status(
    client: Client,
    service: ServiceInstance,
    running_simulator: RunningSimulator,
    receiver: Receiver,
) -> None:
    running_simulator.voter(text_temper="silent")
    sid = send(client, service, receiver)
    told = [one.params for one in receiver.wait_for("/receipt", 4)]
    statuses = [one["MessageStatus"] for one in told]
    assert statuses == ["queued", "sending", "sent", "delivered"]
    assert {one["MessageSid"] for one in told} == {sid}
    assert {one["MessagingServiceSid"] for one in told} == {service.sid}
    assert receiver.at("/inbound") == []


def test_a_landline_receives_no_text(
    client: Client,
    service: ServiceInstance,
    running_simulator: RunningSimulator,
    receiver: Receiver,
) -> None:
    running_simulator.voter(line_type="landline", text_temper="chooses")
    sid = send(client, service, receiver)
    last = receiver.wait_for("/receipt", 4)[-1].params
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30006")
    assert client.messages(sid).fetch().error_code == 30006


@pytest.mark.parametrize("language", sorted(WORDS))
def test_a_voter_answers_plainly_in_their_language(
    client: Client,
    service: ServiceInstance,
    running_simulator: RunningSimulator,
    receiver: Receiver,
    language: str,
) -> None:
    running_simulator.voter(language=language, text_temper="chooses")
    send(client, service, receiver)
    reply = receiver.wait_for("/inbound")[0].params
    words = WORDS[language]
    assert reply["Body"] in {words.yes, words.no, "1", "2"}
    assert (reply["From"], reply["To"]) == (VOTER, NUMBER)
    assert reply["MessagingServiceSid"] == service.sid


def test_a_text_goes_to_the_numbers_own_address_where_the_service_says_so(
    client: Client,
    service: ServiceInstance,
    running_simulator: RunningSimulator,
    receiver: Receiver,
) -> None:
    service.update(use_inbound_webhook_on_number=True)
    number = client.incoming_phone_numbers.list(phone_number=NUMBER)[0]
    number.update(sms_url=receiver.url("/own"))
    running_simulator.post("inbound-text", {"from": VOTER, "to": NUMBER, "body": "Hello"})
    number.update(sms_url="")
    assert len(receiver.at("/own")) == 1
    assert receiver.at("/inbound") == []


def test_who_said_stop_is_refused_with_21610_until_they_say_start(
    client: Client,
    service: ServiceInstance,
    running_simulator: RunningSimulator,
    receiver: Receiver,
) -> None:
    text = {"from": VOTER, "to": NUMBER}
    running_simulator.voter(text_temper="silent")
    running_simulator.post("inbound-text", {**text, "body": " Stop "})
    assert "OptOutType" not in receiver.wait_for("/inbound")[0].params
    assert running_simulator.state()["opted_out"] == [[VOTER, service.sid]]
    with pytest.raises(TwilioRestException) as refused:
        send(client, service, receiver)
    assert refused.value.code == 21610
    running_simulator.post("inbound-text", {**text, "body": "START"})
    send(client, service, receiver)


def test_a_stop_inside_a_sentence_does_not_opt_out(
    running_simulator: RunningSimulator, service: ServiceInstance
) -> None:
    body = "We have got to STOP this bill"
    running_simulator.post("inbound-text", {"from": VOTER, "to": NUMBER, "body": body})
    assert running_simulator.state()["opted_out"] == []


def test_the_application_may_reply_by_twiml(
    running_simulator: RunningSimulator, service: ServiceInstance, receiver: Receiver
) -> None:
    reply = "<Response><Message><Body>Thank you</Body></Message></Response>"
    receiver.answers["/inbound"] = Told(reply)
    running_simulator.post("inbound-text", {"from": VOTER, "to": NUMBER, "body": "yes, me"})
    texts = running_simulator.state()["messages"]
    assert [(one["direction"], one["body"]) for one in texts] == [
        ("inbound", "yes, me"),
        ("outbound-reply", "Thank you"),
    ]


def test_texts_above_the_rate_wait_their_turn(
    client: Client,
    service: ServiceInstance,
    running_simulator: RunningSimulator,
    receiver: Receiver,
) -> None:
    running_simulator.post("rates", {"messages_per_second": 0.1})
    running_simulator.voter(text_temper="silent")
    first, second = send(client, service, receiver), send(client, service, receiver)
    running_simulator.advance(5)
    assert client.messages(first).fetch().status == "delivered"
    assert client.messages(second).fetch().status == "accepted"
    running_simulator.advance(10)
    assert client.messages(second).fetch().status == "delivered"
