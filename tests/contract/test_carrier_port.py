"""What every carrier promises: one suite, the real adapter and the one in memory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from phonebank.clock import SystemClock
from phonebank.config import TwilioConfig
from phonebank.domain.call import CallEvent
from phonebank.domain.contact_request import LineType
from phonebank.telephony.port import (
    Carrier,
    CarrierBusy,
    CarrierError,
    CarrierRefused,
    DialVoter,
    JoinConference,
    OutcomeUnknown,
    RingCaller,
    RingVoter,
    SendText,
    Sentence,
    VoiceIn,
)
from phonebank.telephony.twilio import TwilioCarrier
from tests.support.carrier import Busy, FakeCarrier, Lose, Refuse, Trouble
from tests.support.receiver import Receiver
from tests.support.simulator import NUMBER, RunningSimulator

VOTER = "+16515550123"
SOMEBODY_ELSE = "+16515550124"
BODY = "Hi, Sample Neighbors here. STOP to end."
OVER = frozenset({CallEvent.COMPLETED, CallEvent.CANCELLED})


@dataclass(frozen=True)
class Rig:
    """A carrier, and how the next request for a call or a text is made to go wrong."""

    carrier: Carrier
    meet: Callable[[Trouble], None]
    now: Callable[[], datetime]


@pytest.fixture(params=["twilio", "in memory"])
def rig(request: pytest.FixtureRequest) -> Rig:
    if request.param == "in memory":
        fake = FakeCarrier(SystemClock())
        return Rig(fake, fake.troubles.append, fake.clock)
    return twilio_rig(
        request.getfixturevalue("running_simulator"), request.getfixturevalue("receiver")
    )


def twilio_config(simulator: RunningSimulator) -> TwilioConfig:
    settings = simulator.settings
    return TwilioConfig(
        account_sid=settings.account_sid,
        auth_token=settings.auth_token,
        api_key_sid=settings.api_key_sid,
        api_key_secret=settings.api_key_secret,
        twiml_app_sid=f"AP{1:032x}",
        api_base_url=simulator.base_url,
        timeout_seconds=10,
    )


def twilio_rig(simulator: RunningSimulator, receiver: Receiver) -> Rig:
    simulator.voter(VOTER, temper="talks", text_temper="silent")
    carrier = TwilioCarrier(twilio_config(simulator), receiver.base_url)

    def meet(trouble: Trouble) -> None:
        simulator.post("faults", simulator_fault(trouble))

    def now() -> datetime:
        return datetime.fromisoformat(simulator.get("clock")["now"])

    return Rig(carrier, meet, now)


def simulator_fault(trouble: Trouble) -> dict[str, object]:
    match trouble:
        case Busy():
            return {"rest": [{"kind": "rate_limited"}]}
        case Refuse(code):
            return {"messages": [{"code": code}]}
        case Lose(was_done=True):
            return {"rest": [{"kind": "acted_then_error"}]}
        case Lose():
            return {"rest": [{"kind": "server_error"}]}


def dial(rig: Rig, to: str = VOTER) -> str:
    return rig.carrier.dial(DialVoter(7, "caller-3", to, NUMBER))


def send(rig: Rig, to: str = VOTER) -> str:
    return rig.carrier.send(SendText(9, to, NUMBER, BODY))


def test_a_dialled_call_is_known_by_its_id(rig: Rig) -> None:
    sid = dial(rig)
    known = rig.carrier.call(sid)
    assert (known.sid, known.to) == (sid, VOTER)
    assert known.event is not None
    assert known.event not in OVER


def test_the_kind_of_a_line_is_told(rig: Rig) -> None:
    assert rig.carrier.line_type(VOTER) is LineType.MOBILE


def test_a_dialled_call_is_found_by_its_number_from_the_second_it_began(rig: Rig) -> None:
    before = rig.now()
    sid = dial(rig)
    assert [call.sid for call in rig.carrier.calls_to(VOTER, before)] == [sid]


def test_a_call_for_whoever_is_free_is_known_and_found_as_any_other(rig: Rig) -> None:
    before = rig.now()
    sid = rig.carrier.ring(RingVoter(7, VOTER, NUMBER))
    assert (rig.carrier.call(sid).sid, rig.carrier.call(sid).to) == (sid, VOTER)
    assert [call.sid for call in rig.carrier.calls_to(VOTER, before)] == [sid]


def test_calls_of_other_numbers_and_of_other_times_are_not_found(rig: Rig) -> None:
    dial(rig)
    since = rig.now()
    assert rig.carrier.calls_to(SOMEBODY_ELSE, since - timedelta(minutes=1)) == []
    assert rig.carrier.calls_to(VOTER, since + timedelta(minutes=1)) == []


def test_a_call_that_the_carrier_does_not_know_is_refused(rig: Rig) -> None:
    with pytest.raises(CarrierRefused):
        rig.carrier.call(f"CA{0xDEAD:032x}")


def test_hanging_up_ends_a_call_and_twice_does_no_harm(rig: Rig) -> None:
    sid = dial(rig)
    rig.carrier.hang_up(sid)
    rig.carrier.hang_up(sid)
    assert rig.carrier.call(sid).event in OVER


def test_a_farewell_to_a_call_that_is_over_does_no_harm(rig: Rig) -> None:
    sid = dial(rig)
    rig.carrier.hang_up(sid)
    rig.carrier.farewell(sid, Sentence("Goodbye.", "en"))


def test_a_text_is_found_by_its_number_with_the_very_body(rig: Rig) -> None:
    before = rig.now()
    sid = send(rig)
    assert [(text.sid, text.body) for text in rig.carrier.texts_to(VOTER, before)] == [(sid, BODY)]
    assert rig.carrier.texts_to(SOMEBODY_ELSE, before) == []


def test_a_refusal_has_the_carriers_code_and_nothing_was_sent(rig: Rig) -> None:
    before = rig.now()
    rig.meet(Refuse(21610))
    with pytest.raises(CarrierRefused) as refusal:
        send(rig)
    assert refusal.value.code == 21610
    assert rig.carrier.texts_to(VOTER, before) == []


@pytest.mark.parametrize("ask", [dial, send])
def test_a_busy_carrier_took_nothing_in_and_says_when_to_come_again(
    rig: Rig, ask: Callable[[Rig], str]
) -> None:
    before = rig.now()
    rig.meet(Busy())
    with pytest.raises(CarrierBusy) as busy:
        ask(rig)
    assert busy.value.retry_after_seconds > 0
    assert records(rig, before) == 0


@pytest.mark.parametrize("ask", [dial, send])
@pytest.mark.parametrize("was_done", [True, False])
def test_a_lost_answer_leaves_the_outcome_to_the_carriers_records(
    rig: Rig, ask: Callable[[Rig], str], was_done: bool
) -> None:
    before = rig.now()
    rig.meet(Lose(was_done=was_done))
    with pytest.raises(OutcomeUnknown):
        ask(rig)
    assert records(rig, before) == int(was_done)


@pytest.mark.parametrize("trouble", [Busy(), Refuse(21211), Lose(was_done=False)])
def test_no_error_repeats_a_number_or_a_body(rig: Rig, trouble: Trouble) -> None:
    rig.meet(trouble)
    with pytest.raises(CarrierError) as error:
        send(rig)
    told = f"{error.value!r} {error.value.__cause__!r}"
    assert VOTER.removeprefix("+1") not in told
    assert "Sample Neighbors" not in told
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_tokens_of_two_volunteers_differ(rig: Rig) -> None:
    tokens = {rig.carrier.access_token(f"caller-{number}", 600) for number in (1, 2)}
    assert len(tokens) == 2


def records(rig: Rig, since: datetime) -> int:
    calls, texts = rig.carrier.calls_to(VOTER, since), rig.carrier.texts_to(VOTER, since)
    return len(calls) + len(texts)


def test_a_volunteers_phone_is_rung_like_any_other(rig: Rig) -> None:
    sid = rig.carrier.ring_caller(RingCaller(3, VOTER, NUMBER))
    assert rig.carrier.call(sid).to == VOTER


def test_a_line_that_is_over_goes_nowhere(rig: Rig) -> None:
    sid = dial(rig)
    rig.carrier.hang_up(sid)
    assert rig.carrier.move(sid, JoinConference("caller-4", 4)) is False


def test_the_voice_of_a_line_that_is_in_no_conference_does_no_harm(rig: Rig) -> None:
    rig.carrier.set_voice("caller-99", f"CA{0xDEAD:032x}", VoiceIn(muted=True))
