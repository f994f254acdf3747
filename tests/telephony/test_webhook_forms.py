"""Twilio's forms as the port's events; what is missing or wrong is refused by name, not value."""

from collections.abc import Callable

import pytest

from phonebank.domain.call import CallEvent
from phonebank.domain.text_message import TextEvent
from phonebank.telephony.port import CallerConnected, CaptainConnected
from phonebank.telephony.twilio import call_events, text_events
from phonebank.telephony.twilio.codes import CALL_EVENTS, sentence_for
from phonebank.telephony.twilio.form import Form, Unreadable

CALL, TEXT, ROOM = f"CA{1:032x}", f"SM{2:032x}", f"CF{3:032x}"
VOTER, OURS = "+16515550123", "+16515550100"

CALLER = {"CallSid": CALL, "From": "client:caller-3"}
STATUS = {"CallSid": CALL, "CallStatus": "ringing"}
MACHINE = {"CallSid": CALL, "AnsweredBy": "machine_start"}
MOVE = {
    "CallSid": CALL,
    "ConferenceSid": ROOM,
    "FriendlyName": "caller-3",
    "StatusCallbackEvent": "participant-leave",
    "SequenceNumber": "5",
    "ParticipantLabel": "caller-3",
}
CALLING = {"CallSid": CALL, "From": VOTER, "To": OURS}
KEY = {**CALLING, "Digits": "2"}
WRITES = {"MessageSid": TEXT, "From": VOTER, "To": OURS, "Body": "Yes", "NumMedia": "0"}
RECEIPT = {"MessageSid": TEXT, "MessageStatus": "delivered"}

Parse = Callable[[Form, Form], object]
DOORS: list[tuple[Parse, dict[str, str], dict[str, str]]] = [
    (call_events.caller_connected, CALLER, {}),
    (call_events.call_progress, STATUS, {"call": "7"}),
    (call_events.machine_detected, MACHINE, {"call": "7"}),
    (call_events.conference_moved, MOVE, {}),
    (call_events.voter_calling, CALLING, {}),
    (call_events.code_pressed, {"CallSid": CALL, "Digits": "123456"}, {}),
    (call_events.phone_picked_up, {"CallSid": CALL, "Digits": "1"}, {"caller": "3", "asked": "1"}),
    (call_events.key_pressed, KEY, {"shift": "4", "question": "5"}),
    (text_events.text_received, WRITES, {}),
    (text_events.text_receipt, RECEIPT, {"text": "9"}),
]
OPTIONAL = {"Digits", "Body", "NumMedia", "ParticipantLabel"}
EVIL = ["", "\0", "-1", "1e3", "９", "9" * 40, "client:caller-x", "'; DROP TABLE call; --"]


@pytest.mark.parametrize(("parse", "form", "query"), DOORS)
def test_every_needed_field_is_missed_by_name(
    parse: Parse, form: dict[str, str], query: dict[str, str]
) -> None:
    parse(form, query)
    for name in form.keys() - OPTIONAL:
        with pytest.raises(Unreadable, match=name):
            parse({key: value for key, value in form.items() if key != name}, query)
    for name in query:
        with pytest.raises(Unreadable, match=name):
            parse(form, {key: value for key, value in query.items() if key != name})


@pytest.mark.parametrize("value", EVIL)
@pytest.mark.parametrize(("parse", "form", "query"), DOORS)
def test_no_id_of_another_form_gets_through_or_into_the_message(
    parse: Parse, form: dict[str, str], query: dict[str, str], value: str
) -> None:
    for name in [name for name in form if name.endswith("Sid")]:
        with pytest.raises(Unreadable) as refused:
            parse({**form, name: value}, query)
        assert not value or value not in str(refused.value)
    for name in query:
        with pytest.raises(Unreadable):
            parse(form, {**query, name: value})


def test_every_status_of_a_call_is_known() -> None:
    twilios = "queued initiated ringing in-progress completed busy failed no-answer canceled"
    assert CALL_EVENTS.keys() == set(twilios.split())


