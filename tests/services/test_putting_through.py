"""Whoever answers is put through to somebody free at once, or told who called; never to silence."""

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.call import AnsweredBy, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.errors import NotFound
from phonebank.domain.voicemail import VoicemailPolicy
from phonebank.services import (
    calling,
    finishing,
    line_events,
    settling_calls,
    settling_unconnected,
    watching_calls,
)
from phonebank.services.dialling import call_next_voter
from phonebank.services.interviewing import note_answer
from phonebank.services.putting_through import voter_answered
from phonebank.telephony.port import (
    AskByKeypad,
    EndLine,
    MachineDetected,
    Nothing,
    PutThrough,
    SayAndHangUp,
    VoterAnswered,
)
from tests.support.call_world import sid_of
from tests.support.over_dialling import Bank, at, make_bank


@pytest.fixture
def bank(session: Session) -> Bank:
    return make_bank(session)


def machine(bank: Bank, call_id: int, moment: float, by: AnsweredBy = AnsweredBy.MACHINE) -> object:
    event = MachineDetected(f"{sid_of(call_id)}:machine", call_id, sid_of(call_id), by)
    return line_events.machine_detected(bank.session, event, at(moment))


def test_the_voter_gets_whoever_has_waited_longest(bank: Bank) -> None:
    bank.volunteer(waits_since=5)
    longest = bank.volunteer(waits_since=2)
    (call,) = bank.ring()
    assert bank.answer(call) == PutThrough(longest.conference, call.id)
    assert (call.caller_id, call.state, call.waited_seconds) == (longest.id, CallState.TALKING, 6)


def test_two_voters_who_answer_get_two_volunteers_and_a_third_hears_who_called(bank: Bank) -> None:
    volunteers = {bank.volunteer().id, bank.volunteer().id}
    first, second, third = bank.ring(3)
    bank.answer(first)
    bank.answer(second)
    assert {first.caller_id, second.caller_id} == volunteers
    reply = bank.answer(third)
    assert isinstance(reply, AskByKeypad)
    assert "Sample Neighbors" in reply.sentences[0].text
    assert "6 5 1 5 5 5 0 1 0 0" in reply.sentences[0].text
    assert "press 9" in reply.sentences[1].text
    assert (third.result, third.abandoned_at) == (ContactResult.ABANDONED, at(8))


def test_the_carrier_that_asks_again_gets_the_same_reply(bank: Bank) -> None:
    bank.volunteer()
    first, second = bank.ring(2)
    assert bank.answer(first, 8) == bank.answer(first, 9)
    assert bank.answer(second, 8) == bank.answer(second, 9)
    assert second.abandoned_at == at(8)


def test_another_line_cannot_pass_for_the_call(bank: Bank) -> None:
    (call,) = bank.ring()
    with pytest.raises(NotFound):
        voter_answered(bank.session, VoterAnswered(call.id, "CA" + "f" * 32), at(8))


def test_the_most_fluent_comes_before_who_waits_longest(session: Session) -> None:
    bank = make_bank(session, ["es-US", "es-US"])
    bank.volunteer("en", "es-US", waits_since=0)
    fluent = bank.volunteer("es-US", "en", waits_since=5)
    (call,) = bank.ring(language="es-US")
    bank.answer(call)
    assert call.caller_id == fluent.id


def test_nobody_who_does_not_speak_the_language_is_put_through(session: Session) -> None:
    bank = make_bank(session, ["es-US"])
    bank.volunteer("en")
    (call,) = bank.ring(language="es-US")
    reply = bank.answer(call)
    assert isinstance(reply, AskByKeypad)
    assert reply.sentences[0].language == "es-US"


def test_a_voter_of_unknown_language_goes_to_anybody_who_is_free(session: Session) -> None:
    bank = make_bank(session, ["und"])
    caller = bank.volunteer("es-US")
    (call,) = bank.ring(language="und")
    bank.answer(call)
    assert call.caller_id == caller.id


@pytest.mark.parametrize("why", ["break", "finished", "line down", "page silent"])
def test_whoever_is_gone_is_not_put_through(bank: Bank, why: str) -> None:
    caller = bank.volunteer()
    (call,) = bank.ring()
    match why:
        case "break":
            calling.take_break(bank.session, caller.id, at(1), on=True)
        case "finished":
            finishing.finish_shift(bank.session, caller.id, at(1))
        case "line down":
            caller.leg_call_sid = None
        case "page silent":
            caller.seen_at = at(-30)
    bank.answer(call)
    assert call.caller_id is None
    assert call.result is ContactResult.ABANDONED


def test_a_voter_who_has_hung_up_by_then_takes_nobodys_time(bank: Bank) -> None:
    caller = bank.volunteer()
    (call,) = bank.ring()
    bank.tell(call, CallEvent.ANSWERED, 7)
    bank.tell(call, CallEvent.COMPLETED, 8)
    assert bank.answer(call, 9) == SayAndHangUp()
    assert bank.session.get_one(Caller, caller.id).free_since == at(0)
    assert settling_unconnected.unconnected_lines(bank.session, at(9)) == [call.id]
    settling_unconnected.close_unconnected(bank.session, call.id, at(9))
    assert call.result is ContactResult.ABANDONED


