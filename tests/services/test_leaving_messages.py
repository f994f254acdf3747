"""A recorded message follows the beep, once, where it may, while the volunteer goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.call import AnsweredBy, Call, CallEvent, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.contact_request import LineType
from phonebank.domain.spoken_phrases import Phrase
from phonebank.domain.voicemail import Greeting, VoicemailPolicy
from phonebank.domain.voter import PhoneNumber
from phonebank.services import calling, leaving_messages, line_events, placing, reporting
from phonebank.services.auditing import Author
from phonebank.services.choosing_voicemail import choose
from phonebank.services.dialling import call_next_voter, is_in_use
from phonebank.services.gate_facts import call_to_place
from phonebank.services.interviewing import note_answer
from phonebank.services.opting_out import opt_out
from phonebank.services.recording import keep_recording
from phonebank.services.settling_calls import lines_to_end
from phonebank.telephony.port import (
    CarrierBusy,
    CarrierRefused,
    EndLine,
    JoinConference,
    LeaveMessage,
    MachineDetected,
    Nothing,
    Played,
    RingVoter,
    Sentence,
    SetAside,
)
from tests.support.call_world import sid_of
from tests.support.carrier import FakeCarrier
from tests.support.over_dialling import Bank, at, make_bank
from tests.support.sounds import note

RECORDED = VoicemailPolicy.RECORDED_MESSAGE


def record(bank: Bank, language: str = "en") -> str:
    """The message in a language; its address's token."""
    world, author = bank.world, Author("member 1", at(0))
    owner, campaign = world.organisation.id, world.campaign.id
    choose(bank.session, owner, campaign, {language: RECORDED}, author)
    kept = keep_recording(
        bank.session, owner, campaign, language, Phrase.VOICEMAIL.value, note(), author
    )
    return kept.token


@pytest.fixture
def bank(session: Session) -> Bank:
    return make_bank(session)


def talking(bank: Bank, *, awaits_beep: bool = True) -> Call:
    """A call that somebody was put through to, and a machine's greeting goes on."""
    bank.volunteer()
    (call,) = bank.ring()
    call.awaits_beep = awaits_beep
    bank.answer(call)
    return call


def heard(
    bank: Bank, call: Call, greeting: Greeting, by: AnsweredBy = AnsweredBy.MACHINE
) -> object:
    sid = sid_of(call.id)
    event = MachineDetected(f"{sid}:machine", call.id, sid, by, greeting)
    return line_events.machine_detected(bank.session, event, at(22))


def press_voicemail(bank: Bank, call: Call, moment: float = 12) -> object:
    """The volunteer's key 2."""
    assert call.caller_id is not None
    telling = calling.Telling(call.id, ContactResult.VOICEMAIL)
    calling.tell_result(bank.session, call.caller_id, telling, at(moment))
    return leaving_messages.after_result(bank.session, call, at(moment))


def test_the_beep_alone_frees_the_volunteer_and_the_message_follows(bank: Bank) -> None:
    record(bank)
    call = talking(bank)
    assert heard(bank, call, Greeting.BEEPED) == LeaveMessage(call.id)
    assert call.result is ContactResult.VOICEMAIL
    assert call.closed_at == at(22)


def test_a_volunteer_who_presses_during_the_greeting_goes_on_and_the_line_waits(bank: Bank) -> None:
    record(bank)
    call = talking(bank)
    assert press_voicemail(bank, call) == SetAside(call.id)
    assert heard(bank, call, Greeting.OVER) == LeaveMessage(call.id)


def test_a_volunteer_who_presses_after_the_greeting_has_the_message_played_at_once(
    bank: Bank,
) -> None:
    record(bank)
    call = talking(bank)
    assert heard(bank, call, Greeting.OVER) == Nothing()
    assert press_voicemail(bank, call, 25) == LeaveMessage(call.id)


