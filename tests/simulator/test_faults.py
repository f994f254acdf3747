"""What can be made to go wrong, and that it goes wrong the way it was asked to."""

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.support.receiver import Receiver
from tests.support.simulator import NUMBER, VOTER, RunningSimulator


@pytest.fixture
def client(running_simulator: RunningSimulator) -> Client:
    running_simulator.voter(temper="hangs_up", text_temper="silent")
    return running_simulator.client()


def dial(client: Client, receiver: Receiver) -> str:
    """A call with every status callback."""
    return str(
        client.conferences("room")
        .participants.create(
            from_=NUMBER,
            to=VOTER,
            status_callback=receiver.url("/status"),
            status_callback_event=["initiated", "ringing", "answered", "completed"],
        )
        .call_sid
    )


def send(client: Client, receiver: Receiver) -> str:
    """A text with receipts."""
    made = client.messages.create(
        from_=NUMBER, to=VOTER, body="Hi", status_callback=receiver.url("/receipt")
    )
    return str(made.sid)


def sent_texts(running_simulator: RunningSimulator) -> int:
    return len(running_simulator.state()["messages"])


def numbers(receiver: Receiver) -> list[str]:
    return [one.params["SequenceNumber"] for one in receiver.at("/status")]


def test_reordered_callbacks_arrive_after_the_ones_that_follow_them(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.post("faults", {"reorder": 1.0})
    dial(client, receiver)
    receiver.wait_for("/status", 4)
    assert numbers(receiver) == ["1", "0", "3", "2"]


def test_duplicated_callbacks_arrive_again(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.post("faults", {"duplicate": 2})
    dial(client, receiver)
    receiver.wait_for("/status", 12)
    assert numbers(receiver) == ["0"] * 3 + ["1"] * 3 + ["2"] * 3 + ["3"] * 3


def test_lost_callbacks_never_arrive_and_others_do(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.post("faults", {"lose": 1.0, "matching": "/status"})
    running_simulator.wait_for_call(dial(client, receiver), "completed")
    send(client, receiver)
    receiver.wait_for("/receipt", 4)
    running_simulator.settle()
    assert receiver.at("/status") == []


def test_delayed_callbacks_wait_for_the_clock(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.post("faults", {"delay_seconds": 3600})
    running_simulator.wait_for_call(dial(client, receiver), "completed")
    assert receiver.at("/status") == []
    running_simulator.advance(4 * 3600)
    receiver.wait_for("/status", 1)


@pytest.mark.parametrize(
    ("kind", "status", "code", "acted"),
    [
        ("server_error", 500, 20500, False),
        ("acted_then_error", 500, 20500, True),
        ("unavailable", 503, 20503, False),
        ("rate_limited", 429, 20429, False),
    ],
)
def test_a_rest_request_fails_once_as_asked(
    client: Client,
    running_simulator: RunningSimulator,
    receiver: Receiver,
    kind: str,
    status: int,
    code: int,
    acted: bool,
) -> None:
    running_simulator.post("faults", {"rest": [{"kind": kind, "path": "/Messages"}]})
    with pytest.raises(TwilioRestException) as failed:
        send(client, receiver)
    assert (failed.value.status, failed.value.code) == (status, code)
    assert sent_texts(running_simulator) == (1 if acted else 0)
    send(client, receiver)


@pytest.mark.parametrize(("kind", "acted"), [("timeout_before", 0), ("timeout_after", 1)])
def test_a_rest_request_times_out_before_or_after_it_was_done(
    running_simulator: RunningSimulator, receiver: Receiver, kind: str, acted: int
) -> None:
    running_simulator.voter(text_temper="silent")
    trouble = {"kind": kind, "path": "/Messages", "hold_seconds": 1.0}
    running_simulator.post("faults", {"rest": [trouble]})
    with pytest.raises(requests.exceptions.ReadTimeout):
        send(running_simulator.client(timeout=0.3), receiver)
    assert sent_texts(running_simulator) == acted


@pytest.mark.parametrize("code", [21211, 21610, 21614, 21635, 63038])
def test_a_text_is_refused_with_the_code_asked_for(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver, code: int
) -> None:
    running_simulator.post("faults", {"messages": [{"code": code, "to": VOTER}]})
    with pytest.raises(TwilioRestException) as refused:
        send(client, receiver)
    assert refused.value.code == code
    send(client, receiver)


@pytest.mark.parametrize("code", [30003, 30004, 30005, 30007, 30008, 30034])
def test_a_text_is_undelivered_with_the_code_asked_for(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver, code: int
) -> None:
    running_simulator.post("faults", {"messages": [{"code": code}]})
    send(client, receiver)
    last = receiver.wait_for("/receipt", 4)[-1].params
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", str(code))


def test_a_call_meets_the_temper_asked_for_once(
    client: Client, running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.post("faults", {"calls": [{"temper": "busy"}]})
    running_simulator.wait_for_call(dial(client, receiver), "busy")
    running_simulator.wait_for_call(dial(client, receiver), "completed")


def test_an_unknown_fault_is_refused(running_simulator: RunningSimulator) -> None:
    for body in ({"loose": 1.0}, {"rest": [{"kind": "tired"}]}):
        answer = requests.post(f"{running_simulator.base_url}/control/faults", json=body, timeout=5)
        assert answer.status_code == 400
