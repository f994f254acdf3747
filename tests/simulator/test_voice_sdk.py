"""The unmodified Voice SDK, in a real browser, takes the simulator for Twilio."""

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from phonebank.simulator.certificate import self_signed
from phonebank.simulator.server import HOST, Tls
from phonebank.simulator.settings import Check, Settings
from tests.simulator.robot import access_token
from tests.support.browser import (
    MICROPHONE_HZ,
    fresh_page,
    hum,
    launched_browser,
)
from tests.support.cable import Cable, cable_to
from tests.support.receiver import Receiver, Told
from tests.support.simulator import NUMBER, VOTER, RunningSimulator, run_simulator, wait_until
from tests.support.voice_page import Phone, voice_page

BOB_HZ = 400
VOTER_HZ = 1200
IN_THE_ROOM = Told(
    "<Response><Dial><Conference beep='false' startConferenceOnEnter='true'>room</Conference>"
    "</Dial></Response>"
)
RING_ANN = Told(
    "<Response><Dial timeout='600'><Client><Identity>ann</Identity>"
    "<Parameter name='VoterId' value='7 é'/></Client></Dial></Response>"
)
_PLAIN = """
  const Secure = window.WebSocket;
  window.WebSocket = class extends Secure {
    constructor(url) { super(url === 'wss://HOST/signal' ? 'ws://HOST/signal' : url); }
  };
"""


class Carrier:
    """The simulator, an application for it to ask, and a browser that knows no other Twilio."""

    def __init__(
        self, simulator: RunningSimulator, cable: Cable, browser: Browser, page_url: str
    ) -> None:
        self.simulator = simulator
        self.cable = cable
        self.browser = browser
        self.page_url = page_url
        self.application_sid = ""

    def token(self, identity: str, ttl_seconds: int = 600) -> str:
        """A token for this application."""
        return access_token(identity, ttl_seconds, application_sid=self.application_sid)

    def heard_by(self, call_sid: str) -> set[int]:
        """The notes (to the nearest 50 Hz) that a call has heard for a tenth of a second."""
        heard = self.simulator.get(f"heard/{call_sid}")
        return {int(hz) for hz, frames in heard.items() if frames >= 5}

    def add_voter(self) -> str:
        """Call the voter into the room; the CallSid once they are there."""
        self.simulator.voter(VOTER, temper="talks", hears_hz=VOTER_HZ)
        participant = (
            self.simulator.client().conferences("room").participants.create(from_=NUMBER, to=VOTER)
        )
        sid: str = participant.call_sid
        self.simulator.wait_for_call(sid, "in-progress")
        return sid


@pytest.fixture(scope="module")
def carrier() -> Iterator[Carrier]:
    settings = Settings(check=Check.OFF, media=True, speed=20.0, talk_seconds=100_000.0)
    with tempfile.TemporaryDirectory() as folder, voice_page() as page_url:
        certificate = self_signed(Path(folder))
        tls = Tls(_free_port(), certificate.path, certificate.path)
        with (
            run_simulator(settings, tls) as simulator,
            cable_to(tls.port) as cable,
            launched_browser(cable.port, certificate.spki) as browser,
        ):
            yield Carrier(simulator, cable, browser, page_url)


@pytest.fixture
def line(carrier: Carrier, receiver: Receiver) -> Iterator[Carrier]:
    """The carrier with nothing going on, and an application whose calls meet in a room."""
    carrier.simulator.post("reset", {})
    receiver.answers["/voice"] = IN_THE_ROOM
    application = carrier.simulator.client().applications.create(
        friendly_name="phone", voice_url=receiver.url("/voice")
    )
    carrier.application_sid = application.sid
    yield carrier
    assert carrier.simulator.state()["warnings"] == []


@pytest.fixture
def ann(line: Carrier) -> Iterator[Phone]:
    """A phone whose microphone is the browser's."""
    with fresh_page(line.browser) as page:
        phone = Phone(page, line.page_url)
        phone.set_up(line.token("ann"))
        yield phone


@pytest.fixture
def bob(line: Carrier) -> Iterator[Phone]:
    """A phone that hums a note of its own."""
    with fresh_page(line.browser) as page:
        phone = Phone(page, line.page_url)
        hum(page, BOB_HZ)
        phone.set_up(line.token("bob"))
        yield phone


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_a_call_runs_the_application_with_its_parameters(
    line: Carrier, ann: Phone, receiver: Receiver
) -> None:
    sid = ann.call(To="+16515550123", Note="42 é & more")

    asked = receiver.wait_for("/voice")[0].params
    assert asked["CallSid"] == sid
    assert asked["From"] == "client:ann"
    assert asked["Note"] == "42 é & more"
    assert ann.status == "open"


