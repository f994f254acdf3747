"""Who of a list cannot be contacted, and why, is told by the gate, in figures and by name."""

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.contact_reasons import Reason
from phonebank.domain.contact_request import Channel, LineType
from phonebank.domain.errors import NotFound
from phonebank.domain.voter import DeadNumber, Voter
from phonebank.services import unreachable
from phonebank.services.counting_lists import count_list
from phonebank.services.opting_out import opt_out
from tests.support.world import NOON, World, make_world


@pytest.fixture
def world(session: Session) -> World:
    """Five voters: fine, opted out, with a dead number, a landline, and without any number."""
    world = make_world(session, languages=("en",) * 5)
    owner = world.organisation.id
    _, out, dead, landline, nameless = world.voters
    opt_out(session, owner, number(out).e164, None, NOON, "voter")
    number(dead).dead = DeadNumber.WRONG
    number(landline).line_type = LineType.LANDLINE
    session.delete(number(nameless))
    session.flush()
    session.expire_all()
    return world


def number(voter: Voter):  # type: ignore[no-untyped-def]
    (found,) = voter.numbers
    return found


EXPECTED = {
    Channel.CALL: {Reason.OPTED_OUT: 1, Reason.NUMBER_DEAD: 1, Reason.NUMBER_REFUSED: 1},
    Channel.TEXT: {
        Reason.OPTED_OUT: 1,
        Reason.NUMBER_DEAD: 1,
        Reason.NUMBER_REFUSED: 1,
        Reason.LANDLINE: 1,
    },
}


def test_voters_are_counted_by_the_reason_that_bars_them(session: Session, world: World) -> None:
    assert unreachable.count_barred(session, world.voter_list.id, NOON) == EXPECTED
    midnight = NOON.replace(hour=6)
    assert unreachable.count_barred(session, world.voter_list.id, midnight) == EXPECTED


def test_each_of_them_is_named_with_the_same_reasons(session: Session, world: World) -> None:
    owner, list_id = world.organisation.id, world.voter_list.id
    found = list(unreachable.barred_voters(session, owner, list_id, NOON))
    ids = [voter.id for voter in world.voters]
    assert [ids.index(each.voter.id) for each in found] == [1, 2, 3, 4]
    assert found[2].reasons == {Channel.TEXT: Reason.LANDLINE}
    told = {channel: sum(channel in each.reasons for each in found) for channel in Channel}
    assert told == {channel: sum(counts.values()) for channel, counts in EXPECTED.items()}


def test_one_number_that_may_be_tried_is_enough(session: Session, world: World) -> None:
    session.add(copy_of(number(world.voters[0]), world.voters[2].id))
    session.flush()
    counts = unreachable.count_barred(session, world.voter_list.id, NOON)
    assert Reason.NUMBER_DEAD not in counts[Channel.CALL]


def copy_of(found, voter_id: int):  # type: ignore[no-untyped-def]
    kept = {"organisation_id", "e164", "line_type"}
    values = {key: getattr(found, key) for key in kept}
    return type(found)(voter_id=voter_id, position=1, **values)


def test_a_large_list_is_counted_beforehand(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unreachable, "COUNTED_AT_ONCE", 1)
    owner, list_id = world.organisation.id, world.voter_list.id
    count_list(session, list_id, NOON)
    assert unreachable.unreachable_of(session, owner, list_id, NOON).counted_at is None
    assert unreachable.list_to_bar(session, NOON) == list_id
    unreachable.keep_barred(session, list_id, NOON)
    session.flush()
    session.expire_all()
    shown = unreachable.unreachable_of(session, owner, list_id, NOON)
    assert {channel: dict(each) for channel, each in shown.counts.items()} == EXPECTED
    assert unreachable.list_to_bar(session, NOON + unreachable.STALE_AFTER) != list_id


def test_another_organisations_list_is_not_there(session: Session, world: World) -> None:
    owner = world.organisation.id + 1
    with pytest.raises(NotFound):
        unreachable.unreachable_of(session, owner, world.voter_list.id, NOON)
    with pytest.raises(NotFound):
        unreachable.barred_voters(session, owner, world.voter_list.id, NOON)
