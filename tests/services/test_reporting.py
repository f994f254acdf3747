"""What a shift has done so far, counted right by channel, caller, question and choice."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Caller, CallerState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.survey import AnswerDoor, Given, QuestionKind
from phonebank.domain.voter import PhoneNumber
from phonebank.services.reporting import figures, tallies
from phonebank.services.showing_callers import callers_now
from phonebank.services.surveying import Answering, record, record_answer
from tests.support.inbox_world import make_inbox_world
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, make_world

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def add_call(
    session: Session,
    world: World,
    caller: Caller,
    voter: int,
    *events: CallEvent,
    result: ContactResult | None = None,
    placed: bool = True,
) -> Call:
    """A call with these events, a minute apart; closed where it has a result."""
    id_ = world.voters[voter].id
    number = session.scalars(select(PhoneNumber).where(PhoneNumber.voter_id == id_)).one()
    call = Call(
        organisation_id=world.organisation.id,
        shift_id=world.shift.id,
        caller_id=caller.id,
        voter_id=id_,
        phone_number_id=number.id,
        to_number=number.e164,
        from_number=OUR_NUMBER,
        request_key=f"key {voter}",
        carrier_sid=f"CA{id_:032d}" if placed else None,
        state=CallState.QUEUED,
        queued_at=NOON,
    )
    for minutes, event in enumerate(events, 1):
        call.apply(event, NOON + minutes * MINUTE)
    if result is not None:
        call.result, call.closed_at = result, NOON + (len(events) + 1) * MINUTE
    session.add(call)
    session.flush()
    return call


def answer(session: Session, world: World, voter: int, question: int, choice: int) -> None:
    asked = world.questions[question]
    answering = Answering(world.shift, world.voters[voter].id, "en", AnswerDoor.CALLER)
    record_answer(session, answering, asked.id, asked.choices[choice].id, NOON)


ANSWERED = (CallEvent.PLACE, CallEvent.ANSWERED, CallEvent.COMPLETED)


def test_a_shift_in_which_nothing_has_happened_counts_nothing(
    session: Session, world: World
) -> None:
    counted = figures(session, world.shift)
    assert (counted.calls, counted.answered, counted.conversations, counted.answers) == (0,) * 4
    assert (counted.texts_sent, counted.replies, counted.opt_outs) == (0,) * 3
    assert (counted.voters_waiting, counted.voters_done, counted.voters_barred) == (3, 0, 0)


def test_calls_answers_conversations_and_opt_outs_are_told_apart(
    session: Session, world: World
) -> None:
    val, wes, xia = (add_caller(session, world.shift) for _ in range(3))
    add_call(session, world, val, 0, *ANSWERED, result=ContactResult.REACHED)
    add_call(session, world, wes, 1, *ANSWERED, result=ContactResult.DO_NOT_CALL)
    cancelled = ContactResult.NOT_PLACED
    add_call(session, world, xia, 2, CallEvent.CANCELLED, result=cancelled, placed=False)
    answer(session, world, 0, 0, 0)
    counted = figures(session, world.shift)
    assert (counted.calls, counted.answered, counted.conversations) == (2, 2, 1)
    assert (counted.answers, counted.opt_outs) == (1, 1)
    assert counted.results == {
        ContactResult.REACHED: 1,
        ContactResult.DO_NOT_CALL: 1,
        ContactResult.NOT_PLACED: 1,
    }


def test_texts_replies_conversations_and_opt_outs_are_told_apart(session: Session) -> None:
    inbox = make_inbox_world(session, ["en", "en", "en"])
    talks, stops, silent = inbox.take()
    for each in (talks, stops, silent):
        inbox.write_first(each)
    inbox.voter_writes(talks, "Who is this?")
    inbox.voter_writes(stops, "STOP")
    counted = figures(session, inbox.world.shift)
    assert (counted.replies, counted.conversations, counted.opt_outs) == (2, 1, 1)
    assert counted.replies_waiting == 1
    assert counted.texts_sent == 3
    assert counted.texts_not_delivered == 0


def test_another_shifts_work_is_not_counted(session: Session, world: World) -> None:
    other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
    caller = add_caller(session, other.shift)
    add_call(session, other, caller, 0, *ANSWERED, result=ContactResult.REACHED)
    answer(session, other, 0, 0, 0)
    counted = figures(session, world.shift)
    assert (counted.calls, counted.conversations, counted.answers) == (0, 0, 0)
    assert callers_now(session, world.shift, NOON) == []
    assert all(tally.counts == {} for tally in tallies(session, world.shift))


def test_a_corrected_answer_is_counted_once_for_the_choice_it_became(
    session: Session, world: World
) -> None:
    for voter, choice in ((0, 0), (0, 1), (1, 1), (2, 0)):
        answer(session, world, voter, 0, choice)
    first, second, third = tallies(session, world.shift)
    yes, no = world.questions[0].choices
    assert first.counts == {yes.id: 1, no.id: 2}
    assert second.counts == third.counts == {}


@pytest.mark.parametrize(
    ("events", "state", "minutes"),
    [
        ((), CallerState.DIALLING, 0),
        ((CallEvent.PLACE,), CallerState.DIALLING, 0),
        ((CallEvent.PLACE, CallEvent.ANSWERED), CallerState.TALKING, 2),
        (ANSWERED, CallerState.WRAPPING_UP, 3),
    ],
)
def test_a_caller_on_a_call_is_told_with_what_they_do_and_since_when(
    session: Session,
    world: World,
    events: tuple[CallEvent, ...],
    state: CallerState,
    minutes: int,
) -> None:
    caller = add_caller(session, world.shift)
    add_call(session, world, caller, 0, *events)
    (told,) = callers_now(session, world.shift, NOON + 9 * MINUTE)
    assert (told.state, told.since) == (state, NOON + minutes * MINUTE)


def test_a_caller_between_calls_is_ready_since_the_last_one(session: Session, world: World) -> None:
    caller = add_caller(session, world.shift)
    add_call(session, world, caller, 0, *ANSWERED, result=ContactResult.REACHED)
    caller.seen_at = NOON + 9 * MINUTE
    (told,) = callers_now(session, world.shift, NOON + 9 * MINUTE)
    assert (told.state, told.since) == (CallerState.READY, NOON + 4 * MINUTE)
    assert (told.calls, told.conversations) == (1, 1)


def test_a_caller_who_is_silent_is_away_since_they_were_last_seen(
    session: Session, world: World
) -> None:
    add_caller(session, world.shift)
    (told,) = callers_now(session, world.shift, NOON + MINUTE)
    assert (told.state, told.since) == (CallerState.AWAY, NOON)


def test_callers_are_told_in_the_order_in_which_they_came(session: Session, world: World) -> None:
    came = [add_caller(session, world.shift) for _ in range(3)]
    came[0].finished_at = NOON + MINUTE
    told = callers_now(session, world.shift, NOON)
    assert [each.caller for each in told] == came
    assert (told[0].state, told[0].since) == (CallerState.FINISHED, NOON + MINUTE)


def test_a_texter_is_told_with_texts_and_conversations(session: Session) -> None:
    inbox = make_inbox_world(session, ["en", "en"])
    assert inbox.world.shift.channel is Channel.TEXT
    (joined,) = callers_now(session, inbox.world.shift, NOON)
    assert joined.state is CallerState.JOINED
    first, second = inbox.take()
    inbox.write_first(first)
    last = inbox.write_first(second)
    inbox.voter_writes(first, "Who is this?")
    (told,) = callers_now(session, inbox.world.shift, NOON)
    assert (told.state, told.since) == (CallerState.READY, last.queued_at)
    assert (told.texts, told.calls, told.conversations) == (2, 0, 1)


def test_an_answer_of_several_choices_counts_once(session: Session, world: World) -> None:
    question = world.questions[0]
    question.kind = QuestionKind.SEVERAL
    session.flush()
    chosen = tuple(each.id for each in question.choices[:2])
    for voter in world.voters[:2]:
        answering = Answering(world.shift, voter.id, "en", AnswerDoor.CALLER)
        record(session, answering, question.id, Given(chosen), NOON)
    assert figures(session, world.shift).answers == 2
