"""The page that shows what happens on the network, and the control door beside it."""

import requests

from tests.support.receiver import Receiver
from tests.support.simulator import NUMBER, VOTER, RunningSimulator


def test_the_page_shows_calls_texts_and_webhooks(
    running_simulator: RunningSimulator, receiver: Receiver
) -> None:
    running_simulator.voter(temper="talks", text_temper="silent", name="Test Voter")
    client = running_simulator.client()
    made = client.conferences("caller-1").participants.create(
        from_=NUMBER, to=VOTER, status_callback=receiver.url("/status")
    )
    client.messages.create(from_=NUMBER, to=VOTER, body="<b>Xin chào</b>")
    running_simulator.wait_for_call(made.call_sid, "in-progress")
    page = requests.get(running_simulator.base_url, timeout=5)
    assert "caller-1" in page.text
    assert "Test Voter" in page.text
    assert "&lt;b&gt;Xin chào&lt;/b&gt;" in page.text
    client.calls(made.call_sid).update(status="completed")
    running_simulator.settle()
    part = requests.get(f"{running_simulator.base_url}/now", timeout=5)
    assert "No line is in use." in part.text
    assert receiver.url("/status") in part.text


def test_control_takes_json_only(running_simulator: RunningSimulator) -> None:
    url = f"{running_simulator.base_url}/control/hang-up"
    assert requests.post(url, data={"call_sid": "CA1"}, timeout=5).status_code == 415
    assert requests.post(url, json={"call_sid": "CA1"}, timeout=5).status_code == 404
    assert requests.post(url, json={}, timeout=5).status_code == 404


def test_a_text_to_a_number_nobody_owns_is_refused(running_simulator: RunningSimulator) -> None:
    url = f"{running_simulator.base_url}/control/inbound-text"
    body = {"from": VOTER, "to": "+16515550177", "body": "Hi"}
    answer = requests.post(url, json=body, timeout=5)
    assert answer.status_code == 404
    assert "+16515550177" in answer.json()["error"]
