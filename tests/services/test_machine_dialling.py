"""Which numbers a machine may dial, how, and for whom."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import CallEvent, CallState, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_rules import Channel, LineType
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.voter import DeadNumber, PhoneNumber
from phonebank.services import calling, opting_out, planning
from phonebank.services.caller_ids import OwnedNumbers
from phonebank.services.claiming import put_back
from phonebank.services.closing import assignment_of
from phonebank.services.dialling import call_next_voter, release_call
from phonebank.services.gate_facts import facts_of_voters
from phonebank.services.machine_dialling import Pool, ring_for_each
from tests.support.over_dialling import Bank, at, make_bank
from tests.support.world import add_voter


def modes(session: Session) -> list[DialMode]:
    return list(session.scalars(select(Assignment.mode).order_by(Assignment.position)))


@pytest.mark.parametrize(
    ("landlines_in", "mode"),
    [("GA", DialMode.PREDICTIVE), ("MN", DialMode.PROGRESSIVE), ("", DialMode.CLICK)],
)
def test_the_queue_knows_how_each_voter_may_be_dialled(
    session: Session, landlines_in: str, mode: DialMode
) -> None:
    make_bank(session, ["en"], landlines_in)
    assert modes(session) == [mode]


@pytest.mark.parametrize("landlines_in", ["MN", ""])
def test_nobody_is_over_dialled_in_minnesota_nor_on_a_mobile(
    session: Session, landlines_in: str
) -> None:
    bank = make_bank(session, ["en"], landlines_in)
    session.scalars(select(Assignment)).one().mode = DialMode.PREDICTIVE  # the queue is wrong
    session.flush()
    assert bank.ring() == []
    (assignment,) = session.scalars(select(Assignment))
    expected = DialMode.PROGRESSIVE if landlines_in else DialMode.CLICK
    assert (assignment.state, assignment.mode) == (AssignmentState.WAITING, expected)


def test_recorded_consent_lets_a_mobile_be_over_dialled(session: Session) -> None:
    bank = make_bank(session, ["en"])
    number = session.scalars(select(PhoneNumber)).one()
    number.line_type, number.consent_at = LineType.MOBILE, at(-60)
    assert len(bank.ring()) == 1


def test_an_opt_out_takes_a_voter_out_of_the_dialers_hands(session: Session) -> None:
    bank = make_bank(session, ["en", "en"])
    voter = bank.world.voters[0]
    number = "+14045550101"
    opting_out.opt_out(session, bank.world.organisation.id, number, voter.id, at(0), "voter")
    assert [call.voter_id for call in bank.ring(2)] == [bank.world.voters[1].id]


def test_a_household_is_called_once_at_a_time(session: Session) -> None:
    bank = make_bank(session, ["en"])
    mate = add_voter(
        session, bank.world.voter_list, 9, "en", "+14045550101", state="GA",
        line_type=LineType.LANDLINE,
    )  # fmt: skip
    session.add(
        Assignment(
            organisation_id=mate.organisation_id, shift_id=bank.world.shift.id, voter_id=mate.id,
            language="en", position=9, mode=DialMode.PREDICTIVE, state=AssignmentState.WAITING,
            not_before=at(0),
        )
    )  # fmt: skip
    session.flush()
    (call,) = bank.ring(2)
    bank.tell(call, CallEvent.NO_ANSWER)
    waits = {each.voter_id: each.not_before for each in session.scalars(select(Assignment))}
    assert waits[mate.id] == waits[call.voter_id] > at(3600)


def test_whoever_found_nobody_free_once_is_not_over_dialled_again(session: Session) -> None:
    bank = make_bank(session, ["en"])
    (call,) = bank.ring()
    bank.answer(call)
    put_back(assignment_of(session, call), at(60))
    session.flush()
    assert bank.ring(moment=100) == []
    assert modes(session) == [DialMode.PROGRESSIVE]


def reserve(bank: Bank, *callers: int, queue: DialMode = DialMode.PREDICTIVE) -> list[int]:
    pool = Pool(bank.world.shift, "en", DialMode.PROGRESSIVE, queue)
    numbers = OwnedNumbers.of(bank.session, bank.world.shift, at(1))
    return [order.call_id for order in ring_for_each(bank.session, pool, callers, numbers, at(1))]


def test_a_progressive_line_is_one_volunteers_and_nobody_elses(session: Session) -> None:
    bank = make_bank(session)
    one, two = bank.volunteer(), bank.volunteer()
    reserve(bank, one.id, two.id)
    assert [call.caller_id for call in bank.calls()] == [one.id, two.id]
    assert one.free_since is None and two.free_since is None
    assert reserve(bank, one.id, two.id) == []


def test_a_progressive_line_that_nobody_answers_leaves_the_volunteer_waiting(
    session: Session,
) -> None:
    bank = make_bank(session)
    caller = bank.volunteer()
    reserve(bank, caller.id)
    (call,) = bank.calls()
    bank.tell(call, CallEvent.NO_ANSWER, 30)
    session.refresh(caller)
    assert (call.result, caller.free_since) == (ContactResult.NOT_HOME, at(30))


def test_a_break_gives_up_the_line_that_rings_for_the_volunteer_alone(session: Session) -> None:
    bank = make_bank(session)
    caller = bank.volunteer()
    reserve(bank, caller.id)
    (call,) = bank.calls()
    bank.tell(call, CallEvent.RINGING, 3)
    assert calling.take_break(session, caller.id, at(5), on=True) is call
    assert call.result is ContactResult.NOT_PLACED
    assert assignment_of(session, call).state is AssignmentState.WAITING
    calling.take_break(session, caller.id, at(90), on=False)
    assert caller.free_since == at(90)


def test_a_voter_who_has_just_answered_is_not_given_up_by_a_break(session: Session) -> None:
    bank = make_bank(session)
    caller = bank.volunteer()
    reserve(bank, caller.id)
    (call,) = bank.calls()
    bank.tell(call, CallEvent.ANSWERED, 5)
    assert calling.take_break(session, caller.id, at(6), on=True) is None
    assert call.closed_at is None


def test_in_a_predictive_shift_a_mobile_is_dialled_by_a_second_press(session: Session) -> None:
    bank = make_bank(session, ["en", "en"])
    mobile = session.scalars(select(PhoneNumber).order_by(PhoneNumber.id)).first()
    assert mobile is not None
    mobile.line_type = LineType.MOBILE
    assignments = session.scalars(select(Assignment).order_by(Assignment.position)).all()
    assignments[0].mode = DialMode.CLICK
    caller = bank.volunteer()
    call = call_next_voter(session, caller.id, "second", at(2)).call
    assert call is not None
    assert (call.mode, call.voter_id) == (DialMode.CLICK, bank.world.voters[0].id)
    assert caller.free_since is None


def test_in_a_preview_shift_nothing_is_dialled_before_the_second_press(session: Session) -> None:
    bank = make_bank(session, ["en"], landlines_in="")
    planning.change_mode(
        session, bank.world.organisation.id, bank.world.shift.id, DialMode.PREVIEW,
        at(0), "member 1",
    )  # fmt: skip
    caller = bank.volunteer()
    (call,) = bank.calls()
    assert call.state is CallState.PREVIEWED

    release_call(session, caller.id, call.id, at(9))
    assert call.state is CallState.QUEUED


def test_attempts_are_counted_on_all_shifts_of_a_campaign_together(session: Session) -> None:
    bank = make_bank(session, ["en"])
    (call,) = bank.ring()
    bank.tell(call, CallEvent.BUSY)
    other = planning.plan_shift(
        session, bank.world.organisation.id,
        planning.ShiftPlan("Next day", bank.world.voter_list.id, bank.world.script.id,
                           Channel.CALL, ["en"], at(0), at(7200)),
    )  # fmt: skip
    (known,) = facts_of_voters(session, other.id, [call.voter_id], Channel.CALL, at(100))
    assert known.request.history.attempts == 1
    (later,) = facts_of_voters(session, other.id, [call.voter_id], Channel.CALL, at(15 * 86400))
    assert later.request.history.attempts == 0


def test_a_line_that_was_given_up_rings_on_and_is_not_rung_again(session: Session) -> None:
    bank = make_bank(session, ["en"])
    caller = bank.volunteer()
    reserve(bank, caller.id)
    (call,) = bank.calls()
    bank.tell(call, CallEvent.RINGING, 3)
    calling.take_break(session, caller.id, at(5), on=True)
    assert bank.ring(moment=400) == []
    bank.tell(call, CallEvent.CANCELLED, 401)
    put_back(assignment_of(session, call), at(401))
    session.flush()
    assert len(bank.ring(moment=402)) == 1


def test_a_number_that_died_after_the_launch_stops_nobody_elses_calls(session: Session) -> None:
    bank = make_bank(session, ["en", "en"])
    dead = session.scalars(select(PhoneNumber).order_by(PhoneNumber.id)).first()
    assert dead is not None
    dead.dead, dead.line_type = DeadNumber.DISCONNECTED, LineType.MOBILE
    session.flush()
    assert [call.voter_id for call in bank.ring(2)] == [bank.world.voters[1].id]


def test_a_voter_whose_landline_died_is_left_to_a_person_for_the_mobile(session: Session) -> None:
    bank = make_bank(session, ["en"])
    landline = session.scalars(select(PhoneNumber)).one()
    landline.dead = DeadNumber.DISCONNECTED
    session.add(
        PhoneNumber(
            organisation_id=landline.organisation_id, voter_id=landline.voter_id,
            e164="+14045550177", position=2, line_type=LineType.MOBILE,
        )
    )  # fmt: skip
    session.flush()
    assert bank.ring() == []
    (assignment,) = session.scalars(select(Assignment))
    assert (assignment.state, assignment.mode) == (AssignmentState.WAITING, DialMode.CLICK)
