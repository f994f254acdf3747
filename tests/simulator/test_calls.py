"""How calls go, by the temper of who is called and by what the application asks for."""

import pytest
from twilio.rest import Client

from tests.support.receiver import Receiver, Told
from tests.support.simulator import NUMBER, VOTER, RunningSimulator, wait_until

EVENTS = ["initiated", "ringing", "answered", "completed"]
PAUSE = "<Response><Pause length='3'/></Response>"


@pytest.fixture
def client(running_simulator: RunningSimulator) -> Client:
    return running_simulator.client()


def dial(client: Client, receiver: Receiver, **more: object) -> str:
    """A voter dialled into the conference room-1 the way phonebank does it."""
    asked: dict[str, object] = {
        "from_": NUMBER,
        "to": VOTER,
        "label": "voter",
        "status_callback": receiver.url("/status"),
        "status_callback_event": EVENTS,
        **more,
    }
    return str(client.conferences("room-1").participants.create(**asked).call_sid)


@pytest.mark.parametrize(
    ("temper", "status", "sip_code"),
    [
        ("busy", "busy", "486"),
        ("declines", "busy", "603"),
        ("rings_out", "no-answer", "487"),
        ("unreachable", "failed", "404"),
        ("hangs_up", "completed", "200"),
        ("wrong_number", "completed", "200"),
    ],
)
def test_each_temper_ends_a_call_in_its_own_way(
    client: Client,
    running_simulator: RunningSimulator,
    receiver: Receiver,
    temper: str,
    status: str,
    sip_code: str,
) -> None:
    running_simulator.voter(temper=temper)
    sid = dial(client, receiver, timeout=15)
    running_simulator.wait_for_call(sid, status)
    running_simulator.settle()
    final = receiver.at("/status")[-1].params
    assert (final["CallStatus"], final["SipResponseCode"]) == (status, sip_code)


def test_a_call_tells_its_events_in_order_with_rising_numbers(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="hangs_up")
    sid = dial(client, receiver)
    told = [one.params for one in receiver.wait_for("/status", 4)]
    statuses = ["initiated", "ringing", "in-progress", "completed"]
    assert [one["CallStatus"] for one in told] == statuses
    assert [one["SequenceNumber"] for one in told] == ["0", "1", "2", "3"]
    assert {one["CallSid"] for one in told} == {sid}
    assert "CallDuration" in told[3]
    assert "CallDuration" not in told[2]


def test_only_the_events_asked_for_are_told(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="busy")
    usual = client.calls.create(
        from_=NUMBER, to=VOTER, twiml=PAUSE, status_callback=receiver.url("/usual")
    )
    running_simulator.wait_for_call(usual.sid, "busy")
    running_simulator.settle()
    assert [one.params["CallStatus"] for one in receiver.at("/usual")] == ["busy"]


def test_an_unanswered_call_rings_no_longer_than_its_timeout(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="rings_out")
    sid = dial(client, receiver, timeout=600)
    running_simulator.wait_for_call(sid, "ringing")
    running_simulator.advance(590 / running_simulator.settings.speed)
    assert running_simulator.call(sid)["status"] == "ringing"
    running_simulator.advance(11 / running_simulator.settings.speed)
    assert running_simulator.call(sid)["status"] == "no-answer"


@pytest.mark.parametrize(
    ("temper", "mode", "answered_by"),
    [
        ("talks", "Enable", "human"),
        ("voicemail", "Enable", "machine_start"),
        ("voicemail", "DetectMessageEnd", "machine_end_beep"),
        ("fax", "Enable", "fax"),
    ],
)
def test_machine_detection_tells_who_answered(
    client: Client,
    running_simulator: RunningSimulator,
    receiver: Receiver,
    temper: str,
    mode: str,
    answered_by: str,
) -> None:
    running_simulator.voter(temper=temper)
    sid = dial(
        client,
        receiver,
        machine_detection=mode,
        amd_status_callback=receiver.url("/machine"),
    )
    (told,) = receiver.wait_for("/machine")
    assert told.params["AnsweredBy"] == answered_by
    assert set(told.params) == {
        "CallSid",
        "AccountSid",
        "AnsweredBy",
        "MachineDetectionDuration",
    }
    assert client.calls(sid).fetch().answered_by == answered_by


