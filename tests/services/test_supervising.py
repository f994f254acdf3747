"""A captain takes part in a caller's call: where and how, the server decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from phonebank.db import Database
from phonebank.domain.caller import Caller
from phonebank.domain.captain import Manner
from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.organisation import Member
from phonebank.domain.voter import Voter
from phonebank.services import supervising
from phonebank.services.auditing import Author
from phonebank.services.dialling import call_next_voter
from phonebank.services.directing import Direction
from phonebank.services.showing_captain import captains_view
from phonebank.telephony.port import (
    CaptainConnected,
    ConferenceMoved,
    JoinConference,
    SayAndHangUp,
    VoiceIn,
    VoiceReply,
)
from tests.services.test_dialling import next_answered
from tests.support.carrier import FakeCarrier
from tests.support.desk_site import add_member
from tests.support.world import NOON, World, add_caller, make_world

LINE = f"CA{77:032x}"


@dataclass
class Rig:
    """A captain, and a caller with a voter on the line."""

    database: Database
    carrier: FakeCarrier
    world: World
    member: Member
    caller_id: int
    events: Iterator[int]

    @property
    def room(self) -> str:
        return f"caller-{self.caller_id}"

    @property
    def volunteers_line(self) -> str:
        return f"CA{self.caller_id:032d}"

    def supervise(self, manner: Manner, caller_id: int | None = None) -> int:
        direction = Direction(
            self.world.organisation.id,
            self.world.shift.id,
            caller_id or self.caller_id,
            Author("member 1", NOON),
        )
        with self.database.transaction() as session:
            return supervising.supervise(session, self.member, direction, manner).id

    def connect(self) -> VoiceReply:
        with self.database.transaction() as session:
            event = CaptainConnected(self.member.id, LINE)
            return supervising.captain_connected(session, event, NOON)

    def moved(self, *, joined: bool, caller_id: int | None = None) -> int | None:
        event = ConferenceMoved(
            f"event-{next(self.events)}",
            caller_id or self.caller_id,
            LINE,
            is_caller=False,
            joined=joined,
            member_id=self.member.id,
        )
        with self.database.transaction() as session:
            return supervising.captain_moved(session, event, NOON)

    def see_to(self) -> list[tuple[str, str, VoiceIn]]:
        """What the carrier is told."""
        self.carrier.voices.clear()
        supervising.see_to(self.database, self.carrier, self.caller_id, NOON)
        return self.carrier.voices

    def unset(self) -> list[int]:
        with self.database.transaction() as session:
            return supervising.callers_to_see_to(session, NOON + timedelta(minutes=1))


@pytest.fixture
def rig(database: Database) -> Rig:
    with database.transaction() as session:
        world = make_world(session, languages=["en", "en"])
        member = add_member(session, world.organisation)
        caller = add_caller(session, world.shift)
        next_answered(session, caller, "key-1")
    return Rig(database, FakeCarrier(lambda: NOON), world, member, caller.id, iter(range(1, 1000)))


@pytest.mark.parametrize(
    ("manner", "captains", "volunteer_muted"),
    [
        (Manner.LISTEN, VoiceIn(muted=True), False),
        (Manner.JOIN, VoiceIn(), False),
        (Manner.TAKE_OVER, VoiceIn(), True),
    ],
)
def test_each_manner_is_heard_by_those_who_should_hear_it(
    rig: Rig, manner: Manner, captains: VoiceIn, volunteer_muted: bool
) -> None:
    rig.supervise(manner)
    label = f"captain-{rig.member.id}"
    assert rig.connect() == JoinConference(rig.room, rig.caller_id, label, captains)
    assert rig.see_to() == [
        (rig.room, LINE, captains),
        (rig.room, rig.volunteers_line, VoiceIn(muted=volunteer_muted)),
    ]
    assert rig.unset() == []


def test_a_whisper_is_for_the_volunteers_line_alone_also_when_that_is_another_one(
    rig: Rig,
) -> None:
    rig.supervise(Manner.WHISPER)
    reply = rig.connect()
    assert isinstance(reply, JoinConference)
    assert reply.voice == VoiceIn(only_for=rig.volunteers_line)
    with rig.database.transaction() as session:
        session.get_one(Caller, rig.caller_id).leg_call_sid = "CA-new"
        assert supervising.own_line_joined(session, rig.caller_id) == rig.caller_id
    assert (rig.room, LINE, VoiceIn(only_for="CA-new")) in rig.see_to()


def test_a_whisper_to_whoever_has_no_line_is_heard_by_nobody(rig: Rig) -> None:
    rig.supervise(Manner.WHISPER)
    rig.connect()
    with rig.database.transaction() as session:
        session.get_one(Caller, rig.caller_id).leg_call_sid = None
    assert rig.see_to() == [(rig.room, LINE, VoiceIn(muted=True))]


def test_a_captain_who_has_chosen_nobody_is_let_in_nowhere(rig: Rig) -> None:
    assert rig.connect() == SayAndHangUp()


def test_a_volunteer_who_was_talked_over_speaks_again_when_the_captain_is_gone(rig: Rig) -> None:
    rig.supervise(Manner.TAKE_OVER)
    rig.connect()
    rig.see_to()
    assert rig.moved(joined=False) == rig.caller_id
    assert rig.unset() == [rig.caller_id]
    assert rig.see_to() == [(rig.room, rig.volunteers_line, VoiceIn(muted=False))]
    assert rig.unset() == []


def test_a_captain_who_leaves_while_the_carrier_is_told_leaves_nobody_muted(rig: Rig) -> None:
    rig.supervise(Manner.TAKE_OVER)
    rig.connect()
    rig.carrier.before_voice = lambda: rig.moved(joined=False)
    assert rig.see_to()[-1] == (rig.room, rig.volunteers_line, VoiceIn(muted=False))
    assert rig.unset() == []


def test_another_manner_changes_the_same_visit(rig: Rig) -> None:
    first = rig.supervise(Manner.LISTEN)
    rig.connect()
    assert rig.supervise(Manner.JOIN) == first
    assert (rig.room, LINE, VoiceIn()) in rig.see_to()


def test_a_captain_goes_from_caller_to_caller_by_the_same_line(rig: Rig) -> None:
    rig.supervise(Manner.LISTEN)
    rig.connect()
    with rig.database.transaction() as session:
        other = add_caller(session, rig.world.shift).id
    visit = rig.supervise(Manner.LISTEN, other)
    supervising.bring_to(rig.database, rig.carrier, visit)
    line, place = rig.carrier.moved[-1]
    assert (line, place.conference, place.voice.muted) == (LINE, f"caller-{other}", True)
    assert rig.moved(joined=False) is None, "leaving the first room ends nothing"
    assert rig.moved(joined=True, caller_id=other) == other


def test_nobody_listens_unnoticed_where_everybody_has_to_agree(rig: Rig) -> None:
    with rig.database.transaction() as session:
        for voter in rig.world.voters:
            session.get_one(Voter, voter.id).state = "FL"
    for hidden in (Manner.LISTEN, Manner.WHISPER):
        with pytest.raises(NotNow, match="join openly"):
            rig.supervise(hidden)
    rig.supervise(Manner.JOIN)


def test_a_captain_who_listens_leaves_when_a_voter_of_such_a_state_answers(rig: Rig) -> None:
    with rig.database.transaction() as session:
        waiting = add_caller(session, rig.world.shift).id
        rig.caller_id = waiting
    rig.supervise(Manner.LISTEN)
    rig.connect()
    with rig.database.transaction() as session:
        call = call_next_voter(session, waiting, "key-9", NOON).call
        assert call is not None
        assert supervising.end_hidden_where_all_must_agree(session, waiting, NOON) == []
        session.get_one(Voter, call.voter_id).state = "FL"
        assert supervising.end_hidden_where_all_must_agree(session, waiting, NOON) == [LINE]
        assert supervising.supervision_of(session, rig.member.id) is None


def test_the_volunteer_is_told_for_as_long_as_a_captain_is_there(rig: Rig) -> None:
    rig.supervise(Manner.LISTEN)
    with rig.database.transaction() as session:
        assert supervising.supervised_by(session, rig.caller_id) == []
    rig.connect()
    with rig.database.transaction() as session:
        assert supervising.supervised_by(session, rig.caller_id) == [Manner.LISTEN]
        view = captains_view(session, rig.world.shift, rig.member.id, NOON)
        assert view.callers[0].supervisions == {rig.member.id: Manner.LISTEN}
        assert supervising.stop_supervising(session, rig.member.id, NOON) == LINE
        assert supervising.supervised_by(session, rig.caller_id) == []


def test_another_organisations_captain_finds_nobody(rig: Rig) -> None:
    with rig.database.transaction() as session:
        other = make_world(session, slug="other", our_number="+16515550190", first_line=150)
        direction = Direction(
            other.organisation.id, other.shift.id, rig.caller_id, Author("member 9", NOON)
        )
        with pytest.raises(NotFound):
            supervising.supervise(session, rig.member, direction, Manner.LISTEN)
