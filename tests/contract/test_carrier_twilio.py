"""What the adapter asks of Twilio, and that it reads whatever Twilio sends for it."""

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import parse_qsl

import jwt
import pytest

from phonebank.config import ConfigError, TwilioConfig
from phonebank.domain.call import AnsweredBy, CallEvent
from phonebank.domain.text_message import TextEvent
from phonebank.domain.voicemail import Greeting
from phonebank.telephony.port import (
    AskByKeypad,
    CallerConnected,
    CarrierBusy,
    CarrierRefused,
    ConferenceMoved,
    DialVoter,
    JoinConference,
    OutcomeUnknown,
    PutThrough,
    RingCaller,
    RingVoter,
    SayAndHangUp,
    SendText,
    Sentence,
    TextReceived,
    VoiceIn,
    VoterAnswered,
    VoterCalling,
)
from phonebank.telephony.twilio import TwilioCarrier, call_events, text_events
from phonebank.telephony.twilio.addresses import Door, address
from phonebank.telephony.twilio.markup import render
from phonebank.telephony.twilio.signature import SIGNATURE, SignatureCheck
from tests.contract.test_carrier_port import twilio_config
from tests.support.receiver import Received, Receiver, Told
from tests.support.simulator import NUMBER, VOTER, RunningSimulator, wait_until

CALL_ID, TEXT_ID, CALLER_ID = 7, 9, 3
CONFERENCE = f"caller-{CALLER_ID}"

Event = TypeVar("Event")


@pytest.fixture
def carrier(running_simulator: RunningSimulator, receiver: Receiver) -> TwilioCarrier:
    return TwilioCarrier(twilio_config(running_simulator), receiver.base_url)


def dial(carrier: TwilioCarrier, to: str = VOTER) -> str:
    return carrier.dial(DialVoter(CALL_ID, CONFERENCE, to, NUMBER))


def read(
    parse: Callable[[Mapping[str, str], Mapping[str, str]], Event], webhook: Received
) -> Event:
    return parse(webhook.params, dict(parse_qsl(webhook.query)))


def test_a_call_tells_its_whole_life_with_our_id(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="hangs_up")
    sid = dial(carrier)
    running_simulator.wait_for_call(sid, "completed")
    running_simulator.settle()
    events = [read(call_events.call_progress, each) for each in receiver.at(Door.STATUS)]
    assert [event.event for event in events] == [
        CallEvent.INITIATED,
        CallEvent.RINGING,
        CallEvent.ANSWERED,
        CallEvent.COMPLETED,
    ]
    assert {(event.call_id, event.call_sid) for event in events} == {(CALL_ID, sid)}
    assert len({event.event_key for event in events}) == 4


def test_machine_detection_says_that_an_answering_machine_took_the_call(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="voicemail")
    sid = dial(carrier)
    event = read(call_events.machine_detected, receiver.wait_for(Door.MACHINE)[0])
    assert (event.call_id, event.call_sid, event.answered_by) == (CALL_ID, sid, AnsweredBy.MACHINE)


def test_a_voter_joins_the_conference_and_ends_it_for_nobody(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="talks")
    sid = dial(carrier)
    webhook = receiver.wait_for(Door.CONFERENCE)[0]
    joined = read(call_events.conference_moved, webhook)
    assert isinstance(joined, ConferenceMoved)
    assert (joined.caller_id, joined.call_sid, joined.is_caller) == (CALLER_ID, sid, False)
    room = running_simulator.client().conferences(webhook.params["ConferenceSid"])
    assert room.participants(sid).fetch().end_conference_on_exit is False


