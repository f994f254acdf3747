"""Every way in which a text might be sent twice, or never, or a voter be dialled for nobody."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotNow
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.services import (
    assigning,
    deciding_texts,
    delivering,
    dialling,
    line_events,
    opting_out,
    placing,
    planning,
    settling_calls,
    settling_texts,
    texting,
)
from phonebank.telephony.port import CallProgress, CarrierText, EndLine, TextReceipt
from tests.services.conftest import database
from tests.support.carrier import Busy, FakeCarrier, Lose, Refuse
from tests.support.due_texts import texts_due
from tests.support.waiting import Meanwhile
from tests.support.world import NOON, World, add_caller, make_world

__all__ = ["database"]
NUMBER = "+16515550101"


def at(seconds: float = 0) -> Clock:
    """A clock that stands so many seconds after noon."""
    return lambda: NOON + timedelta(seconds=seconds)


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier(at())


@pytest.fixture
def world(database: Database) -> World:
    with database.transaction() as session:
        return make_world(session, channel=Channel.TEXT, languages=["en"])


@pytest.fixture
def text_id(database: Database, world: World) -> int:
    """A first text that is queued."""
    with database.transaction() as session:
        texter = add_caller(session, world.shift, connected=False)
        assigning.give_batch(session, texter.id, NOON)
        conversation = session.scalars(select(Conversation)).one()
        return texting.send_first(session, texter.id, conversation.id, "k", NOON).id


def state(database: Database, text_id: int) -> TextState:
    with database.transaction() as session:
        return session.get_one(TextMessage, text_id).state


def due(database: Database, seconds: float) -> list[int]:
    return texts_due(database, at(seconds)())


def test_a_run_that_was_held_up_and_the_next_one_send_once(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    def run(seconds: float) -> Meanwhile:
        return Meanwhile(
            database, lambda: delivering.deliver(database, carrier, text_id, at(seconds))
        )

    def settle() -> None:
        settling_texts.settle_text(database, carrier, text_id, at(120))

    with database.transaction() as session:
        opting_out.lock_number(session, NUMBER)
        held_up = run(0).start()
        settling = Meanwhile(database, settle).start(waiting=2)
        again = run(121).start(waiting=2)
    for each in (held_up, settling, again):
        each.join()
    assert len(carrier.sent) == 1


def test_a_receipt_for_a_text_that_waits_again_proves_that_it_was_sent(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    with database.transaction() as session:
        session.get_one(TextMessage, text_id).apply(TextEvent.TAKE, NOON)
    settling_texts.settle_text(database, carrier, text_id, at(600))
    assert state(database, text_id) is TextState.QUEUED
    with database.transaction() as session:
        receipt = TextReceipt("SM1:sent", text_id, "SM1", TextEvent.SENT)
        delivering.receipt_received(session, receipt, NOON)
    delivering.deliver(database, carrier, text_id, at(601))
    assert carrier.sent == []
    assert state(database, text_id) is TextState.SENT


def test_nobody_is_asked_about_a_text_whose_receipt_came_while_it_was_looked_for(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    carrier.troubles.append(Lose(was_done=False))
    delivering.deliver(database, carrier, text_id, at())

    def receipt_meanwhile(to: str, since: datetime) -> list[CarrierText]:
        with database.transaction() as session:
            receipt = TextReceipt("SM1:sent", text_id, "SM1", TextEvent.SENT)
            delivering.receipt_received(session, receipt, NOON)
        return []

    carrier.texts_to = receipt_meanwhile  # type: ignore[method-assign]
    settling_texts.settle_text(database, carrier, text_id, at(301))
    with database.transaction() as session:
        assert not session.get_one(TextMessage, text_id).needs_decision


@pytest.mark.parametrize("minutes", [7, 90])
def test_a_text_that_the_carrier_shows_only_long_after_a_time_out_is_not_sent_again(
    database: Database, carrier: FakeCarrier, text_id: int, minutes: int
) -> None:
    carrier.troubles.append(Lose(was_done=True))
    delivering.deliver(database, carrier, text_id, at())
    [(sid, hidden)] = carrier.texts.items()
    del carrier.texts[sid]
    settling_texts.settle_text(database, carrier, text_id, at(301))
    delivering.deliver(database, carrier, text_id, at(302))
    with database.transaction() as session:
        assert session.get_one(TextMessage, text_id).needs_decision
    carrier.texts[sid] = hidden
    with database.transaction() as session:
        assert settling_texts.unsettled_texts(session, at(minutes * 60 + 601)()) == [text_id]
    settling_texts.settle_text(database, carrier, text_id, at(minutes * 60 + 601))
    assert len(carrier.sent) == 1
    assert state(database, text_id) is TextState.SENT


def test_a_person_may_send_a_text_of_unknown_outcome_again_or_leave_it(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    carrier.troubles.append(Lose(was_done=False))
    delivering.deliver(database, carrier, text_id, at())
    with database.transaction() as session, pytest.raises(NotNow):
        deciding_texts.send_again(session, *_place(session, text_id), at(10)())
    settling_texts.settle_text(database, carrier, text_id, at(301))
    with database.transaction() as session:
        deciding_texts.leave(session, *_place(session, text_id), at(310)())
    settling_texts.settle_text(database, carrier, text_id, at(2000))
    with database.transaction() as session:
        text = session.get_one(TextMessage, text_id)
        assert (text.state, text.needs_decision) == (TextState.UNCERTAIN, False)
        text.needs_decision = True
    with database.transaction() as session:
        deciding_texts.send_again(session, *_place(session, text_id), at(2010)())
    delivering.deliver(database, carrier, text_id, at(2011))
    assert len(carrier.sent) == 1


def _place(session: Session, text_id: int) -> tuple[int, int, int]:
    text = session.get_one(TextMessage, text_id)
    assert text.caller_id is not None
    return text.caller_id, text.conversation_id, text.id


def test_a_text_whose_shift_is_paused_waits_for_it_to_go_on(
    database: Database, carrier: FakeCarrier, world: World, text_id: int
) -> None:
    with database.transaction() as session:
        planning.pause(session, world.organisation.id, world.shift.id, NOON, "member 1")
    delivering.deliver(database, carrier, text_id, at(1))
    assert carrier.sent == []
    with database.transaction() as session:
        planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    assert due(database, 120) == [text_id]
    delivering.deliver(database, carrier, text_id, at(120))
    assert len(carrier.sent) == 1


def test_a_text_that_a_hold_keeps_back_goes_once_a_person_has_decided(
    database: Database, carrier: FakeCarrier, world: World, text_id: int
) -> None:
    with database.transaction() as session:
        conversation = session.scalars(select(Conversation)).one()
        opting_out.hold(session, world.organisation.id, NUMBER, NOON, conversation)
    delivering.deliver(database, carrier, text_id, at(1))
    assert carrier.sent == []
    with database.transaction() as session:
        conversation = session.scalars(select(Conversation)).one()
        opting_out.release(session, conversation, NOON, "caller 1")
    delivering.deliver(database, carrier, text_id, at(120))
    assert len(carrier.sent) == 1


def test_a_text_that_waits_for_the_morning_is_left_alone_all_night(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    delivering.deliver(database, carrier, text_id, at(10 * 3600))
    assert due(database, 15 * 3600) == []
    assert due(database, 21 * 3600) == [text_id]


def test_a_busy_carrier_is_asked_again_only_after_the_time_it_named(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    carrier.troubles.append(Busy())
    delivering.deliver(database, carrier, text_id, at(60))
    assert due(database, 60.5) == []
    assert due(database, 65) == [text_id]


def test_a_text_that_nobody_can_settle_makes_room_for_others(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    carrier.troubles.append(Lose(was_done=False))
    delivering.deliver(database, carrier, text_id, at())
    with database.transaction() as session:
        assert settling_texts.unsettled_texts(session, at(61)()) == [text_id]
    settling_texts.settle_text(database, carrier, text_id, at(61))
    with database.transaction() as session:
        assert settling_texts.unsettled_texts(session, at(62)()) == []


@pytest.fixture
def call_id(database: Database) -> int:
    """A call that a caller's key has made and no job has placed."""
    with database.transaction() as session:
        world = make_world(session, languages=["en"])
        caller = add_caller(session, world.shift)
        call = dialling.call_next_voter(session, caller.id, "k", NOON).call
        assert call is not None
        return call.id