@pytest.mark.parametrize("why", ["silence is no beep", "an answer was noted", "heard a person"])
def test_a_person_who_was_taken_for_a_machine_hears_no_recording(bank: Bank, why: str) -> None:
    record(bank)
    call = talking(bank)
    assert call.caller_id is not None
    if why == "an answer was noted":
        question = bank.world.questions[0]
        note_answer(
            bank.session, call.caller_id, call.id, question.id, question.choices[0].id, at(10)
        )
    if why == "heard a person":
        calling.it_was_a_person(bank.session, call.caller_id, call.id)
    greeting = Greeting.OVER if why == "silence is no beep" else Greeting.BEEPED
    assert heard(bank, call, greeting) == Nothing()
    assert call.closed_at is None


@pytest.mark.parametrize("by", [AnsweredBy.HUMAN, AnsweredBy.FAX, AnsweredBy.UNKNOWN])
def test_a_line_that_waits_for_a_beep_ends_where_there_is_no_machine(
    bank: Bank, by: AnsweredBy
) -> None:
    record(bank)
    call = talking(bank)
    press_voicemail(bank, call)
    assert heard(bank, call, Greeting.UNHEARD, by) == EndLine(sid_of(call.id))


def test_what_is_taken_back_leaves_no_message(bank: Bank) -> None:
    record(bank)
    call = talking(bank)
    press_voicemail(bank, call)
    assert call.caller_id is not None
    calling.undo_result(bank.session, call.caller_id, at(14))
    assert heard(bank, call, Greeting.BEEPED) == Nothing()


@pytest.mark.parametrize(
    "why", ["no recording", "mobile", "opted out", "had it before", "policy", "not awaited"]
)
def test_where_there_may_be_no_message_the_line_just_ends(bank: Bank, why: str) -> None:
    if why == "no recording":
        bank.world.campaign.voicemail = {"en": RECORDED.value}
    else:
        record(bank)
    call = talking(bank, awaits_beep=why != "not awaited")
    match why:
        case "mobile":
            bank.session.get_one(PhoneNumber, call.phone_number_id).line_type = LineType.MOBILE
        case "opted out":
            owner = bank.world.organisation.id
            opt_out(bank.session, owner, call.to_number, call.voter_id, at(9), "voter")
        case "had it before":
            (earlier,) = bank.ring(moment=1)
            earlier.voter_id, earlier.message_at = call.voter_id, at(2)
            bank.session.flush()
        case "policy":
            bank.world.campaign.voicemail = {}
    assert press_voicemail(bank, call) == EndLine(sid_of(call.id))


def test_a_voter_of_unknown_language_hears_the_campaigns_first(session: Session) -> None:
    bank = make_bank(session, ["und"])
    token = record(bank)
    choose(
        session, bank.world.organisation.id, bank.world.campaign.id, {"und": RECORDED},
        Author("member 1", at(0)),
    )  # fmt: skip
    bank.volunteer()
    (call,) = bank.ring(language="und")
    message = leaving_messages.message_for(session, call, at(5))
    number = Sentence("Our number is 6 5 1 5 5 5 0 1 0 0.", "en")
    assert message == (Played(token), number)


def test_messages_are_counted(bank: Bank) -> None:
    record(bank)
    call = talking(bank)
    call.message_at = at(23)
    bank.session.flush()
    assert reporting.figures(bank.session, bank.world.shift).messages_left == 1


def test_a_line_alone_with_a_machine_is_not_swept_before_the_message_is_over(bank: Bank) -> None:
    record(bank)
    call = talking(bank)
    press_voicemail(bank, call, 12)
    bank.session.flush()
    assert lines_to_end(bank.session, at(18)) == [sid_of(call.id)]  # nobody took it aside
    call.apart_at = at(12)
    bank.session.flush()
    assert lines_to_end(bank.session, at(18)) == []
    call.message_at = at(60)
    bank.session.flush()
    assert lines_to_end(bank.session, at(100)) == []
    assert lines_to_end(bank.session, at(136)) == [sid_of(call.id)]


def test_once_the_line_is_apart_the_volunteer_gets_the_next_voter(bank: Bank) -> None:
    record(bank)
    caller = bank.volunteer()
    first, second, third = bank.ring(3)
    first.awaits_beep = True
    bank.answer(first)
    press_voicemail(bank, first)
    call_next_voter(bank.session, caller.id, "again", at(12))
    bank.answer(second, 12)
    assert second.caller_id is None
    first.apart_at = at(12)
    bank.answer(third, 13)
    assert third.caller_id == caller.id


