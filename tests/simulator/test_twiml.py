"""TwiML as it is played on a voter's own call to us."""

from typing import Any

import pytest

from tests.support.receiver import Receiver, Told
from tests.support.simulator import NUMBER, VOTER, RunningSimulator, wait_until


class CallIn:
    """Points the number at the receiver and lets a voter call it."""

    def __init__(self, running: RunningSimulator, receiver: Receiver) -> None:
        self.running, self.receiver = running, receiver
        self.number = running.client().incoming_phone_numbers.list(phone_number=NUMBER)[0]
        self.number.update(
            voice_url=receiver.url("/voice"), status_callback=receiver.url("/status")
        )

    def start(self, twiml: str, keys: tuple[str, ...] = ()) -> str:
        """A call that meets this document; returns its SID."""
        self.receiver.answers["/voice"] = Told(f"<Response>{twiml}</Response>")
        body = {"from": VOTER, "to": NUMBER, "keys": list(keys)}
        return str(self.running.post("inbound-call", body)["sid"])

    def play(self, twiml: str, keys: tuple[str, ...] = (), status: str = "completed") -> Any:
        """A call that meets this document, from beginning to end."""
        return self.running.wait_for_call(self.start(twiml, keys), status)


@pytest.fixture
def call_in(running_simulator: RunningSimulator, receiver: Receiver) -> CallIn:
    return CallIn(running_simulator, receiver)


def test_words_are_said_in_order_and_the_call_ends_after_them(call_in: CallIn) -> None:
    done = call_in.play("<Say language='es-US'>Hola</Say><Pause/><Say>Bye</Say>")
    assert done["said"] == ["Hola", "Bye"]
    told = call_in.receiver.wait_for("/status")[0].params
    assert (told["CallStatus"], told["Direction"]) == ("completed", "inbound")


def test_a_key_pressed_reaches_the_action_and_its_answer_is_played(call_in: CallIn) -> None:
    call_in.receiver.answers["/keypad"] = Told("<Response><Say>Thanks</Say></Response>")
    done = call_in.play(
        "<Gather numDigits='1' action='/keypad'><Say>Press 1 or 2</Say></Gather><Say>Late</Say>",
        keys=("2",),
    )
    assert done["said"] == ["Press 1 or 2", "Thanks"]
    assert call_in.receiver.at("/keypad")[0].params["Digits"] == "2"


def test_without_a_key_the_call_goes_on(call_in: CallIn) -> None:
    done = call_in.play("<Gather action='/keypad' timeout='2'/><Say>Too late</Say>")
    assert done["said"] == ["Too late"]
    assert call_in.receiver.at("/keypad") == []


def test_several_keys_end_at_the_finishing_key(call_in: CallIn) -> None:
    call_in.receiver.answers["/keypad"] = Told("<Response/>")
    call_in.play("<Gather action='/keypad'/>", keys=("123#4",))
    params = call_in.receiver.at("/keypad")[0].params
    assert (params["Digits"], params["FinishedOnKey"]) == ("123", "#")


def test_speech_is_refused_clearly(call_in: CallIn) -> None:
    done = call_in.play("<Gather input='speech'/>")
    assert "application error" in done["said"][0]
    assert any("13335" in one for one in call_in.running.state()["warnings"])


def test_an_unknown_verb_is_an_application_error_and_an_unknown_attribute_a_warning(
    call_in: CallIn,
) -> None:
    assert "application error" in call_in.play("<Sya>Hello</Sya>")["said"][0]
    assert call_in.play("<Say lang='en'>Hello</Say>")["said"] == ["Hello"]
    warnings = call_in.running.state()["warnings"]
    assert any("<Sya>" in one for one in warnings)
    assert any("no attribute lang" in one for one in warnings)


def test_a_redirect_is_followed_relative_to_the_document(call_in: CallIn) -> None:
    call_in.receiver.answers["/next"] = Told("<Response><Say>Here</Say></Response>")
    assert call_in.play("<Redirect>next?step=2</Redirect>")["said"] == ["Here"]
    assert call_in.receiver.at("/next")[0].query == "step=2"


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
def test_a_rejected_call_is_never_answered(call_in: CallIn, reason: str, status: str) -> None:
    done = call_in.play(f"<Reject reason='{reason}'/>", status=status)
    assert done["started_at"] is None


def test_a_recording_is_made_and_handed_to_the_action(call_in: CallIn) -> None:
    call_in.receiver.answers["/recorded"] = Told("<Response><Hangup/></Response>")
    done = call_in.play("<Record action='/recorded' maxLength='20'/>")
    params = call_in.receiver.at("/recorded")[0].params
    recording = call_in.running.client().recordings(params["RecordingSid"]).fetch()
    assert (recording.call_sid, recording.source) == (done["sid"], "RecordVerb")