def test_two_browsers_and_a_voter_in_a_conference_all_hear_each_other(
    line: Carrier, ann: Phone, bob: Phone
) -> None:
    ann_sid, bob_sid = ann.call(), bob.call()
    ann.wait_to_hear(BOB_HZ)
    bob.wait_to_hear(MICROPHONE_HZ)

    voter_sid = line.add_voter()

    ann.do("call.mute(true)")
    wait_until(lambda: BOB_HZ in line.heard_by(voter_sid), "the voter hears bob")
    bob.do("call.mute(true)")
    ann.wait_to_hear(VOTER_HZ)
    bob.wait_to_hear(VOTER_HZ)
    ann.do("call.mute(false)")
    wait_until(lambda: MICROPHONE_HZ in line.heard_by(voter_sid), "the voter hears ann")
    assert MICROPHONE_HZ not in line.heard_by(ann_sid)
    assert BOB_HZ not in line.heard_by(bob_sid)


def test_a_muted_browser_is_silent_until_it_speaks_again(
    line: Carrier, ann: Phone, bob: Phone
) -> None:
    ann.call()
    bob.call()

    ann.do("call.mute(true)")
    bob.wait_to_hear(None)

    ann.do("call.mute(false)")
    bob.wait_to_hear(MICROPHONE_HZ)


def test_a_call_that_the_browser_ends_is_over_for_the_network(line: Carrier, ann: Phone) -> None:
    sid = ann.call()

    ann.do("call.disconnect()")

    ann.wait_for("disconnect")
    line.simulator.wait_for_call(sid, "completed")


def test_a_call_that_the_network_ends_is_over_for_the_browser(line: Carrier, ann: Phone) -> None:
    sid = ann.call()

    line.simulator.client().calls(sid).update(status="completed")

    ann.wait_for("disconnect")
    assert ann.status == "closed"


def test_a_page_that_is_closed_leaves_its_conference(line: Carrier, ann: Phone) -> None:
    sid = ann.call()

    ann.page.close()

    line.simulator.wait_for_call(sid, "completed")


def test_an_application_that_is_not_there_is_an_error_for_the_browser(
    line: Carrier, ann: Phone
) -> None:
    line.simulator.client().applications(line.application_sid).delete()

    ann.start_call()

    ann.wait_for("call error 31005")  # what the SDK makes of any error that ends a call
    ann.wait_for("disconnect")


def test_a_call_outlives_a_lost_connection(line: Carrier, ann: Phone, bob: Phone) -> None:
    sid = ann.call()
    bob.call()

    line.cable.unplug()
    ann.wait_for("reconnecting")
    line.cable.plug()
    ann.wait_for("reconnected")

    assert ann.status == "open"
    assert line.simulator.call(sid)["status"] == "in-progress"
    ann.wait_to_hear(BOB_HZ)
    ann.do("call.disconnect()")
    line.simulator.wait_for_call(sid, "completed")


def test_sound_comes_back_after_ice_is_restarted(line: Carrier, ann: Phone, bob: Phone) -> None:
    ann.call()
    bob.call()

    # The SDK restarts ICE when media stops; no public method does it at will.
    ann.do("call._mediaHandler.iceRestart()")

    ann.wait_to_hear(BOB_HZ)
    bob.wait_to_hear(MICROPHONE_HZ)
    assert ann.do("call._mediaHandler.version.pc.connectionState") == "connected"


def test_keys_answer_a_question_and_a_message_is_acknowledged(
    line: Carrier, ann: Phone, receiver: Receiver
) -> None:
    receiver.answers["/voice"] = Told(
        "<Response><Gather numDigits='2' timeout='600'"
        f" action='{receiver.url('/keys')}'/></Response>"
    )
    receiver.answers["/keys"] = IN_THE_ROOM
    ann.call()

    ann.do("call.sendDigits('12')")
    ann.do(
        "call.sendMessage({content: {a: 1}, contentType: 'application/json',"
        " messageType: 'user-defined-message'})"
    )

    assert receiver.wait_for("/keys")[0].params["Digits"] == "12"
    ann.wait_for("messageSent")


