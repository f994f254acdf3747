"""New lists hold exactly those who fit."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallState, ContactResult
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.survey import AnswerDoor
from phonebank.domain.voter import PhoneNumber
from phonebank.domain.voter_list import VoterListEntry
from phonebank.services import versions, writing
from phonebank.services.auditing import Author
from phonebank.services.selecting import (
    Selection,
    choices_asked,
    count_selected,
    make_list,
)
from phonebank.services.showing_drafts import draft_of
from phonebank.services.surveying import Answering, record_answer, survey_of
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, make_world

BY = Author("member 1", NOON)


@pytest.fixture
def world(session: Session) -> World:
    """Voter 0 was called twice in vain, voter 1 in vain and then reached, voter 2 once in vain."""
    world = make_world(session, languages=("vi", "en", "vi"))
    world.voters[0].city = "Saint Paul"
    world.voters[1].zip_code = "55104"
    world.voters[2].extra = {"county": "Ramsey"}
    caller = add_caller(session, world.shift)
    tries = {0: ["not home", "voicemail"], 1: ["not home", "reached"], 2: ["busy"]}
    for place, results in tries.items():
        for nth, result in enumerate(results):
            add_call(session, world, place, f"{place}-{nth}", caller.id, ContactResult(result))
    answering = Answering(world.shift, world.voters[1].id, "en", AnswerDoor.CALLER, caller.id)
    record_answer(session, answering, world.questions[0].id, world.questions[0].choices[0].id, NOON)
    session.flush()
    return world


def add_call(
    session: Session, world: World, voter: int, key: str, caller_id: int, result: ContactResult
) -> None:
    voter_id = world.voters[voter].id
    number = session.query(PhoneNumber).filter_by(voter_id=voter_id).one()
    session.add(
        Call(
            organisation_id=world.organisation.id, shift_id=world.shift.id, caller_id=caller_id,
            voter_id=voter_id, phone_number_id=number.id, to_number=number.e164,
            from_number=OUR_NUMBER, request_key=key, state=CallState.COMPLETED, queued_at=NOON,
            ended_at=NOON, closed_at=NOON, result=result,
        )
    )  # fmt: skip


def selected(session: Session, world: World, **wanted: object) -> list[int]:
    selection = Selection(world.voter_list.id, **wanted)  # type: ignore[arg-type]
    owner = world.organisation.id
    made = make_list(session, owner, "Chosen", selection, BY)
    entries = select(VoterListEntry.voter_id).where(VoterListEntry.voter_list_id == made.id)
    found = session.scalars(entries.order_by(VoterListEntry.position)).all()
    assert count_selected(session, owner, selection) == len(found)
    return [[voter.id for voter in world.voters].index(each) for each in found]


@pytest.mark.parametrize(
    ("wanted", "fitting"),
    [
        ({}, [0, 1, 2]),
        ({"languages": ("vi",)}, [0, 2]),
        ({"areas": ("saint paul", "RAMSEY")}, [0, 2]),
        ({"areas": ("551",)}, [1]),
        ({"tries": 1}, [0, 2]),
        ({"tries": 2}, [0]),
        ({"languages": ("en",), "tries": 1}, []),
    ],
)
def test_a_new_list_holds_who_fits(
    session: Session, world: World, wanted: dict[str, object], fitting: list[int]
) -> None:
    assert selected(session, world, **wanted) == fitting


def test_an_earlier_answer_selects(session: Session, world: World) -> None:
    (yes, *_) = choices_asked(session, world.organisation.id)
    assert (yes.question, yes.answer) == ("Will you vote?", "Yes")
    assert selected(session, world, choice_id=yes.id) == [1]


def test_an_answer_selects_in_every_version_and_is_offered_once(
    session: Session, world: World
) -> None:
    owner = world.organisation.id
    draft = draft_of(session, world.script)
    newer = writing.write_next_version(session, owner, world.script.id, draft)
    versions.take_version(session, owner, world.shift.id, newer.id, NOON, "member 1")
    yes = survey_of(session, newer.id)[0].choices[0]
    answering = Answering(world.shift, world.voters[2].id, "en", AnswerDoor.CALLER)
    record_answer(session, answering, yes.question_id, yes.id, NOON)
    offered = choices_asked(session, owner)
    assert offered[0].id == yes.id
    assert [(each.question, each.answer) for each in offered].count(("Will you vote?", "Yes")) == 1
    assert len(offered) == 6
    for choice in (yes, world.questions[0].choices[0]):
        selection = Selection(world.voter_list.id, choice_id=choice.id)
        assert count_selected(session, owner, selection) == 2


def test_a_list_is_never_overwritten_nor_anothers(session: Session, world: World) -> None:
    everybody = Selection(world.voter_list.id)
    with pytest.raises(BadInput):
        make_list(session, world.organisation.id, world.voter_list.name, everybody, BY)
    with pytest.raises(NotFound):
        make_list(session, world.organisation.id + 1, "Mine", everybody, BY)
