"""Webhooks about calls, with a real database behind them."""

import logging
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from phonebank.domain.call import AnsweredBy, CallState, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.suppression import AuditEvent, CarrierEvent
from phonebank.telephony.twilio.addresses import Door
from phonebank.wiring import Application
from tests.support.call_world import CallWorld, make_call_world
from tests.support.world import OUR_NUMBER
from tests.webhooks.conftest import SigningCarrier

STRANGER = "+16515550188"
ROOM = f"CF{1:032x}"
NEW_LINE, OLD_LINE = f"CA{0xB:032x}", f"CA{0xA:032x}"


@pytest.fixture
def ringing(app: Application) -> CallWorld:
    return make_call_world(app.database)


def status(carrier: SigningCarrier, ringing: CallWorld, said: str, **more: str) -> int:
    form = {"CallSid": ringing.sid, "CallStatus": said, **more}
    return carrier.tell(Door.STATUS, f"call={ringing.call_id}", **form).status_code


def caller_of(ringing: CallWorld) -> Caller:
    with ringing.database.transaction() as session:
        return session.get_one(Caller, ringing.caller_id)


def connect(carrier: SigningCarrier, ringing: CallWorld, sid: str) -> ElementTree.Element:
    form = {"CallSid": sid, "From": f"client:caller-{ringing.caller_id}"}
    answer = carrier.tell(Door.CALLER, **form)
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    return ElementTree.fromstring(answer.data)


def move(carrier: SigningCarrier, ringing: CallWorld, sid: str, event: str, number: int) -> int:
    name = f"caller-{ringing.caller_id}"
    return carrier.tell(
        Door.CONFERENCE,
        CallSid=sid,
        ConferenceSid=ROOM,
        FriendlyName=name,
        ParticipantLabel=name,
        StatusCallbackEvent=event,
        SequenceNumber=str(number),
    ).status_code


def test_a_call_goes_its_way(carrier: SigningCarrier, ringing: CallWorld) -> None:
    for said, state in (
        ("initiated", CallState.DIALLING),
        ("ringing", CallState.RINGING),
        ("in-progress", CallState.TALKING),
        ("completed", CallState.COMPLETED),
    ):
        assert status(carrier, ringing, said) == 204
        assert ringing.call().state is state
    call = ringing.call()
    assert call.carrier_sid == ringing.sid
    assert call.answered_at is not None
    assert call.ended_at is not None
    assert call.closed_at is None


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("no-answer", ContactResult.NOT_HOME),
        ("busy", ContactResult.BUSY),
        ("failed", ContactResult.DISCONNECTED),
    ],
)
def test_a_call_that_nobody_answered_is_closed_by_itself(
    carrier: SigningCarrier, ringing: CallWorld, said: str, result: ContactResult
) -> None:
    assert status(carrier, ringing, said, SipResponseCode="404") == 204
    call = ringing.call()
    assert call.result is result
    assert call.closed_at is not None


def test_machine_detection_is_kept(carrier: SigningCarrier, ringing: CallWorld) -> None:
    form = {"CallSid": ringing.sid, "AnsweredBy": "machine_start"}
    answer = carrier.tell(Door.MACHINE, f"call={ringing.call_id}", **form)
    assert answer.status_code == 204
    assert ringing.call().answered_by is AnsweredBy.MACHINE


