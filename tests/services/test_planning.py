"""A shift is planned, launched once, paused, and ended for good; what is missing is named."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import CallState, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.organisation import OwnedNumber
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.suppression import AuditEvent
from phonebank.services import planning
from phonebank.services.auditing import Author
from phonebank.services.dialling import call_next_voter
from phonebank.services.planning import ShiftPlan
from phonebank.services.readiness import BlockerKind, blockers
from tests.support.world import NOON, World, add_caller, make_world

OTHERS_NUMBER = "+16515550199"


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session, launched=False)


def plan_for(world: World, **changes: object) -> ShiftPlan:
    plan = ShiftPlan(
        name=" Saturday ",
        voter_list_id=world.voter_list.id,
        call_script_id=world.script.id,
        channel=Channel.CALL,
        languages=["en", "und", "en"],
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=2),
    )
    return replace(plan, **changes)  # type: ignore[arg-type]


def planned(session: Session, world: World, **changes: object) -> Shift:
    return planning.plan_shift(session, world.organisation.id, plan_for(world, **changes))


def launch(session: Session, world: World) -> Shift:
    return planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")


def queue(session: Session, shift: Shift) -> list[Assignment]:
    mine = select(Assignment).where(Assignment.shift_id == shift.id)
    return list(session.scalars(mine.order_by(Assignment.position)))


def test_a_shift_is_planned_as_it_was_filled_in(session: Session, world: World) -> None:
    shift = planned(session, world)
    assert (shift.name, shift.languages) == ("Saturday", ["en", "und"])
    assert shift.state is ShiftState.PLANNED
    assert shift.campaign_id == world.campaign.id
    assert shift.join_code != world.shift.join_code


def test_whoever_plans_is_noted(session: Session, world: World) -> None:
    author = Author("member 7", NOON)
    shift = planning.plan_shift(session, world.organisation.id, plan_for(world), author)
    noted = session.scalars(select(AuditEvent)).one()
    assert (noted.actor, noted.action, noted.subject) == ("member 7", "plan", f"shift {shift.id}")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"ends_at": NOON}, "ends"),
        ({"languages": []}, "languages"),
        ({"languages": ["en", "tlh"]}, "languages"),
        ({"languages": ["zh-Hans"]}, "languages"),
    ],
)
def test_what_makes_no_sense_is_refused_naming_the_field(
    session: Session, world: World, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        planned(session, world, **changes)
    assert refused.value.field == field


@pytest.mark.parametrize("noun", ["voter_list", "script"])
def test_nothing_of_another_organisation_can_be_planned_with(
    session: Session, world: World, noun: str
) -> None:
    other = make_world(session, slug="other", our_number=OTHERS_NUMBER, first_line=150)
    theirs = {
        "voter_list": {"voter_list_id": other.voter_list.id},
        "script": {"call_script_id": other.script.id},
    }
    with pytest.raises(NotFound):
        planned(session, world, **theirs[noun])


def test_another_organisations_shift_is_not_found_by_any_deed(
    session: Session, world: World
) -> None:
    other = make_world(session, slug="other", our_number=OTHERS_NUMBER, first_line=150)
    for deed in (planning.launch, planning.pause, planning.end):
        with pytest.raises(NotFound):
            deed(session, world.organisation.id, other.shift.id, NOON, "member 1")


def test_the_launch_queues_the_lists_voters_of_the_shifts_languages(session: Session) -> None:
    world = make_world(session, languages=["en", "ko", "und", "es-US"])
    positions = [each.position for each in queue(session, world.shift)]
    assert positions == [0, 2, 3]
    assert {each.state for each in queue(session, world.shift)} == {AssignmentState.WAITING}


def test_a_shift_launched_twice_is_queued_once(session: Session, world: World) -> None:
    first, second = launch(session, world), launch(session, world)
    assert first.launched_at == second.launched_at == NOON
    assert len(queue(session, world.shift)) == 3
    assert len(list(session.scalars(select(AuditEvent)))) == 1


def test_going_on_after_a_pause_queues_nobody_again(session: Session, world: World) -> None:
    launch(session, world)
    planning.pause(session, world.organisation.id, world.shift.id, NOON, "member 1")
    assert launch(session, world).state is ShiftState.RUNNING
    assert len(queue(session, world.shift)) == 3
    actions = list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions == ["launch", "pause", "resume"]


@pytest.mark.parametrize("deed", [planning.pause, planning.end])
def test_a_planned_shift_is_neither_paused_nor_ended(
    session: Session, world: World, deed: object
) -> None:
    with pytest.raises(NotNow):
        deed(session, world.organisation.id, world.shift.id, NOON, "member 1")  # type: ignore[operator]


def test_an_ended_shift_stays_ended(session: Session, world: World) -> None:
    launch(session, world)
    planning.end(session, world.organisation.id, world.shift.id, NOON, "member 1")
    with pytest.raises(NotNow):
        launch(session, world)
    assert world.shift.ended_at == NOON


def test_the_end_cancels_a_call_that_the_carrier_was_not_asked_for(
    session: Session, world: World
) -> None:
    launch(session, world)
    caller = add_caller(session, world.shift)
    call = call_next_voter(session, caller.id, "key", NOON).call
    assert call is not None
    planning.end(session, world.organisation.id, world.shift.id, NOON, "member 1")
    session.refresh(call)
    assert (call.state, call.result) == (CallState.CANCELLED, ContactResult.NOT_PLACED)
    states = {each.state for each in queue(session, world.shift)}
    assert AssignmentState.CLAIMED not in states


def test_a_shift_without_a_number_or_voters_is_not_launched(session: Session, world: World) -> None:
    session.delete(session.scalars(select(OwnedNumber)).one())
    empty = planned(session, world, voter_list_id=_empty_list(session, world))
    kinds = [each.kind for each in blockers(session, empty)]
    assert kinds == [BlockerKind.NO_NUMBER, BlockerKind.NO_VOTERS]
    with pytest.raises(BadInput, match=r"no phone number.*list is empty"):
        planning.launch(session, world.organisation.id, empty.id, NOON, "member 1")
    assert empty.state is ShiftState.PLANNED


def test_every_text_that_a_language_lacks_is_named(session: Session, world: World) -> None:
    shift = planned(session, world, languages=["es-US", "vi"])
    missing = blockers(session, shift)
    assert {each.language for each in missing} == {"vi"}
    assert len(missing) == 1 + 3 + 6
    assert str(missing[0]).startswith("The opening is missing in Vietnamese")
    assert any(str(each).startswith("Answer “mail” of question 2") for each in missing)


def test_voters_of_unknown_language_are_spoken_to_in_the_campaigns_first(
    session: Session, world: World
) -> None:
    assert blockers(session, planned(session, world, languages=["und"])) == []


def test_a_first_text_must_say_who_writes_and_how_to_opt_out(
    session: Session, world: World
) -> None:
    world.script.first_text = {"en": "Will you vote?", "es-US": world.script.first_text["es-US"]}
    session.flush()
    texting = planned(session, world, channel=Channel.TEXT, languages=["en", "es-US"])
    assert [(each.kind, each.language) for each in blockers(session, texting)] == [
        (BlockerKind.STALE, "es-US"),
        (BlockerKind.FIRST_TEXT, "en"),
        (BlockerKind.FIRST_TEXT, "en"),
    ]
    assert blockers(session, planned(session, world)) == []


def _empty_list(session: Session, world: World) -> int:
    voter_list = type(world.voter_list)(
        organisation_id=world.organisation.id, name="Nobody", created_at=NOON
    )
    session.add(voter_list)
    session.flush()
    return voter_list.id