def test_a_voter_rung_for_anyone_is_asked_about_before_any_opinion_of_a_machine(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="voicemail")
    receiver.answers[Door.ANSWERED] = Told(
        render(PutThrough(CONFERENCE, CALL_ID), receiver.base_url)
    )
    sid = carrier.ring(RingVoter(CALL_ID, VOTER, NUMBER))
    answered = read(call_events.voter_answered, receiver.wait_for(Door.ANSWERED)[0])
    assert answered == VoterAnswered(CALL_ID, sid)
    told = read(call_events.machine_detected, receiver.wait_for(Door.MACHINE)[0])
    assert told.answered_by is AnsweredBy.MACHINE
    order = [each.path for each in receiver.received]
    assert order.index(Door.ANSWERED) < order.index(Door.MACHINE)
    wait_until(lambda: running_simulator.call(sid)["conference_sid"] != "", "in a conference")


def test_a_key_pressed_on_a_call_of_ours_is_the_voters(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="talks")
    question = AskByKeypad((Sentence("Press 9.", "en"),))
    receiver.answers[Door.ANSWERED] = Told(render(question, receiver.base_url))
    receiver.answers[Door.KEYPAD] = Told()
    carrier.ring(RingVoter(CALL_ID, VOTER, NUMBER))
    pressed = read(call_events.key_pressed, receiver.wait_for(Door.KEYPAD)[0])
    assert (pressed.from_, pressed.to, pressed.question_id) == (VOTER, NUMBER, None)


def test_a_number_that_does_not_exist_fails_with_the_networks_code(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="unreachable")
    sid = dial(carrier)
    running_simulator.wait_for_call(sid, "failed")
    running_simulator.settle()
    last = read(call_events.call_progress, receiver.at(Door.STATUS)[-1])
    assert (last.event, last.error_code) == (CallEvent.FAILED, 404)


def test_a_farewell_is_said_before_the_line_ends(
    carrier: TwilioCarrier, running_simulator: RunningSimulator
) -> None:
    running_simulator.voter(temper="talks")
    sid = dial(carrier)
    running_simulator.wait_for_call(sid, "in-progress")
    carrier.farewell(sid, Sentence("Sorry, we were cut off. Goodbye.", "en"))
    ended = running_simulator.wait_for_call(sid, "completed")
    assert "Sorry, we were cut off. Goodbye." in ended["said"]


def test_after_the_greeting_a_line_that_was_set_aside_gets_the_message(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="voicemail")
    sid = carrier.dial(DialVoter(CALL_ID, CONFERENCE, VOTER, NUMBER, until_the_beep=True))
    running_simulator.wait_for_call(sid, "in-progress")
    assert carrier.set_aside(sid)
    heard = read(call_events.machine_detected, receiver.wait_for(Door.MACHINE)[0])
    assert (heard.answered_by, heard.greeting) == (AnsweredBy.MACHINE, Greeting.BEEPED)
    assert carrier.farewell(sid, Sentence("Hello.", "en"), Sentence("Ring back.", "en"))
    ended = running_simulator.wait_for_call(sid, "completed")
    assert [note["words"] for note in ended["recorded"]] == ["Hello.", "Ring back."]
    assert not carrier.set_aside(sid)


