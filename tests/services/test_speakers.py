"""A voter met in another language waits at once for whoever speaks it, on any of the campaign's
running shifts; what nobody speaks, the coordinator sees."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.call import ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.errors import NotNow
from phonebank.domain.shift import Shift
from phonebank.domain.voter import Voter
from phonebank.services import calling, planning
from phonebank.services.dialling import call_next_voter
from phonebank.services.speakers import UnmetNeed, unmet_needs
from tests.services.test_dialling import next_answered
from tests.support.world import NOON, World, add_caller, make_world, plan_like


def second_shift(session: Session, world: World) -> Shift:
    """Another running shift of the campaign, on the same list."""
    shift = planning.plan_shift(session, world.organisation.id, plan_like(world))
    return planning.launch(session, world.organisation.id, shift.id, NOON, "member 1")


def speaks_other(session: Session, caller: Caller, language: str) -> int:
    """The caller meets a voter who speaks another language; the voter's id."""
    call = next_answered(session, caller, f"key-{caller.id}-{language}")
    telling = calling.Telling(call.id, ContactResult.OTHER_LANGUAGE, language=language)
    calling.tell_result(session, caller.id, telling, NOON)
    session.flush()
    return call.voter_id


def test_a_language_that_the_shift_was_not_planned_for_is_served_all_the_same(
    session: Session,
) -> None:
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    hmong = add_caller(session, world.shift, ["mww", "en"])
    voter_id = speaks_other(session, caller, "mww")
    found = call_next_voter(session, hmong.id, "key-h", NOON)
    assert found.call is not None
    assert found.call.voter_id == voter_id


def test_where_nobody_here_speaks_it_the_voter_waits_where_somebody_does(session: Session) -> None:
    world = make_world(session, languages=["en"])
    there = second_shift(session, world)
    caller = add_caller(session, world.shift)
    somali = add_caller(session, there, ["so"])
    voter_id = speaks_other(session, caller, "so")
    found = call_next_voter(session, somali.id, "key-s", NOON)
    assert found.call is not None
    assert (found.call.voter_id, found.call.shift_id) == (voter_id, there.id)
    assert session.get_one(Voter, voter_id).language == "so"


def test_undo_takes_the_voter_back_from_the_other_shift(session: Session) -> None:
    world = make_world(session, languages=["en"])
    there = second_shift(session, world)
    caller = add_caller(session, world.shift)
    somali = add_caller(session, there, ["so"])
    voter_id = speaks_other(session, caller, "so")
    calling.undo_result(session, caller.id, NOON)
    session.flush()
    assert call_next_voter(session, somali.id, "key-s", NOON).call is None
    assert session.get_one(Voter, voter_id).language == "en"


def test_nothing_is_undone_once_the_other_shift_calls_the_voter(session: Session) -> None:
    world = make_world(session, languages=["en"])
    there = second_shift(session, world)
    caller = add_caller(session, world.shift)
    somali = add_caller(session, there, ["so"])
    speaks_other(session, caller, "so")
    assert call_next_voter(session, somali.id, "key-s", NOON).call is not None
    with pytest.raises(NotNow, match="another caller has this voter"):
        calling.undo_result(session, caller.id, NOON)


def test_languages_that_nobody_there_speaks_are_told_with_who_waits(session: Session) -> None:
    world = make_world(session, languages=["en", "en", "es-US"])
    caller = add_caller(session, world.shift)
    speaks_other(session, caller, "mww")
    campaign_id = world.campaign.id
    assert unmet_needs(session, campaign_id, NOON) == [UnmetNeed("es-US", 1), UnmetNeed("mww", 1)]
    hmong = add_caller(session, world.shift, ["mww"])
    assert unmet_needs(session, campaign_id, NOON) == [UnmetNeed("es-US", 1)]
    caller.seen_at = later = NOON + timedelta(minutes=5)
    assert hmong.seen_at < later
    assert UnmetNeed("mww", 1) in unmet_needs(session, campaign_id, later)