def test_a_sound_that_is_none_is_noticed(call_in: CallIn) -> None:
    call_in.receiver.answers["/good"] = Told("x", 200, "audio/mpeg")
    call_in.receiver.answers["/bad"] = Told("x", 200, "text/html")
    call_in.play("<Play>/good</Play><Play>/bad</Play>")
    (warning,) = call_in.running.state()["warnings"]
    assert "12300" in warning
    assert "/bad" in warning


def test_a_voter_is_let_into_a_conference_and_the_action_follows(call_in: CallIn) -> None:
    call_in.receiver.answers["/after"] = Told("<Response><Say>Over</Say></Response>")
    sid = call_in.start(
        "<Dial action='/after'><Conference participantLabel='v' statusCallback='/events'"
        " statusCallbackEvent='join leave'>waiting</Conference></Dial>"
    )
    call_in.receiver.wait_for("/events")
    client = call_in.running.client()
    client.conferences.list(friendly_name="waiting")[0].update(status="completed")
    assert call_in.running.wait_for_call(sid, "completed")["said"] == ["Over"]
    assert call_in.receiver.at("/after")[0].params["DialCallStatus"] == "answered"


def test_a_telephone_is_dialled_and_how_that_went_is_told(call_in: CallIn) -> None:
    call_in.running.voter("+16515550130", temper="hangs_up")
    call_in.running.voter("+16515550131", temper="busy")
    call_in.receiver.answers["/after"] = Told("<Response/>")
    call_in.play("<Dial action='/after'><Number>+16515550130</Number></Dial>")
    call_in.play("<Dial action='/after'>+16515550131</Dial>")
    first, second = [one.params for one in call_in.receiver.at("/after")]
    assert first["DialCallStatus"] == "completed"
    assert "DialCallDuration" in first
    assert second["DialCallStatus"] == "busy"
    child = call_in.running.client().calls(first["DialCallSid"]).fetch()
    assert child.direction == "outbound-dial"


def test_of_two_telephones_the_first_to_answer_is_connected(call_in: CallIn) -> None:
    call_in.running.voter("+16515550130", temper="talks")
    call_in.running.voter("+16515550131", temper="rings_out")
    sid = call_in.start(
        "<Dial timeout='60'><Number>+16515550131</Number><Number>+16515550130</Number></Dial>"
    )

    def status(number: str) -> str:
        calls = call_in.running.state()["calls"]
        return next((one["status"] for one in calls if one["to"] == number), "")

    wait_until(lambda: status("+16515550130") == "in-progress", "the first to answer")
    wait_until(lambda: status("+16515550131") == "canceled", "the other one is let go")
    call_in.running.post("hang-up", {"call_sid": sid})
    wait_until(lambda: status("+16515550130") == "completed", "the end of both")


def test_a_browser_that_is_not_there_does_not_answer(call_in: CallIn) -> None:
    call_in.receiver.answers["/after"] = Told("<Response/>")
    call_in.play("<Dial action='/after'><Client>nobody</Client></Dial>")
    assert call_in.receiver.at("/after")[0].params["DialCallStatus"] == "no-answer"


def test_a_call_that_is_hung_up_stops_its_document(call_in: CallIn) -> None:
    sid = call_in.start("<Pause length='400'/><Redirect>/never</Redirect>")
    call_in.running.wait_for_call(sid, "in-progress")
    call_in.running.post("hang-up", {"call_sid": sid})
    call_in.running.advance(60)
    assert call_in.receiver.at("/never") == []


def test_every_request_says_where_the_call_stands(call_in: CallIn) -> None:
    call_in.receiver.answers["/two"] = Told("<Response/>")
    sid = call_in.start("<Say>x</Say><Redirect>/two</Redirect>")
    call_in.running.wait_for_call(sid, "completed")
    first, second = call_in.receiver.at("/voice")[0], call_in.receiver.at("/two")[0]
    assert (first.params["CallStatus"], second.params["CallStatus"]) == ("ringing", "in-progress")
    assert (first.params["From"], first.params["To"]) == (VOTER, NUMBER)


def test_a_number_without_a_voice_url_is_not_answered(call_in: CallIn) -> None:
    call_in.number.update(voice_url="")
    body = {"from": VOTER, "to": NUMBER, "keys": []}
    assert call_in.running.post("inbound-call", body)["status"] == "no-answer"


def test_a_language_without_a_voice_is_noticed(call_in: CallIn) -> None:
    call_in.play("<Say language='so'>Salaan</Say><Say language='vi-VN'>Xin chào</Say>")
    assert call_in.running.state()["warnings"] == ["13512 <Say> has no voice for so"]
