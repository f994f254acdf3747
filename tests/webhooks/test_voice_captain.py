"""Webhooks of captains' lines and of volunteers' telephones, with a real database behind them."""

from xml.etree import ElementTree

import pytest
from rq import Queue

from phonebank.domain.caller import Caller
from phonebank.domain.captain import Manner
from phonebank.domain.voter import Voter
from phonebank.services import phoning, supervising
from phonebank.services.auditing import Author
from phonebank.services.directing import Direction
from phonebank.telephony.twilio.addresses import Door
from phonebank.wiring import Application
from tests.support.call_world import CallWorld, make_call_world
from tests.support.desk_site import add_member
from tests.support.world import NOON
from tests.webhooks.conftest import SigningCarrier

CAPTAINS, PHONE = f"CA{0xC:032x}", f"CA{0xD:032x}"
ROOM = f"CF{1:032x}"


@pytest.fixture
def ringing(app: Application) -> CallWorld:
    return make_call_world(app.database)


@pytest.fixture
def member_id(app: Application, ringing: CallWorld) -> int:
    """A captain who listens to the caller."""
    with app.database.transaction() as session:
        member = add_member(session, ringing.world.organisation)
        direction = Direction(
            member.organisation_id,
            ringing.world.shift.id,
            ringing.caller_id,
            Author(f"member {member.id}", NOON),
        )
        supervising.supervise(session, member, direction, Manner.LISTEN)
        return member.id


def queued(app: Application) -> list[tuple[str, tuple[object, ...]]]:
    jobs = Queue("calls", connection=app.redis).jobs
    return [(job.func_name.rsplit(".", 1)[-1], job.args) for job in jobs]


def told(carrier: SigningCarrier, door: str, query: str = "", **form: str) -> ElementTree.Element:
    answer = carrier.tell(door, query, **form)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.data)


def moves(carrier: SigningCarrier, ringing: CallWorld, label: str, sid: str, what: str) -> None:
    answer = carrier.tell(
        Door.CONFERENCE,
        CallSid=sid,
        ConferenceSid=ROOM,
        FriendlyName=f"caller-{ringing.caller_id}",
        ParticipantLabel=label,
        StatusCallbackEvent=f"participant-{what}",
        SequenceNumber=str(len(label + what)),
    )
    assert answer.status_code == 204


def test_a_captains_line_goes_where_the_server_says_and_voices_are_set(
    app: Application, carrier: SigningCarrier, ringing: CallWorld, member_id: int
) -> None:
    form = {"CallSid": CAPTAINS, "From": f"client:captain-{member_id}"}
    conference = told(carrier, Door.CALLER, **form, To="caller-999")[0][0]
    assert conference.text == f"caller-{ringing.caller_id}"
    assert conference.get("muted") == "true"
    moves(carrier, ringing, f"captain-{member_id}", CAPTAINS, "join")
    assert queued(app) == [("see_to_voices", (ringing.caller_id,))]


def test_a_captain_who_listens_is_taken_out_before_a_voter_who_has_to_agree(
    app: Application, carrier: SigningCarrier, ringing: CallWorld, member_id: int
) -> None:
    told(carrier, Door.CALLER, CallSid=CAPTAINS, From=f"client:captain-{member_id}")
    with app.database.transaction() as session:
        session.get_one(Voter, ringing.call().voter_id).state = "FL"
    moves(carrier, ringing, f"voter-{ringing.call_id}", ringing.sid, "join")
    assert queued(app) == [("hang_up", (CAPTAINS,))]


def test_a_phone_with_the_code_takes_the_line_and_the_browsers_is_ended(
    app: Application, carrier: SigningCarrier, ringing: CallWorld
) -> None:
    with app.database.transaction() as session:
        before = session.get_one(Caller, ringing.caller_id).leg_call_sid
        code = phoning.dial_in(session, ringing.caller_id, app.clock()).code
    conference = told(carrier, Door.CODE, CallSid=PHONE, Digits=code)[0][0]
    assert conference.text == f"caller-{ringing.caller_id}"
    assert queued(app) == [("hang_up", (before,))]
    wrong = told(carrier, Door.CODE, CallSid=f"CA{0xE:032x}", Digits="000000")
    assert [verb.tag for verb in wrong] == ["Say", "Hangup"]


def test_a_phone_that_we_rang_asks_for_a_key_first(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    ids = f"caller={ringing.caller_id}&asked="
    assert told(carrier, Door.PHONE, f"{ids}0", CallSid=PHONE)[0].tag == "Gather"
    joined = told(carrier, Door.PHONE, f"{ids}1", CallSid=PHONE, Digits="5")
    assert joined[0][0].text == f"caller-{ringing.caller_id}"
    assert carrier.tell(Door.PHONE, "caller=9999&asked=0", CallSid=PHONE).status_code == 404