@pytest.fixture
def kept(database: Database) -> tuple[Database, FakeCarrier, int]:
    """A call of which the volunteer has said that it is voicemail, in the database."""
    carrier = FakeCarrier(lambda: at(0))
    with database.transaction() as session:
        bank = make_bank(session)
        record(bank)
        bank.volunteer()
        (call,) = bank.ring()
        call.carrier_sid = None
        order = RingVoter(call.id, call.to_number, call.from_number)
    placing.place_taken(database, carrier, order, lambda: at(1))
    assert carrier.rung == [replace(order, until_the_beep=True)]
    with database.transaction() as session:
        call = session.get_one(Call, order.call_id)
        assert call.awaits_beep
        call.apply(CallEvent.ANSWERED, at(8))
        call.result, call.closed_at = ContactResult.VOICEMAIL, at(12)
    return database, carrier, order.call_id


def call_of(database: Database, call_id: int) -> Call:
    with database.transaction() as session:
        return session.get_one(Call, call_id)


def test_the_line_leaves_the_conference_and_then_gets_the_message_once(
    kept: tuple[Database, FakeCarrier, int],
) -> None:
    database, carrier, call_id = kept
    leaving_messages.set_aside(database, carrier, call_id, lambda: at(13))
    sid = str(call_of(database, call_id).carrier_sid)
    assert carrier.aside == [sid]
    for _ in range(2):
        leaving_messages.leave(database, carrier, call_id, lambda: at(22))
    first, second = carrier.said
    assert (first[0], second[0]) == (sid, sid)
    assert isinstance(first[1], Played) and isinstance(second[1], Sentence)
    call = call_of(database, call_id)
    assert (call.apart_at, call.message_at) == (at(13), at(22))
    leaving_messages.set_aside(database, carrier, call_id, lambda: at(23))
    assert carrier.aside == [sid], "the message is not cut off"


def test_a_message_that_the_carrier_did_not_begin_has_not_been_left(
    kept: tuple[Database, FakeCarrier, int],
) -> None:
    database, carrier, call_id = kept
    carrier.hang_up(str(call_of(database, call_id).carrier_sid))  # the machine gave up first
    leaving_messages.leave(database, carrier, call_id, lambda: at(22))
    assert carrier.said == []
    assert call_of(database, call_id).message_at is None


@pytest.mark.parametrize("answer", [CarrierBusy(20429, 1.0), CarrierRefused(20404, "refused")])
def test_a_line_on_which_no_message_was_begun_has_not_left_the_conference_and_is_ended(
    kept: tuple[Database, FakeCarrier, int],
    monkeypatch: pytest.MonkeyPatch,
    answer: CarrierBusy | CarrierRefused,
) -> None:
    def refused(*_: object) -> bool:
        raise answer

    database, carrier, call_id = kept
    monkeypatch.setattr(carrier, "farewell", refused)
    leaving_messages.leave(database, carrier, call_id, lambda: at(22))
    call = call_of(database, call_id)
    assert (call.apart_at, call.message_at) == (None, None), "no other voter joins it there"
    assert not is_up(database, carrier, call_id)


def opts_out(database: Database, call_id: int) -> None:
    with database.transaction() as session:
        call = session.get_one(Call, call_id)
        opt_out(session, call.organisation_id, call.to_number, call.voter_id, at(20), "voter")


def is_up(database: Database, carrier: FakeCarrier, call_id: int) -> bool:
    sid = str(call_of(database, call_id).carrier_sid)
    return carrier.call(sid).event is not CallEvent.COMPLETED


def test_an_opt_out_before_the_beep_keeps_the_message_back_and_ends_the_line(
    kept: tuple[Database, FakeCarrier, int],
) -> None:
    database, carrier, call_id = kept
    opts_out(database, call_id)
    leaving_messages.leave(database, carrier, call_id, lambda: at(22))
    assert carrier.said == []
    assert not is_up(database, carrier, call_id), "nobody is left in silence"


