"""The real twilio library against the simulator; the description checks every answer."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.support.simulator import (
    NUMBER,
    VOTER,
    LocalHttpClient,
    RunningSimulator,
    running_simulator,
    simulator,
)

__all__ = ["running_simulator", "simulator"]

ANSWER = "<Response><Say>Hello</Say></Response>"


@pytest.fixture
def client(running_simulator: RunningSimulator) -> Client:
    return running_simulator.client()


def refusal(act: object, *args: object, **kwargs: object) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as caught:
        act(*args, **kwargs)  # type: ignore[operator]
    return caught.value


def test_an_account_shows_itself_and_its_balance(
    client: Client, running_simulator: RunningSimulator
) -> None:
    sid = running_simulator.settings.account_sid
    assert client.api.accounts(sid).fetch().status == "active"
    assert client.api.account.balance.fetch().currency == "USD"


def test_an_application_is_created_found_by_name_and_changed(client: Client) -> None:
    made = client.applications.create(friendly_name="bank", voice_url="https://x.example/voice")
    found = client.applications.list(friendly_name="bank")
    assert made.sid in [one.sid for one in found]
    changed = client.applications(made.sid).update(voice_url="https://y.example/voice")
    assert changed.voice_url == "https://y.example/voice"
    assert client.applications(made.sid).fetch().friendly_name == "bank"
    assert client.applications(made.sid).delete()


def test_a_messaging_service_takes_numbers_into_its_pool(client: Client) -> None:
    service = client.messaging.v1.services.create(
        friendly_name="bank", inbound_request_url="https://x.example/in"
    )
    number = client.incoming_phone_numbers.list(phone_number=NUMBER)[0]
    service.phone_numbers.create(phone_number_sid=number.sid)
    assert [one.phone_number for one in service.phone_numbers.list()] == [NUMBER]
    assert refusal(service.phone_numbers.create, phone_number_sid=number.sid).code == 21710
    changed = client.messaging.v1.services(service.sid).update(friendly_name="new")
    assert changed.friendly_name == "new"
    assert service.sid in [one.sid for one in client.messaging.v1.services.list()]
    assert client.messaging.v1.services(service.sid).phone_numbers(number.sid).delete()
    assert client.messaging.v1.services(service.sid).delete()


def test_a_number_is_pointed_at_an_application(client: Client) -> None:
    number = client.incoming_phone_numbers.list()[0]
    number.update(voice_url="https://x.example/in", sms_url="https://x.example/sms")
    again = client.incoming_phone_numbers(number.sid).fetch()
    assert (again.voice_url, again.sms_url) == ("https://x.example/in", "https://x.example/sms")
    number.update(voice_url="", sms_url="")
    assert client.incoming_phone_numbers(number.sid).fetch().voice_url is None


def test_a_new_key_opens_the_door_and_a_revoked_one_does_not(
    client: Client, running_simulator: RunningSimulator
) -> None:
    key = client.new_keys.create(friendly_name="robots")
    sid = running_simulator.settings.account_sid
    by_key = Client(
        key.sid, key.secret, sid, http_client=LocalHttpClient(running_simulator.base_url)
    )
    assert key.sid in [one.sid for one in by_key.keys.list()]
    assert client.keys(key.sid).delete()
    assert refusal(by_key.api.accounts(sid).fetch).status == 401
    assert client.tokens.create(ttl=60).ttl == "60"


def test_wrong_credentials_are_refused_with_20003(running_simulator: RunningSimulator) -> None:
    http = LocalHttpClient(running_simulator.base_url)
    sid = running_simulator.settings.account_sid
    error = refusal(Client(sid, "wrong", http_client=http).api.accounts(sid).fetch)
    assert (error.status, error.code) == (401, 20003)


def test_lookup_tells_the_line_type(client: Client, running_simulator: RunningSimulator) -> None:
    running_simulator.voter(line_type="landline")
    known = client.lookups.v2.phone_numbers(VOTER).fetch(fields="line_type_intelligence")
    assert known.valid
    assert known.line_type_intelligence["type"] == "landline"
    assert client.lookups.v2.phone_numbers("+1651555").fetch().validation_errors == ["TOO_SHORT"]


def test_a_participant_is_called_into_a_conference_by_its_name(
    client: Client, running_simulator: RunningSimulator
) -> None:
    running_simulator.voter(temper="talks")
    made = client.conferences("caller-7").participants.create(
        from_=NUMBER, to=VOTER, label="voter", early_media=False, timeout=25, beep="false"
    )
    running_simulator.wait_for_call(made.call_sid, "in-progress")
    room = client.conferences.list(friendly_name="caller-7")[0]
    assert room.sid == made.conference_sid
    held = room.participants("voter").update(hold=True, muted=True)
    assert (held.hold, held.muted, held.status) == (True, True, "connected")
    assert [one.label for one in room.participants.list(hold=True)] == ["voter"]
    assert room.participants(made.call_sid).delete()
    running_simulator.wait_for_call(made.call_sid, "completed")
    assert client.conferences(room.sid).fetch().status == "completed"
    assert refusal(room.participants("voter").fetch).status == 404


def test_a_conference_is_ended_by_the_api(
    client: Client, running_simulator: RunningSimulator
) -> None:
    running_simulator.voter(temper="talks")
    made = client.conferences("caller-8").participants.create(from_=NUMBER, to=VOTER)
    running_simulator.wait_for_call(made.call_sid, "in-progress")
    ended = client.conferences(made.conference_sid).update(status="completed")
    assert ended.reason_conference_ended == "conference-ended-via-api"
    running_simulator.wait_for_call(made.call_sid, "completed")


def test_a_call_is_listed_fetched_redirected_and_ended(
    client: Client, running_simulator: RunningSimulator
) -> None:
    running_simulator.voter(temper="talks")
    made = client.calls.create(
        from_=NUMBER, to=VOTER, twiml="<Response><Pause length='500'/></Response>"
    )
    running_simulator.wait_for_call(made.sid, "in-progress")
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    listed = client.calls.list(to=VOTER, status="in-progress", start_time_after=hour_ago)
    assert [one.sid for one in listed] == [made.sid]
    client.calls(made.sid).update(twiml="<Response><Say>Bye</Say><Pause/></Response>")
    assert running_simulator.wait_for_call(made.sid, "completed")["said"] == ["Bye"]
    assert client.calls(made.sid).fetch().status == "completed"
    assert refusal(client.calls(made.sid).update, twiml=ANSWER).code == 21220
    assert client.calls.list(start_time_before=hour_ago) == []


def test_a_ringing_call_is_canceled(client: Client, running_simulator: RunningSimulator) -> None:
    running_simulator.voter(temper="rings_out")
    made = client.calls.create(from_=NUMBER, to=VOTER, twiml=ANSWER, timeout=300)
    running_simulator.wait_for_call(made.sid, "ringing")
    assert client.calls(made.sid).update(status="canceled").status == "canceled"


def test_a_recorded_call_leaves_a_recording(
    client: Client, running_simulator: RunningSimulator
) -> None:
    running_simulator.voter(temper="talks")
    twiml = "<Response><Pause length='5'/></Response>"
    made = client.calls.create(from_=NUMBER, to=VOTER, twiml=twiml, record=True)
    running_simulator.wait_for_call(made.sid, "completed")
    (recording,) = client.recordings.list(call_sid=made.sid)
    assert recording.source == "OutboundAPI"
    assert client.recordings(recording.sid).fetch().status == "completed"
    assert client.recordings(recording.sid).delete()
    assert client.recordings.list(call_sid=made.sid) == []


def test_a_message_is_sent_listed_and_fetched(
    client: Client, running_simulator: RunningSimulator
) -> None:
    running_simulator.voter(temper="silent")
    made = client.messages.create(from_=NUMBER, to=VOTER, body="Xin chào")
    assert (made.status, made.num_segments) == ("queued", "1")
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    running_simulator.advance(60)
    assert client.messages(made.sid).fetch().status == "delivered"
    listed = client.messages.list(to=VOTER, from_=NUMBER, date_sent_after=today)
    assert [one.sid for one in listed] == [made.sid]
    assert client.messages.list(to=VOTER, date_sent_before=today - timedelta(days=1)) == []
    assert client.messages(made.sid).delete()


def test_a_service_picks_a_number_of_its_pool(client: Client) -> None:
    service = client.messaging.v1.services.create(friendly_name="pool")
    empty = refusal(client.messages.create, to=VOTER, body="x", messaging_service_sid=service.sid)
    assert empty.code == 21703
    number = client.incoming_phone_numbers.list(phone_number=NUMBER)[0]
    service.phone_numbers.create(phone_number_sid=number.sid)
    made = client.messages.create(to=VOTER, body="x", messaging_service_sid=service.sid)
    assert (made.status, made.from_) == ("accepted", NUMBER)
    client.messaging.v1.services(service.sid).delete()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"To": VOTER, "From": NUMBER}, 21602),
        ({"To": VOTER, "Body": "x"}, 21603),
        ({"Body": "x", "From": NUMBER}, 21604),
        ({"To": "651", "From": NUMBER, "Body": "x"}, 21211),
        ({"To": VOTER, "From": "+16515550199", "Body": "x"}, 21606),
        ({"To": VOTER, "From": NUMBER, "Body": "x" * 1601}, 21617),
        ({"To": VOTER, "From": NUMBER, "Body": "x", "StatusCallback": "nowhere"}, 21609),
        ({"To": VOTER, "From": NUMBER, "Body": "x", "Bodyguard": "y"}, 20001),
        ({"To": VOTER, "From": NUMBER, "Body": "x", "ScheduleType": "later"}, 20001),
        ({"To": VOTER, "From": NUMBER, "Body": "x", "ScheduleType": "fixed"}, 20001),
    ],
)
def test_a_wrong_message_is_refused_with_twilios_code(
    running_simulator: RunningSimulator, asked: dict[str, str], code: int
) -> None:
    assert post(running_simulator, "Messages", asked) == (400, code)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"From": NUMBER, "Twiml": ANSWER}, 21201),
        ({"To": VOTER, "Twiml": ANSWER}, 21213),
        ({"To": VOTER, "From": NUMBER}, 21205),
        ({"To": VOTER, "From": "+16515550199", "Twiml": ANSWER}, 21210),
        ({"To": VOTER, "From": NUMBER, "Twiml": ANSWER, "Timeout": "soon"}, 20001),
        ({"To": VOTER, "From": NUMBER, "Twiml": ANSWER, "SendDigits": "1"}, 20001),
        ({"To": VOTER, "From": NUMBER, "Twiml": ANSWER, "Machine": "Enable"}, 20001),
        ({"To": VOTER, "From": NUMBER, "Twiml": ANSWER, "MachineDetection": "yes"}, 20001),
    ],
)
def test_a_wrong_call_is_refused_with_twilios_code(
    running_simulator: RunningSimulator, asked: dict[str, str], code: int
) -> None:
    assert post(running_simulator, "Calls", asked) == (400, code)


def test_an_unknown_event_name_is_refused(client: Client) -> None:
    error = refusal(
        client.calls.create,
        from_=NUMBER,
        to=VOTER,
        twiml=ANSWER,
        status_callback="https://x.example/",
        status_callback_event=["ansered"],
    )
    assert error.code == 21626


def test_a_long_list_is_paged_through_by_the_library(
    client: Client, running_simulator: RunningSimulator
) -> None:
    running_simulator.voter(temper="silent")
    sent = [client.messages.create(from_=NUMBER, to=VOTER, body=str(n)).sid for n in range(7)]
    assert [one.sid for one in client.messages.list(page_size=3)] == sent[::-1]
    made = [client.messaging.v1.services.create(friendly_name=str(n)) for n in range(3)]
    found = {one.sid for one in client.messaging.v1.services.list(page_size=2)}
    assert {one.sid for one in made} <= found
    for one in made:
        client.messaging.v1.services(one.sid).delete()


def post(running: RunningSimulator, what: str, asked: dict[str, str]) -> tuple[int, int]:
    """A raw form, for what the library would not let through."""
    settings = running.settings
    answer = requests.post(
        f"{running.base_url}/2010-04-01/Accounts/{settings.account_sid}/{what}.json",
        data=asked,
        auth=(settings.account_sid, settings.auth_token),
        timeout=10,
    )
    body = json.loads(answer.text)
    assert {"code", "message", "more_info", "status"} == set(body)
    return answer.status_code, body["code"]
