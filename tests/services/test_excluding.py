"""Whoever is on an exclusion list is queued for no shift, and the gate is closed meanwhile too."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment
from phonebank.domain.contact_reasons import Reason
from phonebank.domain.contact_rules import Channel
from phonebank.domain.voter import Voter
from phonebank.domain.voter_list import ListKind, VoterList, VoterListEntry
from phonebank.services import planning
from phonebank.services.gate import first_number
from tests.support.world import NOON, make_world, plan_like


def leave_alone(session: Session, voter: Voter) -> None:
    voted = VoterList(
        organisation_id=voter.organisation_id,
        name="Voted already",
        kind=ListKind.EXCLUSION,
        created_at=NOON,
    )
    session.add(voted)
    session.flush()
    entry = VoterListEntry(
        organisation_id=voter.organisation_id,
        voter_list_id=voted.id,
        voter_id=voter.id,
        position=0,
    )
    session.add(entry)
    session.flush()


def test_a_shift_is_launched_without_them(session: Session) -> None:
    world = make_world(session, languages=("en", "en"))
    leave_alone(session, world.voters[0])
    owner = world.organisation.id
    shift = planning.plan_shift(session, owner, plan_like(world))
    planning.launch(session, owner, shift.id, NOON, "member 1")
    queued = session.scalars(select(Assignment.voter_id).where(Assignment.shift_id == shift.id))
    assert queued.all() == [world.voters[1].id]


def test_who_is_queued_already_is_barred_by_the_gate(session: Session) -> None:
    world = make_world(session, languages=("en", "en"))
    leave_alone(session, world.voters[0])
    found = [
        first_number(session, world.shift, voter.id, Channel.CALL, NOON).decision.reason
        for voter in world.voters
    ]
    assert found == [Reason.EXCLUDED, Reason.ALLOWED]