def test_a_line_that_the_carrier_never_asks_about_is_ended_and_counted(bank: Bank) -> None:
    (call,) = bank.ring()
    bank.tell(call, CallEvent.ANSWERED, 8)
    assert settling_unconnected.unconnected_lines(bank.session, at(10)) == []
    assert settling_unconnected.unconnected_lines(bank.session, at(19)) == [call.id]
    assert settling_unconnected.close_unconnected(bank.session, call.id, at(19)) == sid_of(call.id)
    assert call.abandoned_at is not None


def test_after_the_result_the_volunteer_says_that_they_are_free_again(bank: Bank) -> None:
    caller = bank.volunteer()
    (call,) = bank.ring()
    bank.answer(call)
    assert caller.free_since is None
    calling.tell_result(
        bank.session, caller.id, calling.Telling(call.id, ContactResult.REACHED), at(50)
    )
    assert caller.free_since is None
    call_next_voter(bank.session, caller.id, "again", at(51))
    assert caller.free_since == at(51)


def test_a_machine_frees_the_volunteer_and_the_line_is_ended(bank: Bank) -> None:
    caller = bank.volunteer()
    (call,) = bank.ring()
    bank.answer(call)
    assert machine(bank, call.id, 12) == EndLine(sid_of(call.id))
    assert (call.result, call.answered_by) == (ContactResult.VOICEMAIL, AnsweredBy.MACHINE)
    assert caller.free_since == at(12)


@pytest.mark.parametrize("why", ["late", "an answer was noted", "the caller heard a person"])
def test_a_person_is_not_cut_off_by_a_machines_mistake(bank: Bank, why: str) -> None:
    caller = bank.volunteer()
    (call,) = bank.ring()
    bank.answer(call)
    if why == "an answer was noted":
        question = bank.world.questions[0]
        note_answer(bank.session, caller.id, call.id, question.id, question.choices[0].id, at(10))
    if why == "the caller heard a person":
        calling.it_was_a_person(bank.session, caller.id, call.id)
    assert machine(bank, call.id, 30 if why == "late" else 11) == Nothing()
    assert call.closed_at is None


def test_where_messages_are_left_the_volunteer_keeps_the_machine(bank: Bank) -> None:
    bank.world.campaign.voicemail = {"en": VoicemailPolicy.OWN_MESSAGE.value}
    bank.volunteer()
    (call,) = bank.ring()
    bank.answer(call)
    assert machine(bank, call.id, 12) == Nothing()
    assert call.closed_at is None


def test_a_machine_for_which_nobody_was_free_is_not_in_the_ledger(bank: Bank) -> None:
    campaign = bank.world.campaign.id
    person, answering_machine = bank.ring(2)
    bank.answer(person)
    bank.answer(answering_machine)
    ledger = watching_calls.ledger_of(bank.session, campaign, at(20))
    assert (ledger.answers, ledger.abandoned) == (2, 2)
    machine(bank, answering_machine.id, 20)
    bank.session.flush()
    ledger = watching_calls.ledger_of(bank.session, campaign, at(21))
    assert (ledger.answers, ledger.abandoned) == (1, 1)


def test_nobody_is_put_into_a_conference_that_the_last_voter_has_not_left(bank: Bank) -> None:
    caller = bank.volunteer()
    first, second, third = bank.ring(3)
    bank.answer(first)
    calling.tell_result(
        bank.session, caller.id, calling.Telling(first.id, ContactResult.REFUSED), at(14)
    )
    call_next_voter(bank.session, caller.id, "again", at(14))
    bank.answer(second, 15)
    assert second.result is ContactResult.ABANDONED
    bank.tell(first, CallEvent.COMPLETED, 15)
    bank.answer(third, 16)
    assert third.caller_id == caller.id


def test_a_volunteer_who_goes_as_the_voter_comes_leaves_nobody_waiting(bank: Bank) -> None:
    caller = bank.volunteer()
    (call,) = bank.ring()
    bank.answer(call, 8)
    caller.leg_call_sid, caller.leg_lost_at = None, at(9)
    bank.session.flush()
    assert settling_calls.abandoned_lines(bank.session, at(10)) == [call.id]


def test_what_is_answered_while_the_volunteer_undoes_goes_to_somebody_else(bank: Bank) -> None:
    undoing, other = bank.volunteer(waits_since=0), bank.volunteer(waits_since=1)
    first, second = bank.ring(2)
    bank.answer(first)
    calling.tell_result(
        bank.session, undoing.id, calling.Telling(first.id, ContactResult.REFUSED), at(15)
    )
    call_next_voter(bank.session, undoing.id, "again", at(15))
    calling.undo_result(bank.session, undoing.id, at(16))
    bank.answer(second, 17)
    assert second.caller_id == other.id
    assert (first.caller_id, first.closed_at) == (undoing.id, None)
