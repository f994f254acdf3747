"""A volunteer's telephone takes the place of their computer's sound, and the voter stays."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput, NotNow
from phonebank.services import answering_voters, phoning
from phonebank.services.opting_out import opt_out
from phonebank.telephony.port import (
    AskForCode,
    AskToPickUp,
    CodePressed,
    JoinConference,
    KeyPressed,
    PhonePickedUp,
    SayAndHangUp,
)
from tests.support.world import NOON, OUR_NUMBER, add_caller, make_world

PHONE = f"CA{55:032x}"
OWN_NUMBER = "+16515550177"


def test_a_code_makes_the_phone_the_volunteers_line(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    before = caller.leg_call_sid
    shown = phoning.dial_in(session, caller.id, NOON)
    assert shown.number == OUR_NUMBER
    pressed = KeyPressed(PHONE, OWN_NUMBER, OUR_NUMBER, None, None, "*")
    assert isinstance(answering_voters.key_pressed(session, pressed, NOON), AskForCode)
    taken = phoning.code_pressed(session, CodePressed(PHONE, shown.code), NOON)
    assert taken == JoinConference(caller.conference, caller.id, replaces=before)
    assert (caller.leg_call_sid, caller.on_phone) == (PHONE, True)


def test_a_code_that_is_delivered_twice_ends_no_line(session: Session) -> None:
    caller = add_caller(session, make_world(session).shift)
    event = CodePressed(PHONE, phoning.dial_in(session, caller.id, NOON).code)
    caller.phone_code_at = NOON
    code = caller.phone_code
    phoning.code_pressed(session, event, NOON)
    caller.phone_code, caller.phone_code_at = code, NOON
    again = phoning.code_pressed(session, event, NOON)
    assert again == JoinConference(caller.conference, caller.id)


def test_a_code_is_good_once_and_for_a_quarter_of_an_hour(session: Session) -> None:
    caller = add_caller(session, make_world(session).shift)
    code = phoning.dial_in(session, caller.id, NOON).code
    assert phoning.dial_in(session, caller.id, NOON).code == code
    late = NOON + timedelta(minutes=16)
    for event, at in ((CodePressed(PHONE, code), late), (CodePressed(PHONE, ""), NOON)):
        assert isinstance(phoning.code_pressed(session, event, at), SayAndHangUp)
    assert phoning.dial_in(session, caller.id, late).code != code
    phoning.code_pressed(session, CodePressed(PHONE, str(caller.phone_code)), late)
    other = CodePressed(f"CA{56:032x}", code)
    assert isinstance(phoning.code_pressed(session, other, late), SayAndHangUp)


def test_a_phone_that_we_ring_is_the_line_once_a_key_is_pressed(session: Session) -> None:
    caller = add_caller(session, make_world(session).shift, connected=False)
    wanted = phoning.ring_me(session, caller.id, "(651) 555-0177")
    assert (wanted.to, wanted.from_) == (OWN_NUMBER, OUR_NUMBER)
    first = phoning.picked_up(session, PhonePickedUp(caller.id, PHONE, False, ""), NOON)
    assert isinstance(first, AskToPickUp)
    machine = phoning.picked_up(session, PhonePickedUp(caller.id, PHONE, True, ""), NOON)
    assert machine == SayAndHangUp()
    assert caller.leg_call_sid is None
    person = phoning.picked_up(session, PhonePickedUp(caller.id, PHONE, True, "5"), NOON)
    assert person == JoinConference(caller.conference, caller.id)
    assert caller.leg_call_sid == PHONE


def test_we_ring_no_number_that_asked_us_not_to_and_none_that_costs(session: Session) -> None:
    world = make_world(session)
    caller = add_caller(session, world.shift)
    opt_out(session, world.organisation.id, OWN_NUMBER, None, NOON, "voter")
    with pytest.raises(BadInput, match="asked not to be called"):
        phoning.ring_me(session, caller.id, OWN_NUMBER)
    with pytest.raises(BadInput):
        phoning.ring_me(session, caller.id, "+1 900 555 0177")


def test_a_phone_is_rung_five_times_at_most(session: Session) -> None:
    caller = add_caller(session, make_world(session).shift)
    for _ in range(phoning.MOST_RINGS):
        phoning.ring_me(session, caller.id, OWN_NUMBER)
    with pytest.raises(NotNow, match="dial in"):
        phoning.ring_me(session, caller.id, OWN_NUMBER)
