"""Versions of a script: a running shift keeps its own until told otherwise; answers keep theirs."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import ContactResult
from phonebank.domain.errors import BadInput, NotNow
from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft
from phonebank.domain.survey import Answer, AnswerDoor, CallScript, Given, QuestionKind
from phonebank.services import planning, versions, writing
from phonebank.services.exporting import answers_csv
from phonebank.services.reporting import tallies
from phonebank.services.showing_drafts import draft_of
from phonebank.services.surveying import (
    Answering,
    answers_of,
    record,
    survey_of,
    take_back_answer,
)
from tests.support.world import NO, NOON, SCRIPT, YES, World, make_world

ME = "member 1"


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def answering(world: World, voter: int = 0) -> Answering:
    return Answering(world.shift, world.voters[voter].id, "en", AnswerDoor.CALLER)


def second_version(session: Session, world: World) -> CallScript:
    """The first question loses nothing and gains "unsure"; the second one is asked no more."""
    draft = draft_of(session, world.script)
    first, _, third = draft.questions
    unsure = ChoiceDraft("unsure", {"en": "Not sure", "es-US": "No sé"})
    again = replace(first, choices=(first.choices[1], unsure, first.choices[0]))
    again = replace(again, choices=tuple(replace(each, goes_to=None) for each in again.choices))
    wanted = replace(draft, questions=(again, third))
    return writing.write_next_version(session, world.organisation.id, world.script.id, wanted)


def test_a_running_shift_goes_on_with_its_version_until_it_is_given_another(
    session: Session, world: World
) -> None:
    newer = second_version(session, world)
    assert (newer.name, newer.version) == (world.script.name, 2)
    assert draft_of(session, world.script) == SCRIPT
    assert world.shift.call_script_id == world.script.id
    assert versions.newer_version(session, world.shift) == newer
    for _ in range(2):
        versions.take_version(session, world.organisation.id, world.shift.id, newer.id, NOON, ME)
    assert world.shift.call_script_id == newer.id
    assert versions.newer_version(session, world.shift) is None


def test_answers_keep_their_meaning_when_choices_change_places(
    session: Session, world: World
) -> None:
    question = world.questions[0]
    yes = question.choices[0]
    record(session, answering(world), question.id, Given((yes.id,)), NOON)
    newer = second_version(session, world)
    versions.take_version(session, world.organisation.id, world.shift.id, newer.id, NOON, ME)
    asked = survey_of(session, newer.id)[0]
    same = next(each for each in asked.choices if each.code == "yes")
    assert answers_of(session, world.shift.id, world.voters[0].id) == {asked.id: Given((same.id,))}
    assert session.scalars(select(Answer)).one().choice_id == yes.id
    record(session, answering(world, 1), asked.id, Given((same.id,)), NOON)
    assert tallies(session, world.shift)[0].counts == {same.id: 2}


def test_a_correction_in_the_new_version_replaces_the_answer_in_the_old_one(
    session: Session, world: World
) -> None:
    old = world.questions[0]
    record(session, answering(world), old.id, Given((old.choices[0].id,)), NOON)
    newer = second_version(session, world)
    versions.take_version(session, world.organisation.id, world.shift.id, newer.id, NOON, ME)
    asked = survey_of(session, newer.id)[0]
    record(session, answering(world), asked.id, Given((asked.choices[1].id,)), NOON)
    assert session.scalars(select(Answer.question_id)).all() == [asked.id]
    take_back_answer(session, answering(world), old.id)
    assert session.scalar(select(func.count(Answer.id))) == 0


def test_a_page_that_still_shows_the_old_version_loses_no_answer(
    session: Session, world: World
) -> None:
    newer = second_version(session, world)
    versions.take_version(session, world.organisation.id, world.shift.id, newer.id, NOON, ME)
    old = world.questions[0]
    record(session, answering(world), old.id, Given((old.choices[1].id,)), NOON)
    [given] = answers_of(session, world.shift.id, world.voters[0].id).values()
    asked = survey_of(session, newer.id)[0]
    assert given == Given((next(each.id for each in asked.choices if each.code == "no"),))


def test_a_version_that_lacks_a_language_of_the_shift_is_not_taken(
    session: Session, world: World
) -> None:
    draft = draft_of(session, world.script)
    new = QuestionDraft({"en": "New?"}, (ChoiceDraft("yes", YES), ChoiceDraft("no", NO)))
    wanted = replace(draft, questions=(*draft.questions, new))
    newer = writing.write_next_version(session, world.organisation.id, world.script.id, wanted)
    with pytest.raises(BadInput, match="Spanish"):
        versions.take_version(session, world.organisation.id, world.shift.id, newer.id, NOON, ME)


def test_another_script_is_no_version_and_an_ended_shift_takes_none(
    session: Session, world: World
) -> None:
    other = writing.create_script(
        session, world.organisation.id, world.campaign.id, replace(SCRIPT, name="Other")
    )
    newer = second_version(session, world)
    owner, shift_id = world.organisation.id, world.shift.id
    with pytest.raises(BadInput):
        versions.take_version(session, owner, shift_id, other.id, NOON, ME)
    planning.end(session, owner, shift_id, NOON, ME)
    with pytest.raises(NotNow):
        versions.take_version(session, owner, shift_id, newer.id, NOON, ME)


def test_two_cannot_both_write_the_next_version(session: Session, world: World) -> None:
    second_version(session, world)
    with pytest.raises(BadInput, match="newer version"):
        second_version(session, world)


ALL_KINDS = (
    QuestionDraft(
        {"en": "Needs?", "es-US": "¿Qué?"},
        (ChoiceDraft("ride", YES), ChoiceDraft("interpreter", NO)),
        kind=QuestionKind.SEVERAL,
    ),
    QuestionDraft(
        {"en": "How many?", "es-US": "¿Cuántos?"}, kind=QuestionKind.NUMBER, lowest=1, highest=9
    ),
    QuestionDraft({"en": "Why?", "es-US": "¿Por qué?"}, kind=QuestionKind.TEXT, required=False),
    QuestionDraft(
        {"en": "How sure?", "es-US": "¿Seguro?"},
        tuple(ChoiceDraft(str(n), {"en": str(n), "es-US": str(n)}) for n in range(1, 6)),
        kind=QuestionKind.SCALE,
    ),
)


def test_every_kind_of_answer_is_kept_counted_and_taken_home(
    session: Session, world: World
) -> None:
    draft = replace(SCRIPT, name="Kinds", questions=ALL_KINDS)
    script = writing.create_script(session, world.organisation.id, world.campaign.id, draft)
    assert draft_of(session, script) == draft
    world.shift.call_script_id = script.id
    needs, number, why, scale = survey_of(session, script.id)
    for _ in range(2):
        both = Given(tuple(each.id for each in needs.choices))
        record(session, answering(world), needs.id, both, NOON)
        record(session, answering(world), number.id, Given(number=3), NOON)
        record(session, answering(world), why.id, Given(words=" a ride "), NOON)
        record(session, answering(world), scale.id, Given((scale.choices[3].id,)), NOON)
    record(session, answering(world, 1), number.id, Given(number=4), NOON)
    record(session, answering(world), needs.id, Given((needs.choices[1].id,)), NOON)
    answers = answers_of(session, world.shift.id, world.voters[0].id)
    assert answers[needs.id] == Given((needs.choices[1].id,))
    assert (answers[number.id].number, answers[why.id].words) == (3, "a ride")
    counted = {tally.question.id: tally for tally in tallies(session, world.shift)}
    assert (counted[number.id].answered, counted[number.id].mean) == (2, 3.5)
    assert counted[scale.id].mean == 4.0
    assert (counted[why.id].answered, counted[why.id].counts) == (1, {})
    told = "".join(answers_csv(session, world.shift))
    assert "How many?,3,3," in told and "Why?,a ride,a ride," in told


@pytest.mark.parametrize(
    ("place", "given"),
    [
        (1, Given(number=10)),
        (1, Given(words="three")),
        (2, Given(words="  ")),
        (0, Given(())),
        (3, Given((1, 2))),
    ],
)
def test_an_answer_of_another_kind_or_out_of_bounds_is_none(
    session: Session, world: World, place: int, given: Given
) -> None:
    draft = replace(SCRIPT, name="Kinds", questions=ALL_KINDS)
    script = writing.create_script(session, world.organisation.id, world.campaign.id, draft)
    world.shift.call_script_id = script.id
    with pytest.raises(BadInput):
        record(session, answering(world), survey_of(session, script.id)[place].id, given, NOON)


def test_a_result_that_ends_a_call_comes_back_with_its_answer(
    session: Session, world: World
) -> None:
    ends = ChoiceDraft("wrong", NO, ends_with=ContactResult.WRONG_NUMBER)
    draft = replace(
        SCRIPT, name="Ends", questions=(QuestionDraft(YES, (ChoiceDraft("yes", YES), ends)),)
    )
    script = writing.create_script(session, world.organisation.id, world.campaign.id, draft)
    [question] = survey_of(session, script.id)
    assert question.choices[1].ends_with is ContactResult.WRONG_NUMBER


def test_an_answer_whose_choice_is_asked_no_more_leaves_its_question_open(
    session: Session, world: World
) -> None:
    old = world.questions[0]
    record(session, answering(world), old.id, Given((old.choices[0].id,)), NOON)
    draft = draft_of(session, world.script)
    maybe = ChoiceDraft("maybe", {"en": "Maybe", "es-US": "Tal vez"})
    first = replace(draft.questions[0], choices=(maybe, draft.questions[0].choices[1]))
    wanted = replace(draft, questions=(first, *draft.questions[1:]))
    newer = writing.write_next_version(session, world.organisation.id, world.script.id, wanted)
    versions.take_version(session, world.organisation.id, world.shift.id, newer.id, NOON, ME)
    assert answers_of(session, world.shift.id, world.voters[0].id) == {}
