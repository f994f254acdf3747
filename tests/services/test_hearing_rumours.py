"""What voters ask: tagged once a call, answered once, seen by every caller at that question."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent
from phonebank.domain.caller import Caller
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.rumour import RumourHeard
from phonebank.domain.voter import Voter
from phonebank.services.auditing import Author
from phonebank.services.dialling import call_next_voter
from phonebank.services.hearing_rumours import (
    Heard,
    answer_rumour,
    close_rumour,
    hear,
    rumour_lines,
)
from phonebank.services.showing_script import ShownScript, show_script
from tests.support.world import NOON, World, add_caller, make_world

ME = Author("member 1", NOON)
ANSWER = {"en": "Yes, until 8 pm.", "es-US": "Sí, hasta las 8.", "xx": "?"}


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def talking(session: Session, world: World, language: str = "en") -> Call:
    """A caller in conversation."""
    caller = add_caller(session, world.shift, [language])
    call = call_next_voter(session, caller.id, "k", NOON).call
    assert call is not None
    for event in (CallEvent.PLACE, CallEvent.ANSWERED):
        call.apply(event, NOON)
    session.flush()
    return call


def script_on(session: Session, world: World, call: Call) -> ShownScript:
    caller, voter = session.get_one(Caller, call.caller_id), session.get_one(Voter, call.voter_id)
    return show_script(session, world.shift, caller, voter, "en")


def test_a_rumour_is_counted_once_a_call_and_is_the_same_in_the_same_words(
    session: Session, world: World
) -> None:
    asked = world.questions[1].id
    calls = [talking(session, world), talking(session, world, "es-US")]
    for call in (*calls, calls[0]):
        hear(session, call.caller_id, Heard(call.id, asked, "  Polls close at  6? "), NOON)
    [line] = rumour_lines(session, world.campaign.id)
    assert (line.rumour.words, line.times) == ("Polls close at 6?", 2)
    assert sorted(line.languages) == ["en", "es-US"]
    hear(session, calls[1].caller_id, Heard(calls[1].id, None, "polls close at 6?"), NOON)
    assert len(rumour_lines(session, world.campaign.id)) == 2
    assert session.scalar(select(func.count(RumourHeard.id))) == 3


def test_the_answer_stands_at_its_question_in_both_languages(
    session: Session, world: World
) -> None:
    call = talking(session, world, "es-US")
    asked = world.questions[1].id
    rumour = hear(session, call.caller_id, Heard(call.id, asked, "6?"), NOON)
    before = script_on(session, world, call)
    assert before.questions[1].rumours == []
    assert [each.question_id for each in before.known_rumours] == [asked]
    answer_rumour(session, world.organisation.id, rumour.id, ANSWER, ME)
    shown = script_on(session, world, call)
    [told] = shown.questions[1].rumours
    assert told.answer.theirs.text == "Sí, hasta las 8."
    assert told.answer.ours is not None and told.answer.ours.text == "Yes, until 8 pm."
    assert shown.questions[0].rumours == shown.rumours == []
    close_rumour(session, world.organisation.id, rumour.id, ME)
    assert script_on(session, world, call).questions[1].rumours == []


def test_an_answer_needs_the_campaigns_first_language(session: Session, world: World) -> None:
    call = talking(session, world)
    rumour = hear(session, call.caller_id, Heard(call.id, None, "6?"), NOON)
    with pytest.raises(BadInput):
        answer_rumour(session, world.organisation.id, rumour.id, {"es-US": "Sí"}, ME)
    with pytest.raises(NotFound):
        answer_rumour(session, world.organisation.id + 1, rumour.id, ANSWER, ME)


def test_nothing_is_heard_before_the_voter_speaks_or_without_words(
    session: Session, world: World
) -> None:
    call = talking(session, world)
    with pytest.raises(BadInput):
        hear(session, call.caller_id, Heard(call.id, None, "  "), NOON)
    call.answered_at = None
    with pytest.raises(NotNow):
        hear(session, call.caller_id, Heard(call.id, None, "6?"), NOON)
