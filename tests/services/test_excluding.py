"""Whoever is on an exclusion list is queued for no shift, and the gate is closed meanwhile too."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment
from phonebank.domain.contact_reasons import Reason
from phonebank.domain.contact_rules import Channel
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.domain.voter_list import ListKind, VoterList, VoterListEntry
from phonebank.services import planning
from phonebank.services.gate import first_number
from tests.support.world import NOON, World, make_world, plan_like


def leave_alone(session: Session, voter: Voter, kind: ListKind = ListKind.EXCLUSION) -> None:
    voted = VoterList(
        organisation_id=voter.organisation_id,
        name="Left alone",
        kind=kind,
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
    assert reasons(session, world) == [Reason.EXCLUDED, Reason.ALLOWED]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(ListKind.EXCLUSION, Reason.ALLOWED), (ListKind.DO_NOT_CONTACT, Reason.EXCLUDED)],
)
def test_a_promise_is_kept_to_who_is_excluded_and_not_at_a_number_that_is_barred(
    session: Session, kind: ListKind, reason: Reason
) -> None:
    world = make_world(session, languages=("en",))
    leave_alone(session, world.voters[0], kind)
    place = session.scalars(select(Assignment)).one()
    place.promised_for = NOON
    session.flush()
    assert reasons(session, world) == [reason]


def reasons(session: Session, world: World) -> list[Reason]:
    return [
        first_number(session, world.shift, voter.id, Channel.CALL, NOON).decision.reason
        for voter in world.voters
    ]


def share_a_number(session: Session, world: World) -> None:
    """The first two voters live in one household; the third has a number of their own."""
    first, second, _ = (voter.id for voter in world.voters)
    shared = session.scalar(select(PhoneNumber.e164).where(PhoneNumber.voter_id == first))
    own = session.scalars(select(PhoneNumber).where(PhoneNumber.voter_id == second)).one()
    own.e164 = str(shared)


def test_who_has_voted_leaves_the_others_of_the_household_to_be_called(session: Session) -> None:
    world = make_world(session, languages=("en", "en", "en"))
    share_a_number(session, world)
    leave_alone(session, world.voters[0])
    assert reasons(session, world) == [Reason.EXCLUDED, Reason.ALLOWED, Reason.ALLOWED]


def test_a_number_that_must_not_be_contacted_is_barred_for_whoever_has_it(
    session: Session,
) -> None:
    world = make_world(session, languages=("en", "en", "en"))
    share_a_number(session, world)
    leave_alone(session, world.voters[0], ListKind.DO_NOT_CONTACT)
    assert reasons(session, world) == [Reason.EXCLUDED, Reason.EXCLUDED, Reason.ALLOWED]
    other = make_world(session, languages=("en",), slug="other", our_number="+16515550199")
    assert reasons(session, other) == [Reason.ALLOWED], "another organisation decides for itself"