def test_a_text_brings_its_receipts_with_our_id(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(text_temper="silent")
    sid = carrier.send(SendText(TEXT_ID, VOTER, NUMBER, "Chào bạn “hàng xóm”"))
    receipts = [read(text_events.text_receipt, each) for each in receiver.wait_for(Door.RECEIPT, 4)]
    assert [receipt.event for receipt in receipts] == [
        TextEvent.ACCEPTED,
        TextEvent.ACCEPTED,
        TextEvent.SENT,
        TextEvent.DELIVERED,
    ]
    assert {(receipt.text_id, receipt.text_sid) for receipt in receipts} == {(TEXT_ID, sid)}


def test_a_receipt_of_an_undelivered_text_says_why(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.post("faults", {"messages": [{"code": 30006}]})
    carrier.send(SendText(TEXT_ID, VOTER, NUMBER, "Hello"))
    receipt = read(text_events.text_receipt, receiver.wait_for(Door.RECEIPT, 4)[-1])
    assert (receipt.event, receipt.error_code) == (TextEvent.UNDELIVERED, 30006)


def test_every_webhook_is_signed_for_the_address_that_we_gave(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="voicemail", text_temper="silent")
    sid = dial(carrier)
    carrier.send(SendText(TEXT_ID, VOTER, NUMBER, "Hello"))
    running_simulator.wait_for_call(sid, "completed")
    running_simulator.settle()
    receiver.wait_for(Door.RECEIPT, 4)
    check = SignatureCheck(twilio_config(running_simulator), receiver.base_url)
    doors = {webhook.path for webhook in receiver.received}
    assert doors == {Door.STATUS, Door.MACHINE, Door.CONFERENCE, Door.RECEIPT}
    for webhook in receiver.received:
        signature = webhook.headers[SIGNATURE]
        assert check.genuine(webhook.path, webhook.query, webhook.params, signature)


def test_voters_who_call_and_write_are_read(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    number = running_simulator.client().incoming_phone_numbers.list()[0]
    number.update(
        voice_url=address(receiver.base_url, Door.INCOMING),
        sms_url=address(receiver.base_url, Door.TEXT),
    )
    receiver.answers[Door.INCOMING] = Told("<Response><Hangup/></Response>")
    ours = number.phone_number
    running_simulator.post("inbound-call", {"from": VOTER, "to": ours})
    running_simulator.post("inbound-text", {"from": VOTER, "to": ours, "body": "Có"})
    called = read(call_events.voter_calling, receiver.wait_for(Door.INCOMING)[0])
    wrote = read(text_events.text_received, receiver.wait_for(Door.TEXT)[0])
    assert isinstance(called, VoterCalling)
    assert (called.from_, called.to) == (VOTER, ours)
    assert isinstance(wrote, TextReceived)
    assert (wrote.from_, wrote.to, wrote.body) == (VOTER, ours, "Có")


def test_keys_are_asked_for_and_read(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    number = running_simulator.client().incoming_phone_numbers.list()[0]
    number.update(voice_url=address(receiver.base_url, Door.INCOMING))
    asked = AskByKeypad((Sentence("Will you vote?", "en"),), shift_id=4, question_id=5)
    receiver.answers[Door.INCOMING] = Told(render(asked, receiver.base_url))
    receiver.answers[Door.KEYPAD] = Told("<Response><Hangup/></Response>")
    running_simulator.post(
        "inbound-call", {"from": VOTER, "to": number.phone_number, "keys": ["2"]}
    )
    pressed = read(call_events.key_pressed, receiver.wait_for(Door.KEYPAD)[0])
    assert (pressed.shift_id, pressed.question_id, pressed.digit) == (4, 5, "2")


def test_a_token_lets_a_volunteer_call_our_application_and_be_called_by_nobody(
    carrier: TwilioCarrier, running_simulator: RunningSimulator
) -> None:
    token = carrier.access_token("caller-3", 600)
    secret = running_simulator.settings.api_key_secret
    claims = jwt.decode(token, secret, algorithms=["HS256"], options={"verify_aud": False})
    voice = {"outgoing": {"application_sid": f"AP{1:032x}"}}
    assert claims["grants"] == {"identity": "caller-3", "voice": voice}
    assert 590 <= claims["exp"] - time.time() <= 600


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ConfigError, match=r"twilio\.auth_token is missing"):
        TwilioCarrier(TwilioConfig(account_sid="AC1"), "http://hooks.example.org").call("CA1")
    with pytest.raises(ConfigError, match=r"twilio\.api_key_sid is missing"):
        TwilioCarrier(TwilioConfig(account_sid="AC1"), "http://h.example.org").access_token("x", 1)


def test_wrong_credentials_are_refused_for_good(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    settings = running_simulator.settings
    wrong = TwilioConfig(settings.account_sid, "wrong", api_base_url=running_simulator.base_url)
    with pytest.raises(CarrierRefused, match="credentials") as refusal:
        dial(TwilioCarrier(wrong, receiver.base_url))
    assert refusal.value.code == 20003


def test_where_no_connection_came_about_nothing_was_sent(receiver: Receiver) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(CarrierBusy):
            dial(TwilioCarrier(made_up_account(nobody), receiver.base_url))


def test_silence_is_an_unknown_outcome(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    impatient = replace(twilio_config(running_simulator), timeout_seconds=1)
    trouble = {"kind": "timeout_after", "hold_seconds": 1.5}
    running_simulator.post("faults", {"rest": [trouble]})
    with pytest.raises(OutcomeUnknown):
        dial(TwilioCarrier(impatient, receiver.base_url))


@pytest.mark.parametrize("told", [Told("<html>", 200), Told("{}", 302), Told("gone", 503)])
def test_an_answer_that_is_not_twilios_is_an_unknown_outcome(
    receiver: Receiver, told: Told
) -> None:
    receiver.answer = lambda received: told  # type: ignore[method-assign]
    with pytest.raises(OutcomeUnknown):
        dial(TwilioCarrier(made_up_account(receiver.base_url), receiver.base_url))


def made_up_account(api_base_url: str) -> TwilioConfig:
    return TwilioConfig(f"AC{1:032x}", "token", api_base_url=api_base_url, timeout_seconds=1)


def test_a_volunteers_line_names_its_caller_and_joins_their_conference() -> None:
    sid = f"CA{1:032x}"
    connected = call_events.caller_connected({"From": "client:caller-3", "CallSid": sid}, {})
    assert connected == CallerConnected(3, sid)
    assert ">caller-3</Conference>" in render(JoinConference("caller-3", 3), "http://h.example.org")


def test_a_line_is_taken_to_another_conference_under_its_label(
    carrier: TwilioCarrier, running_simulator: RunningSimulator
) -> None:
    running_simulator.voter(temper="talks")
    sid = dial(carrier)
    running_simulator.wait_for_call(sid, "in-progress")
    assert carrier.move(sid, JoinConference("caller-4", 4, "voter-7"))
    client = running_simulator.client()

    def labels(name: str) -> list[str]:
        rooms = client.conferences.list(friendly_name=name)
        return [one.label for room in rooms for one in room.participants.list()]

    wait_until(lambda: labels("caller-4") == ["voter-7"], "the voter is in the other room")
    assert labels(CONFERENCE) == []
    assert running_simulator.call(sid)["status"] == "in-progress"


def test_a_line_is_heard_by_nobody_by_one_or_by_all(
    carrier: TwilioCarrier, running_simulator: RunningSimulator
) -> None:
    running_simulator.voter(temper="talks")
    running_simulator.voter("+16515550124", temper="talks")
    coached, coach = dial(carrier), dial(carrier, "+16515550124")
    for sid in (coached, coach):
        running_simulator.wait_for_call(sid, "in-progress")
    room = running_simulator.client().conferences.list(friendly_name=CONFERENCE)[0]

    def heard_by(voice: VoiceIn) -> tuple[bool, bool, str | None]:
        carrier.set_voice(CONFERENCE, coach, voice)
        one = room.participants(coach).fetch()
        return one.muted, one.coaching, one.call_sid_to_coach

    assert heard_by(VoiceIn(muted=True)) == (True, False, None)
    assert heard_by(VoiceIn(only_for=coached)) == (False, True, coached)
    assert heard_by(VoiceIn()) == (False, False, None)


def test_a_volunteers_phone_asks_us_what_to_say(
    carrier: TwilioCarrier, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="talks")
    receiver.answers[Door.PHONE] = Told(render(SayAndHangUp(), receiver.base_url))
    carrier.ring_caller(RingCaller(CALLER_ID, VOTER, NUMBER))
    picked_up = read(call_events.phone_picked_up, receiver.wait_for("/voice/phone", 1)[0])
    assert (picked_up.caller_id, picked_up.asked, picked_up.digit) == (CALLER_ID, False, "")