def test_a_dial_that_was_held_up_until_it_was_given_up_is_not_made(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    def place() -> None:
        placing.place(database, carrier, call_id, at())

    with database.transaction() as session:
        opting_out.lock_number(session, NUMBER)
        run = Meanwhile(database, place).start()
        with database.transaction() as other:
            settling_calls.interrupt(other, call_id, at(20)())
    run.join()
    assert carrier.dialled == []
    with database.transaction() as session:
        assert session.get_one(Call, call_id).state is CallState.CANCELLED


def test_a_settled_call_is_not_dialled_by_a_run_that_was_held_up(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    def place() -> None:
        placing.place(database, carrier, call_id, at())

    def settle() -> None:
        settling_calls.settle_call(database, carrier, call_id, at(40))

    with database.transaction() as session:
        opting_out.lock_number(session, NUMBER)
        run = Meanwhile(database, place).start()
        settling = Meanwhile(database, settle).start(waiting=2)
    run.join()
    settling.join()
    with database.transaction() as session:
        call = session.get_one(Call, call_id)
        assert len(carrier.dialled) == int(call.state is not CallState.CANCELLED)


def test_a_text_that_gets_lost_again_and_again_has_failed_and_a_person_sees_to_it(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    for run in range(3):
        with database.transaction() as session:
            session.get_one(TextMessage, text_id).apply(TextEvent.TAKE, at(run * 600)())
        settling_texts.settle_text(database, carrier, text_id, at(run * 600 + 301))
    assert state(database, text_id) is TextState.FAILED


def test_a_call_that_waits_is_not_put_on_its_queue_again_each_second(
    database: Database, call_id: int
) -> None:
    def lost(seconds: float) -> list[int]:
        with database.transaction() as session:
            return settling_calls.calls_without_job(session, at(seconds)())

    assert [lost(seconds) for seconds in (4, 6, 7, 17)] == [[], [call_id], [], [call_id]]


def test_a_number_that_the_carrier_never_dials_uses_up_its_attempts(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    with database.transaction() as session:
        caller_id = session.get_one(Call, call_id).caller_id
    found: Call | None = None
    for attempt in range(3):
        carrier.troubles.append(Refuse(21217))
        placing.place(database, carrier, call_id, at(attempt * 1800))
        with database.transaction() as session:
            refused = session.get_one(Call, call_id)
            assert (refused.state, refused.result) == (
                CallState.FAILED,
                ContactResult.NO_CONNECTION,
            )
            later = at((attempt + 1) * 1800)()
            found = dialling.call_next_voter(session, caller_id, f"k{attempt}", later).call
            call_id = found.id if found else call_id
    assert found is None


def test_nobody_is_dialled_while_the_volunteers_line_is_down(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    with database.transaction() as session:
        caller = session.get_one(Caller, session.get_one(Call, call_id).caller_id)
        caller.leg_call_sid, caller.leg_lost_at = None, NOON
    placing.place(database, carrier, call_id, at(1))
    assert carrier.dialled == []
    with database.transaction() as session:
        assert session.get_one(Call, call_id).result is ContactResult.NOT_PLACED


def test_a_line_that_rings_after_its_call_was_given_up_is_to_be_ended(
    database: Database, carrier: FakeCarrier, call_id: int
) -> None:
    carrier.troubles.append(Lose(was_done=False))
    placing.place(database, carrier, call_id, at())
    settling_calls.settle_call(database, carrier, call_id, at(40))
    with database.transaction() as session:
        assert session.get_one(Call, call_id).state is CallState.CANCELLED
        late = CallProgress("CA1:ringing", call_id, "CA1", CallEvent.RINGING)
        assert line_events.call_progressed(session, late, at(41)()) == EndLine("CA1")