def test_a_machine_records_what_is_said_after_its_beep_and_nothing_before(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    receiver.answers["/voice"] = Told(
        "<Response><Say>Too soon.</Say><Pause length='40'/></Response>"
    )
    running_simulator.voter(temper="voicemail")
    called = client.calls.create(
        from_=NUMBER, to=VOTER, url=receiver.url("/voice"), machine_detection="DetectMessageEnd",
        async_amd="true", async_amd_status_callback=receiver.url("/machine"),
    )  # fmt: skip
    receiver.wait_for("/machine")
    client.calls(called.sid).update(
        twiml="<Response><Say>Hello, please ring back.</Say></Response>"
    )
    running_simulator.wait_for_call(called.sid, "completed")
    (note,) = running_simulator.call(called.sid)["recorded"]
    assert (note["words"], note["whole"]) == ("Hello, please ring back.", True)


def test_without_async_detection_twiml_is_fetched_once_the_answer_is_known(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    receiver.answers["/voice"] = Told(PAUSE)
    running_simulator.voter(temper="voicemail")
    client.calls.create(
        from_=NUMBER, to=VOTER, url=receiver.url("/voice"), machine_detection="Enable"
    )
    (asked,) = receiver.wait_for("/voice")
    assert asked.params["AnsweredBy"] == "machine_start"


def test_with_async_detection_twiml_is_fetched_at_once(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    receiver.answers["/voice"] = Told(PAUSE.replace("3", "30"))
    running_simulator.voter(temper="talks")
    client.calls.create(
        from_=NUMBER,
        to=VOTER,
        url=receiver.url("/voice"),
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=receiver.url("/machine"),
    )
    receiver.wait_for("/machine")
    assert [one.path for one in receiver.received] == ["/voice", "/machine"]
    assert "AnsweredBy" not in receiver.at("/voice")[0].params


def test_a_conference_tells_who_comes_and_goes(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="talks")
    running_simulator.voter("+16515550124", temper="talks")
    events = {
        "conference_status_callback": receiver.url("/conference"),
        "conference_status_callback_event": ["start", "end", "join", "leave", "mute"],
    }
    moderator = dial(client, receiver, label="caller", end_conference_on_exit=True, **events)
    running_simulator.wait_for_call(moderator, "in-progress")
    dial(client, receiver, to="+16515550124")
    receiver.wait_for("/conference", 3)
    room = client.conferences.list(friendly_name="room-1", status="in-progress")[0]
    client.conferences(room.sid).participants("voter").update(muted=True)
    client.calls(moderator).update(status="completed")
    told = [one.params for one in receiver.wait_for("/conference", 7)]
    assert [(one["StatusCallbackEvent"], one.get("ParticipantLabel")) for one in told] == [
        ("participant-join", "caller"),
        ("conference-start", "voter"),
        ("participant-join", "voter"),
        ("participant-mute", "voter"),
        ("participant-leave", "caller"),
        ("participant-leave", "voter"),
        ("conference-end", None),
    ]
    assert [one["SequenceNumber"] for one in told] == [str(n) for n in range(1, 8)]
    assert told[4]["ReasonParticipantLeft"] == "participant_hung_up"
    assert told[5]["ReasonParticipantLeft"] == "moderator_ended_conference"
    assert told[6]["CallSidEndingConference"] == moderator
    reason = "participant-with-end-conference-on-exit-left"
    assert told[6]["ReasonConferenceEnded"] == reason


def test_a_conference_nobody_reached_does_not_stay_open(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="busy")
    sid = dial(client, receiver)
    running_simulator.wait_for_call(sid, "busy")
    assert client.conferences.list(friendly_name="room-1")[0].status == "completed"


def test_calls_above_the_rate_are_queued(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.post("rates", {"calls_per_second": 0.1})
    running_simulator.voter(temper="rings_out")
    first, second = dial(client, receiver), dial(client, receiver)
    running_simulator.wait_for_call(first, "ringing")
    assert running_simulator.call(second)["status"] == "queued"
    running_simulator.advance(10)
    running_simulator.wait_for_call(second, "ringing")


def test_the_same_voter_does_the_same_in_every_run(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    numbers = [f"+1651555{n:04d}" for n in range(100, 140)]

    def tempers() -> list[str]:
        return [running_simulator.get(f"voters/{one}")["temper"] for one in numbers]

    before = tempers()
    running_simulator.post("reset", {})
    assert tempers() == before
    assert len(set(before)) > 4, "a phone bank meets all sorts"


def test_a_reset_ends_every_call(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="talks")
    dial(client, receiver)
    wait_until(lambda: len(receiver.at("/status")) >= 3, "an answered call")
    running_simulator.post("reset", {})
    assert running_simulator.state()["calls"] == []