def test_a_volunteers_line_goes_into_their_own_conference(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    reply = connect(carrier, ringing, NEW_LINE)
    assert reply.findtext("Dial/Conference") == f"caller-{ringing.caller_id}"
    assert caller_of(ringing).leg_call_sid == NEW_LINE


def test_nobody_who_is_no_caller_is_let_in(carrier: SigningCarrier, ringing: CallWorld) -> None:
    answer = carrier.tell(Door.CALLER, CallSid=NEW_LINE, From="client:caller-999999")
    assert [verb.tag for verb in ElementTree.fromstring(answer.data)] == ["Hangup"]
    assert carrier.tell(Door.CALLER, CallSid=NEW_LINE, From=STRANGER).status_code == 400


def test_a_line_that_left_is_noted_with_the_time(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    connect(carrier, ringing, NEW_LINE)
    assert move(carrier, ringing, NEW_LINE, "participant-join", 1) == 204
    assert move(carrier, ringing, NEW_LINE, "participant-leave", 2) == 204
    caller = caller_of(ringing)
    assert caller.leg_call_sid is None
    assert caller.leg_lost_at is not None


def test_a_page_loaded_again_keeps_its_new_line_whatever_the_old_one_still_says(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    connect(carrier, ringing, OLD_LINE)
    connect(carrier, ringing, NEW_LINE)
    move(carrier, ringing, OLD_LINE, "participant-leave", 3)
    move(carrier, ringing, OLD_LINE, "participant-join", 1)
    connect(carrier, ringing, OLD_LINE)
    caller = caller_of(ringing)
    assert (caller.leg_call_sid, caller.leg_lost_at) == (NEW_LINE, None)


def test_a_voters_coming_and_going_says_nothing_of_the_volunteer(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    connect(carrier, ringing, NEW_LINE)
    answer = carrier.tell(
        Door.CONFERENCE,
        CallSid=NEW_LINE,
        ConferenceSid=ROOM,
        FriendlyName=f"caller-{ringing.caller_id}",
        ParticipantLabel=f"voter-{ringing.call_id}",
        StatusCallbackEvent="participant-leave",
        SequenceNumber="1",
    )
    assert answer.status_code == 204
    assert caller_of(ringing).leg_call_sid == NEW_LINE


def test_a_conference_that_begins_or_ends_is_heard_and_changes_nothing(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    form = {"ConferenceSid": ROOM, "FriendlyName": "caller-1", "SequenceNumber": "1"}
    answer = carrier.tell(Door.CONFERENCE, StatusCallbackEvent="conference-end", **form)
    assert answer.status_code == 204


def test_a_stranger_who_calls_hears_who_we_are_and_may_opt_out(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    form = {"CallSid": NEW_LINE, "From": STRANGER, "To": OUR_NUMBER}
    answer = carrier.tell(Door.INCOMING, **form)
    gather = ElementTree.fromstring(answer.data).find("Gather")
    assert gather is not None and "press 9" in "".join(gather.itertext())
    assert carrier.tell(Door.KEYPAD, **form, Digits="9").status_code == 200


def test_a_voter_who_calls_back_answers_by_keypad(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    form = {"CallSid": NEW_LINE, "From": ringing.call().to_number, "To": OUR_NUMBER}
    gather = ElementTree.fromstring(carrier.tell(Door.INCOMING, **form).data).find("Gather")
    assert gather is not None
    query = gather.get("action", "").partition("?")[2].partition("#")[0]
    answer = carrier.tell(Door.KEYPAD, query, Digits="1", **form)
    assert answer.status_code == 200
    assert ElementTree.fromstring(answer.data).find("Gather") is not None


@pytest.mark.parametrize("door", [Door.INCOMING, Door.KEYPAD])
def test_a_number_that_is_not_ours_is_not_found(carrier: SigningCarrier, door: Door) -> None:
    form = {"CallSid": NEW_LINE, "From": STRANGER, "To": "+16515550199"}
    assert carrier.tell(door, "shift=1&question=1", **form).status_code == 404


@pytest.mark.parametrize(
    ("door", "query", "form"),
    [
        (Door.STATUS, "", {"CallSid": NEW_LINE, "CallStatus": "ringing"}),
        (Door.STATUS, "call=x", {"CallSid": NEW_LINE, "CallStatus": "ringing"}),
        (Door.STATUS, "call=1", {"CallSid": "CA1", "CallStatus": "ringing"}),
        (Door.STATUS, "call=1", {"CallSid": NEW_LINE, "CallStatus": "gone fishing"}),
        (Door.MACHINE, "call=1", {"CallSid": NEW_LINE}),
        (Door.CONFERENCE, "", {}),
        (Door.KEYPAD, "shift=1", {"CallSid": NEW_LINE, "From": STRANGER, "To": OUR_NUMBER}),
    ],
)
def test_a_missing_or_wrong_field_is_a_bad_request(
    carrier: SigningCarrier, door: Door, query: str, form: dict[str, str]
) -> None:
    assert carrier.tell(door, query, **form).status_code == 400


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.fixture
def broken(ringing: CallWorld) -> Iterator[None]:
    """A database that has lost a table."""
    engine = ringing.database.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE owned_number RENAME TO lost")
    yield
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE lost RENAME TO owned_number")


def test_an_error_of_ours_asks_for_another_try_and_logs_neither_number_nor_name(
    carrier: SigningCarrier, broken: None, heard: pytest.LogCaptureFixture
) -> None:
    form = {"CallSid": NEW_LINE, "From": STRANGER, "To": OUR_NUMBER}
    assert carrier.tell(Door.INCOMING, **form).status_code == 500
    assert "ProgrammingError in /voice/incoming" in heard.text
    assert STRANGER[1:] not in heard.text
    assert OUR_NUMBER[1:] not in heard.text


def test_an_event_of_a_call_that_is_not_ours_is_not_found_and_leaves_no_trace(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    form = {"CallSid": NEW_LINE, "CallStatus": "ringing"}
    assert carrier.tell(Door.STATUS, "call=999999", **form).status_code == 404
    with ringing.database.transaction() as session:
        assert session.scalars(select(AuditEvent).where(AuditEvent.actor == "carrier")).all() == []
        keys = session.scalars(select(CarrierEvent.key)).all()
    assert not [key for key in keys if key.startswith(NEW_LINE)]
