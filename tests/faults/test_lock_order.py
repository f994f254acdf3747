"""Clicks, voters and the carrier meet at the same rows, and nobody is thrown out for it."""

import pytest
from sqlalchemy import select

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import AnsweredBy, Call, CallEvent, CallState, ContactResult
from phonebank.domain.contact_rules import Channel
from phonebank.domain.suppression import Suppression
from phonebank.domain.survey import Answer
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.services import (
    assigning,
    calling,
    conversations,
    deciding_texts,
    delivering,
    dialling,
    interviewing,
    line_events,
    placing,
    planning,
    texting,
)
from phonebank.services.households import Turning, turn_to
from phonebank.services.opting_out import lock_number
from phonebank.services.receiving import text_received
from phonebank.telephony.port import (
    CallProgress,
    DialVoter,
    MachineDetected,
    SendText,
    TextReceipt,
    TextReceived,
)
from tests.services.conftest import database
from tests.support.carrier import FakeCarrier
from tests.support.waiting import Meanwhile
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, add_voter, make_world

__all__ = ["database"]
NUMBER = "+16515550101"


@pytest.fixture
def at_noon() -> Clock:
    return lambda: NOON


def conversation_begun(database: Database) -> tuple[int, int, int]:
    """A texter, their conversation, and its first text."""
    with database.transaction() as session:
        world = make_world(session, channel=Channel.TEXT, languages=["en"])
        texter = add_caller(session, world.shift, connected=False)
        assigning.give_batch(session, texter.id, NOON)
        conversation = session.scalars(select(Conversation)).one()
        text = texting.send_first(session, texter.id, conversation.id, "k", NOON)
        return texter.id, conversation.id, text.id


def call_begun(database: Database, *, answered: bool) -> tuple[World, int, int]:
    """A caller, and their call: queued, or answered."""
    with database.transaction() as session:
        world = make_world(session, languages=["en"])
        caller = add_caller(session, world.shift)
        call = dialling.call_next_voter(session, caller.id, "k", NOON).call
        assert call is not None
        if answered:
            happened = CallProgress("CA1:answered", call.id, "CA1", CallEvent.ANSWERED)
            line_events.call_progressed(session, happened, NOON)
        return world, caller.id, call.id


def test_a_texter_may_send_while_their_page_looks_again(database: Database) -> None:
    texter_id, conversation_id, _ = conversation_begun(database)

    def reply() -> None:
        with database.transaction() as session:
            texting.reply(session, texter_id, conversation_id, "r1", "Thank you", NOON)

    with database.transaction() as session:
        calling.here(session, texter_id, "inbox", NOON, take_over=True)
        sending = Meanwhile(database, reply).start()
        conversations.mark_read(session, texter_id, conversation_id)
    sending.join()


def test_an_answer_and_the_result_may_be_told_at_once(database: Database) -> None:
    world, caller_id, call_id = call_begun(database, answered=True)
    question = world.questions[0]

    def note() -> None:
        with database.transaction() as session:
            choice_id = question.choices[0].id
            interviewing.note_answer(session, caller_id, call_id, question.id, choice_id, NOON)

    with database.transaction() as session:
        dialling.lock_caller(session, caller_id)
        noting = Meanwhile(database, note).start()
        telling = calling.Telling(call_id, ContactResult.REACHED)
        calling.tell_result(session, caller_id, telling, NOON)
    noting.join()
    with database.transaction() as session:
        assert session.scalars(select(Answer)).one().call_id == call_id


def test_a_stop_and_the_texters_own_opt_out_may_come_at_once(database: Database) -> None:
    texter_id, conversation_id, _ = conversation_begun(database)

    def write_stop() -> None:
        with database.transaction() as session:
            text_received(session, TextReceived("SM9", NUMBER, OUR_NUMBER, "STOP"), NOON)

    with database.transaction() as session:
        lock_number(session, NUMBER)
        writing = Meanwhile(database, write_stop).start()
        conversations.opt_out(session, texter_id, conversation_id, NOON)
    writing.join()
    with database.transaction() as session:
        assert len(session.scalars(select(Suppression)).all()) == 1


def test_do_not_call_may_be_told_while_the_carrier_is_being_asked(
    database: Database, at_noon: Clock
) -> None:
    _, caller_id, call_id = call_begun(database, answered=False)

    def tell() -> None:
        with database.transaction() as session:
            telling = calling.Telling(call_id, ContactResult.DO_NOT_CALL)
            calling.tell_result(session, caller_id, telling, NOON)

    class Asked(FakeCarrier):
        meanwhile: Meanwhile

        def dial(self, request: DialVoter) -> str:
            self.meanwhile = Meanwhile(database, tell).start()
            return super().dial(request)

    carrier = Asked(at_noon)
    placing.place(database, carrier, call_id, at_noon)
    carrier.meanwhile.join()
    with database.transaction() as session:
        call = session.get_one(Call, call_id)
        assert (call.carrier_sid, call.result) == (
            next(iter(carrier.calls)),
            ContactResult.DO_NOT_CALL,
        )