class BetweenTheTwo:
    """A database in which something happens as soon as the first transaction has committed."""

    def __init__(self, database: Database, act: Callable[[], None]) -> None:
        self._database, self._act, self._transactions = database, act, 0

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        self._transactions += 1
        if self._transactions == 2:
            self._act()
        with self._database.transaction() as session:
            yield session


@pytest.mark.parametrize("what", ["opts out", "taken back"])
def test_what_comes_between_the_note_and_the_message_keeps_the_message_back(
    kept: tuple[Database, FakeCarrier, int], what: str
) -> None:
    database, carrier, call_id = kept

    def act() -> None:
        if what == "opts out":
            return opts_out(database, call_id)
        with database.transaction() as session:
            call = session.get_one(Call, call_id)
            call.result, call.closed_at = ContactResult.NOT_HOME, at(21)
        return None

    between = cast(Database, BetweenTheTwo(database, act))
    leaving_messages.leave(between, carrier, call_id, lambda: at(22))
    assert carrier.said == []
    assert call_of(database, call_id).message_at is None
    assert not is_up(database, carrier, call_id)


def taken_back(kept: tuple[Database, FakeCarrier, int]) -> Caller:
    """The volunteer whose call it is once more, after an undo."""
    database, _, call_id = kept
    with database.transaction() as session:
        caller = session.scalars(select(Caller)).one()
        call = session.get_one(Call, call_id)
        call.caller_id, call.result, call.closed_at = caller.id, None, None
        return caller


def test_a_line_whose_result_was_taken_back_is_not_set_aside(
    kept: tuple[Database, FakeCarrier, int],
) -> None:
    database, carrier, call_id = kept
    taken_back(kept)
    leaving_messages.set_aside(database, carrier, call_id, lambda: at(13))
    assert carrier.aside == []
    assert call_of(database, call_id).apart_at is None


def test_a_line_that_comes_back_joins_its_volunteer(
    kept: tuple[Database, FakeCarrier, int],
) -> None:
    database, carrier, call_id = kept
    caller = taken_back(kept)
    leaving_messages.bring_back(database, carrier, call_id)
    sid = str(call_of(database, call_id).carrier_sid)
    room = JoinConference(caller.conference, caller.id, f"voter-{call_id}")
    assert carrier.moved == [(sid, room)]
    assert is_up(database, carrier, call_id)


@pytest.mark.parametrize("why", ["told again", "volunteer gone", "carrier refuses"])
def test_a_line_that_cannot_come_back_is_ended(
    kept: tuple[Database, FakeCarrier, int], monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    def refused(*_: object) -> bool:
        raise CarrierRefused(20404, "refused")

    database, carrier, call_id = kept
    caller = taken_back(kept)
    with database.transaction() as session:
        match why:
            case "told again":
                session.get_one(Call, call_id).closed_at = at(15)
            case "volunteer gone":
                session.get_one(Caller, caller.id).leg_call_sid = None
            case "carrier refuses":
                monkeypatch.setattr(carrier, "move", refused)
    leaving_messages.bring_back(database, carrier, call_id)
    assert carrier.moved == []
    assert not is_up(database, carrier, call_id)


@pytest.mark.parametrize("alone", ["apart", "has the message"])
def test_nobody_else_at_the_number_is_rung_while_the_line_is_alone_with_a_machine(
    bank: Bank, alone: str
) -> None:
    first, other = bank.ring(2)
    other.to_number = first.to_number
    first.result, first.closed_at = ContactResult.VOICEMAIL, at(12)
    other.ended_at = at(12)

    def is_held() -> tuple[bool, bool]:
        bank.session.flush()
        to_place = call_to_place(bank.session, other.id, at(13))
        return is_in_use(bank.session, first.to_number), to_place.in_use

    assert is_held() == (False, False), "its line just ends"
    if alone == "apart":
        first.apart_at = at(12)
    else:
        first.message_at = at(12)
    assert is_held() == (True, True)
    first.ended_at = at(50)
    assert is_held() == (False, False)