def test_one_event_delivered_twice_has_one_key_and_two_events_have_two() -> None:
    keys = [
        call_events.call_progress({**STATUS, "CallStatus": status}, {"call": "7"}).event_key
        for status in ("ringing", "ringing", "completed")
    ]
    assert keys[0] == keys[1] != keys[2]


def test_a_failed_call_has_the_networks_code_and_a_completed_one_none() -> None:
    failed = {**STATUS, "CallStatus": "failed", "SipResponseCode": "404"}
    assert call_events.call_progress(failed, {"call": "7"}).error_code == 404
    completed = {**STATUS, "CallStatus": "completed", "SipResponseCode": "200"}
    event = call_events.call_progress(completed, {"call": "7"})
    assert (event.event, event.error_code) == (CallEvent.COMPLETED, None)


def test_the_volunteers_own_line_is_told_from_the_voters() -> None:
    own = call_events.conference_moved(MOVE, {})
    voters = call_events.conference_moved({**MOVE, "ParticipantLabel": "voter-7"}, {})
    assert own is not None
    assert voters is not None
    assert (own.is_caller, own.joined, voters.is_caller) == (True, False, False)


def test_other_news_of_a_conference_are_none() -> None:
    assert (
        call_events.conference_moved({**MOVE, "StatusCallbackEvent": "conference-end"}, {}) is None
    )


def test_no_key_in_time_is_an_empty_digit() -> None:
    pressed = call_events.key_pressed(CALLING, {"shift": "4", "question": "5"})
    assert pressed.digit == ""


@pytest.mark.parametrize("digits", ["12", "x", "²", " "])
def test_more_than_one_key_is_refused(digits: str) -> None:
    with pytest.raises(Unreadable, match="Digits"):
        call_events.key_pressed({**KEY, "Digits": digits}, {"shift": "4", "question": "5"})


def test_a_text_keeps_its_words_in_any_script_and_loses_only_what_no_database_keeps() -> None:
    body = "ကညီ មែន \u202eنعم 👍\0\n"
    assert text_events.text_received({**WRITES, "Body": body}, {}).body == body.replace("\0", "")


def test_pictures_come_by_address_and_only_by_https() -> None:
    form = {
        **WRITES,
        "NumMedia": "2",
        "MediaUrl0": "https://api.example.org/1",
        "MediaUrl1": "file:///etc",
    }
    assert text_events.text_received(form, {}).media == ("https://api.example.org/1",)


def test_a_status_that_twilio_may_add_changes_nothing() -> None:
    receipt = text_events.text_receipt({**RECEIPT, "MessageStatus": "teleported"}, {"text": "9"})
    assert receipt.event is None
    delivered = text_events.text_receipt(RECEIPT, {"text": "9"})
    assert delivered.event is TextEvent.DELIVERED


@pytest.mark.parametrize("code", [21610, 30003, 30007, 30034, 63038])
def test_known_errors_have_words_and_unknown_ones_their_number(code: int) -> None:
    assert str(code) not in sentence_for(code)
    assert "99999" in sentence_for(99999)


def test_a_captains_line_is_told_from_a_volunteers() -> None:
    captain = call_events.line_connected({**CALLER, "From": "client:captain-9"}, {})
    assert captain == CaptainConnected(9, CALL)
    assert call_events.line_connected(CALLER, {}) == CallerConnected(3, CALL)
    for stranger in ("client:captain-x", "client:boss-9", "+16515550123"):
        with pytest.raises(Unreadable):
            call_events.line_connected({**CALLER, "From": stranger}, {})


@pytest.mark.parametrize(
    ("label", "is_caller", "guest_id", "member_id"),
    [
        ("caller-3", True, None, None),
        ("caller-4", False, 4, None),
        ("captain-9", False, None, 9),
        ("voter-7", False, None, None),
        ("", False, None, None),
    ],
)
def test_whose_line_moves_is_read_from_its_label(
    label: str, is_caller: bool, guest_id: int | None, member_id: int | None
) -> None:
    moved = call_events.conference_moved({**MOVE, "ParticipantLabel": label}, {})
    assert moved is not None
    found = (moved.caller_id, moved.is_caller, moved.guest_id, moved.member_id)
    assert found == (3, is_caller, guest_id, member_id)
