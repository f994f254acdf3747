"""A live call is handed over warm: the voter's line goes first, the first caller follows, and
leaves; nothing that gets lost on the way leaves a voter alone or a caller stuck."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from phonebank.db import Database
from phonebank.domain.call import Call, CallEvent, ContactResult
from phonebank.domain.caller import Caller, CallerState
from phonebank.domain.errors import BadInput, NotNow
from phonebank.domain.survey import Given
from phonebank.domain.voter import Voter
from phonebank.services import calling, handing_over, interviewing
from phonebank.services.dialling import call_next_voter
from phonebank.services.line_events import caller_connected, conference_moved
from phonebank.services.showing_caller import CallerScreen, caller_screen
from phonebank.services.surveying import survey_of
from phonebank.telephony.port import (
    CallerConnected,
    CarrierRefused,
    ConferenceMoved,
    JoinConference,
    OutcomeUnknown,
)
from tests.services.test_dialling import next_answered
from tests.support.carrier import FakeCarrier
from tests.support.world import NOON, World, add_caller, make_world


@dataclass
class Rig:
    """Val, who speaks English, with a voter on the line, and Hoa, who is free and speaks Hmong."""

    database: Database
    carrier: FakeCarrier
    world: World
    val: int
    hoa: int
    call_id: int
    events: Iterator[int]

    def hand_over(self, language: str = "mww") -> None:
        handing_over.hand_over(
            self.database, self.carrier, self.val, self.call_id, language, lambda: NOON
        )

    def caller(self, caller_id: int) -> Caller:
        with self.database.transaction() as session:
            return session.get_one(Caller, caller_id)

    def call(self) -> Call:
        with self.database.transaction() as session:
            return session.get_one(Call, self.call_id)

    def screen(self, caller_id: int) -> CallerScreen:
        with self.database.transaction() as session:
            return caller_screen(session, caller_id, "", "en", NOON)

    def line(self, caller_id: int) -> str:
        return f"CA{caller_id:032d}"

    def moves(self, caller_id: int, room: int, *, joined: bool) -> None:
        """The carrier tells that a caller's own line joined or left a caller's conference."""
        event = ConferenceMoved(
            f"event-{next(self.events)}",
            room,
            self.line(caller_id),
            is_caller=room == caller_id,
            joined=joined,
            guest_id=None if room == caller_id else caller_id,
        )
        with self.database.transaction() as session:
            conference_moved(session, event, NOON)


@pytest.fixture
def rig(database: Database) -> Rig:
    with database.transaction() as session:
        world = make_world(session, languages=["en", "en"])
        val = add_caller(session, world.shift, ["en"]).id
        hoa = add_caller(session, world.shift, ["en", "mww"]).id
        call = next_answered(session, session.get_one(Caller, val), "key-1")
    return Rig(database, FakeCarrier(lambda: NOON), world, val, hoa, call.id, iter(range(1, 1000)))


def test_both_lines_go_to_the_speaker_and_the_call_is_theirs(rig: Rig) -> None:
    rig.hand_over()
    voter, room = rig.call().carrier_sid, f"caller-{rig.hoa}"
    assert rig.carrier.moved == [
        (voter, JoinConference(room, rig.hoa, f"voter-{rig.call_id}")),
        (rig.line(rig.val), JoinConference(room, rig.val)),
    ]
    assert rig.call().caller_id == rig.hoa
    shown, guest = rig.screen(rig.hoa), rig.screen(rig.val)
    assert shown.call is not None
    assert (shown.call.id, shown.call.language) == (rig.call_id, "mww")
    assert guest.call is None
    assert guest.guest is not None
    assert (guest.guest.host, guest.caller.state) == ("Val Example", CallerState.HANDING_OVER)


def test_the_speaker_asks_on_where_the_first_one_stopped(rig: Rig) -> None:
    with rig.database.transaction() as session:
        first = survey_of(session, rig.world.script.id)[0]
        interviewing.note_answer(session, rig.val, rig.call_id, first.id, first.choices[0].id, NOON)
    rig.hand_over()
    assert rig.screen(rig.hoa).script.questions[0].answer == Given((first.choices[0].id,))
    with rig.database.transaction() as session:
        telling = calling.Telling(rig.call_id, ContactResult.REACHED)
        calling.tell_result(session, rig.hoa, telling, NOON)
        assert session.get_one(Voter, rig.call().voter_id).language == "mww"


def test_moving_from_room_to_room_is_no_lost_line_and_leaving_leads_home(rig: Rig) -> None:
    rig.hand_over()
    rig.moves(rig.val, rig.val, joined=False)
    rig.moves(rig.val, rig.hoa, joined=True)
    assert rig.caller(rig.val).leg_call_sid == rig.line(rig.val)
    handing_over.leave_call(rig.database, rig.carrier, rig.val, lambda: NOON)
    assert rig.carrier.moved[-1] == (
        rig.line(rig.val),
        JoinConference(f"caller-{rig.val}", rig.val),
    )
    rig.moves(rig.val, rig.hoa, joined=False)
    assert rig.caller(rig.val).state(None, NOON) is CallerState.HANDING_OVER
    rig.moves(rig.val, rig.val, joined=True)
    val = rig.caller(rig.val)
    assert (val.state(None, NOON), val.leg_call_sid) == (CallerState.READY, rig.line(rig.val))


def test_a_guest_whose_page_is_closed_has_lost_the_line(rig: Rig) -> None:
    rig.hand_over()
    rig.moves(rig.val, rig.val, joined=False)
    rig.moves(rig.val, rig.hoa, joined=True)
    rig.moves(rig.val, rig.hoa, joined=False)
    val = rig.caller(rig.val)
    assert (val.leg_call_sid, val.guest_of_id) == (None, None)


def test_a_guest_who_comes_back_by_a_new_line_is_at_home(rig: Rig) -> None:
    rig.hand_over()
    with rig.database.transaction() as session:
        caller_connected(session, CallerConnected(rig.val, f"CA{99:032x}"), NOON)
    assert rig.caller(rig.val).guest_of_id is None
    assert rig.call().caller_id == rig.hoa


def test_a_guest_calls_nobody_and_is_fetched_home_when_the_call_is_over(rig: Rig) -> None:
    rig.hand_over()
    with rig.database.transaction() as session, pytest.raises(NotNow, match="handed over"):
        call_next_voter(session, rig.val, "key-2", NOON)
    soon, later = NOON + timedelta(seconds=1), NOON + timedelta(seconds=30)
    with rig.database.transaction() as session:
        assert handing_over.guests_to_fetch(session, later) == []
        call = session.get_one(Call, rig.call_id)
        call.apply(CallEvent.COMPLETED, NOON)
    with rig.database.transaction() as session:
        assert handing_over.guests_to_fetch(session, soon) == []
        assert handing_over.guests_to_fetch(session, later) == [rig.val]
        assert handing_over.guests_to_fetch(session, later) == []
        later += timedelta(seconds=6)
        assert handing_over.guests_to_fetch(session, later) == [rig.val]


def test_a_line_that_is_gone_when_it_is_fetched_is_lost(rig: Rig) -> None:
    rig.hand_over()
    rig.carrier.move = lambda *_: False  # type: ignore[method-assign]
    handing_over.leave_call(rig.database, rig.carrier, rig.val, lambda: NOON)
    val = rig.caller(rig.val)
    assert (val.leg_call_sid, val.guest_of_id) == (None, None)


def test_what_the_carrier_does_not_do_leaves_the_call_where_it_was(rig: Rig) -> None:
    def refuse(*_: object) -> bool:
        raise CarrierRefused(20404, "no such call")

    rig.carrier.move = refuse  # type: ignore[method-assign]
    with pytest.raises(NotNow, match="yours as before"):
        rig.hand_over()
    assert rig.call().caller_id == rig.val
    assert rig.caller(rig.val).guest_of_id is None
    assert rig.screen(rig.hoa).call is None


def test_a_speaker_who_waited_waits_on_where_the_call_could_not_be_handed_over(rig: Rig) -> None:
    with rig.database.transaction() as session:
        session.get_one(Caller, rig.hoa).free_since = NOON
    rig.carrier.move = lambda *_: False  # type: ignore[method-assign]
    with pytest.raises(NotNow, match="yours as before"):
        rig.hand_over()
    assert rig.caller(rig.hoa).free_since == NOON


def test_where_nobody_knows_whether_the_voter_went_they_are_fetched_back(rig: Rig) -> None:
    asked: list[str] = []

    def lose(_: str, to: JoinConference) -> bool:
        asked.append(to.conference)
        raise OutcomeUnknown

    rig.carrier.move = lose  # type: ignore[method-assign]
    with pytest.raises(NotNow, match="yours as before"):
        rig.hand_over()
    assert asked == [f"caller-{rig.hoa}", f"caller-{rig.val}"]


def test_whoever_is_not_free_is_given_no_call(rig: Rig) -> None:
    with rig.database.transaction() as session:
        session.get_one(Caller, rig.hoa).on_break = True
    with pytest.raises(NotNow, match="nobody who speaks"):
        rig.hand_over()
    assert rig.carrier.moved == []


def test_a_language_that_is_none_is_refused(rig: Rig) -> None:
    with pytest.raises(BadInput):
        rig.hand_over("xx")


def test_a_call_that_is_over_is_not_handed_over(rig: Rig) -> None:
    with rig.database.transaction() as session:
        session.get_one(Call, rig.call_id).apply(CallEvent.COMPLETED, NOON)
    with pytest.raises(NotNow, match="not on the line"):
        rig.hand_over()