def test_a_receipt_that_tells_of_an_opt_out_may_come_while_the_text_is_sent(
    database: Database, at_noon: Clock
) -> None:
    _, _, text_id = conversation_begun(database)

    def refuse(sid: str) -> None:
        with database.transaction() as session:
            receipt = TextReceipt(f"{sid}:failed", text_id, sid, TextEvent.FAILED, 21610)
            delivering.receipt_received(session, receipt, NOON)

    class Asked(FakeCarrier):
        meanwhile: Meanwhile

        def send(self, request: SendText) -> str:
            sid = super().send(request)
            self.meanwhile = Meanwhile(database, lambda: refuse(sid)).start()
            return sid

    carrier = Asked(at_noon)
    delivering.deliver(database, carrier, text_id, at_noon)
    carrier.meanwhile.join()
    with database.transaction() as session:
        assert session.get_one(TextMessage, text_id).state is TextState.FAILED
        assert session.scalars(select(Suppression)).one().e164 == NUMBER


def test_an_answer_that_meets_an_undo_is_not_forgotten(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session, languages=["en", "en"])
        caller_id = add_caller(session, world.shift).id
        first = dialling.call_next_voter(session, caller_id, "k1", NOON).call
        assert first is not None
        event = CallProgress("CA1:answered", first.id, "CA1", CallEvent.ANSWERED)
        line_events.call_progressed(session, event, NOON)
        calling.tell_result(
            session, caller_id, calling.Telling(first.id, ContactResult.REFUSED), NOON
        )
        second = dialling.call_next_voter(session, caller_id, "k2", NOON).call
        assert second is not None
        event = CallProgress("CA2:ringing", second.id, "CA2", CallEvent.RINGING)
        line_events.call_progressed(session, event, NOON)

    def undo() -> None:
        with database.transaction() as session:
            calling.undo_result(session, caller_id, NOON)

    def answer() -> None:
        with database.transaction() as session:
            event = CallProgress("CA2:answered", second.id, "CA2", CallEvent.ANSWERED)
            line_events.call_progressed(session, event, NOON)

    with database.transaction() as session:
        session.get_one(Call, first.id, with_for_update=True)
        undoing = Meanwhile(database, undo).start()
        answering = Meanwhile(database, answer).start(waiting=2)
    undoing.join()
    answering.join()
    with database.transaction() as session:
        call = session.get_one(Call, second.id)
        assert call.state is CallState.TALKING, "the voter is on the line, whoever wants it"


def test_a_texter_who_opts_a_voter_out_waits_with_no_row_in_their_hands(
    database: Database,
) -> None:
    texter_id, conversation_id, _ = conversation_begun(database)

    def opt_out() -> None:
        with database.transaction() as session:
            conversations.opt_out(session, texter_id, conversation_id, NOON)

    with database.transaction() as session:
        lock_number(session, NUMBER)
        opting = Meanwhile(database, opt_out).start()
        session.get_one(Conversation, conversation_id, with_for_update=True)
    opting.join()
    with database.transaction() as session:
        assert session.scalars(select(Suppression)).one().e164 == NUMBER


def test_a_person_may_decide_about_a_text_while_its_receipt_opts_the_voter_out(
    database: Database,
) -> None:
    texter_id, conversation_id, text_id = conversation_begun(database)
    with database.transaction() as session:
        session.get_one(TextMessage, text_id).needs_decision = True

    def leave() -> None:
        with database.transaction() as session:
            deciding_texts.leave(session, texter_id, conversation_id, text_id, NOON)

    with database.transaction() as session:
        session.get_one(TextMessage, text_id, with_for_update=True)
        leaving = Meanwhile(database, leave).start()
        session.get_one(Conversation, conversation_id, with_for_update=True)
    leaving.join()


@pytest.mark.parametrize("what", ["ended", "machine"])
def test_what_the_carrier_tells_as_a_line_goes_on_to_another_voter_is_theirs(
    database: Database, what: str
) -> None:
    with database.transaction() as session:
        world = make_world(session, languages=["en"], launched=False)
        mate = add_voter(session, world.voter_list, 1, "en", NUMBER)
        planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
        caller_id = add_caller(session, world.shift).id
        first = dialling.call_next_voter(session, caller_id, "k", NOON).call
        assert first is not None
        answered = CallProgress("CA1:answered", first.id, "CA1", CallEvent.ANSWERED)
        line_events.call_progressed(session, answered, NOON)

    def told() -> None:
        with database.transaction() as session:
            if what == "ended":
                ended = CallProgress("CA1:completed", first.id, "CA1", CallEvent.COMPLETED)
                line_events.call_progressed(session, ended, NOON)
            else:
                heard = MachineDetected("CA1:machine", first.id, "CA1", AnsweredBy.HUMAN)
                line_events.machine_detected(session, heard, NOON)

    with database.transaction() as session:
        turning = Turning(first.id, ContactResult.REACHED, mate.id, "turn")
        second_id = turn_to(session, caller_id, turning, NOON).id
        session.flush()
        telling = Meanwhile(database, told).start()
    telling.join()
    with database.transaction() as session:
        second = session.get_one(Call, second_id)
        assert second.carrier_sid == "CA1"
        assert second.over is (what == "ended")
        assert second.answered_by is (None if what == "ended" else AnsweredBy.HUMAN)