def test_a_bad_token_is_an_error_of_the_device(line: Carrier, ann: Phone) -> None:
    ann.set_up("a.b.c")

    ann.do("{device.register().catch(() => {})}")

    ann.wait_for("device error 20101")  # the SDK's number for the signalling's 31204


def test_a_token_of_yesterday_is_an_error_of_its_own(line: Carrier, ann: Phone) -> None:
    ann.set_up(line.token("ann", ttl_seconds=-1))

    ann.do("{device.register().catch(() => {})}")

    ann.wait_for("device error 20104")  # the SDK's number for the signalling's 31205


def test_a_device_is_warned_before_its_token_expires_and_goes_on_with_a_new_one(
    line: Carrier, ann: Phone
) -> None:
    ann.set_up(line.token("ann", ttl_seconds=11), tokenRefreshMs=10_000)
    ann.do("device.register()")
    ann.wait_for("registered")

    ann.wait_for("tokenWillExpire")
    ann.page.evaluate("token => device.updateToken(token)", line.token("ann"))

    assert ann.call()
    assert ann.do("device.state") == "registered"


def test_a_registered_browser_is_called_and_both_ends_hear_each_other(
    line: Carrier, ann: Phone, receiver: Receiver
) -> None:
    voter_sid = _called_by_a_voter(line, ann, receiver)

    assert ann.do("Object.fromEntries(call.customParameters)") == {"VoterId": "7 é"}
    assert ann.do("call.parameters.From") == VOTER
    ann.do("call.accept()")
    ann.wait_for("accept")

    ann.wait_to_hear(VOTER_HZ)
    wait_until(lambda: MICROPHONE_HZ in line.heard_by(voter_sid), "the voter hears ann")
    ann.do("call.disconnect()")
    line.simulator.wait_for_call(voter_sid, "completed")


def test_a_browser_that_declines_is_not_connected(
    line: Carrier, ann: Phone, receiver: Receiver
) -> None:
    voter_sid = _called_by_a_voter(line, ann, receiver)

    ann.do("call.reject()")

    ann.wait_for("reject")
    line.simulator.wait_for_call(voter_sid, "completed")


def test_a_browser_stops_ringing_when_the_caller_hangs_up(
    line: Carrier, ann: Phone, receiver: Receiver
) -> None:
    voter_sid = _called_by_a_voter(line, ann, receiver)

    line.simulator.post("hang-up", {"call_sid": voter_sid})

    ann.wait_for("cancel")


def test_an_unregistered_browser_is_not_rung(line: Carrier, ann: Phone) -> None:
    ann.do("device.register()")
    wait_until(lambda: line.simulator.state()["devices"] == ["ann"], "ann is registered")

    ann.do("device.unregister()")

    wait_until(lambda: line.simulator.state()["devices"] == [], "nobody is registered")


def test_a_browser_that_trusts_no_certificate_calls_over_plain_http(
    line: Carrier, bob: Phone
) -> None:
    """The demo's way: the page turns the SDK's one hard-coded address into ws://."""
    host = line.simulator.base_url.removeprefix("http://")
    bob.page.add_init_script(_PLAIN.replace("HOST", host))  # the SDK takes WebSocket as it loads
    bob.page.reload()
    hum(bob.page, BOB_HZ)
    bob.set_up(line.token("bob"), chunderw=host)

    sid = bob.call()

    wait_until(lambda: line.simulator.call(sid)["conference_sid"] != "", "bob is in the room")
    voter_sid = line.add_voter()
    bob.wait_to_hear(VOTER_HZ)
    wait_until(lambda: BOB_HZ in line.heard_by(voter_sid), "the voter hears bob")


def _called_by_a_voter(line: Carrier, phone: Phone, receiver: Receiver) -> str:
    """Let a voter call the organisation's number, which rings the phone; the voter's CallSid."""
    line.simulator.voter(VOTER, temper="talks", hears_hz=VOTER_HZ)
    receiver.answers["/incoming"] = RING_ANN
    client = line.simulator.client()
    number = client.incoming_phone_numbers.list(phone_number=NUMBER)[0]
    number.update(voice_url=receiver.url("/incoming"))
    phone.do("device.register()")
    phone.wait_for("registered")
    call = line.simulator.post("inbound-call", {"from": VOTER, "to": NUMBER})
    phone.wait_for("incoming")
    sid: str = call["sid"]
    return sid
