"""Each number is looked up once, and never for more than was agreed."""

from collections import deque

import pytest
from sqlalchemy import select

from phonebank.db import Database
from phonebank.domain.contact_request import LineType
from phonebank.domain.voter import PhoneNumber
from phonebank.services.looking_up import cost_cents, look_up
from phonebank.services.showing_lists import list_shown
from phonebank.telephony.port import CarrierBusy
from tests.support.carrier import Busy, FakeCarrier, Refuse
from tests.support.world import NOON, World, add_voter, make_world

SHARED = "+16515550120"


@pytest.fixture
def world(database: Database) -> World:
    """Two mobiles, and a household of two with a number of which nobody knows what it is."""
    with database.transaction() as session:
        world = make_world(session, languages=("en", "en"))
        for place in (7, 8):
            add_voter(session, world.voter_list, place, "en", SHARED)
        add_voter(session, world.voter_list, 9, "en", "+16515550121")
        for number in session.scalars(select(PhoneNumber)):
            if number.e164 in (SHARED, "+16515550121"):
                number.line_type = LineType.UNKNOWN
        return world


def kinds(database: Database) -> dict[str, LineType]:
    with database.transaction() as session:
        return {each.e164: each.line_type for each in session.scalars(select(PhoneNumber))}


def carrier() -> FakeCarrier:
    return FakeCarrier(lambda: NOON, lines={SHARED: LineType.LANDLINE})


def test_a_shared_number_is_paid_for_once_and_told_of_each(
    database: Database, world: World
) -> None:
    with database.transaction() as session:
        shown = list_shown(session, world.organisation.id, world.voter_list.id)
        assert shown.unknown_lines == 2
    asked = carrier()
    assert look_up(database, asked, world.voter_list.id, 100, lambda: NOON) == 2
    assert sorted(asked.looked_up) == [SHARED, "+16515550121"]
    assert kinds(database)[SHARED] is LineType.LANDLINE
    assert look_up(database, asked, world.voter_list.id, 100, lambda: NOON) == 0


def test_no_more_is_looked_up_than_was_agreed(database: Database, world: World) -> None:
    asked = carrier()
    assert look_up(database, asked, world.voter_list.id, 1, lambda: NOON) == 1
    assert len(asked.looked_up) == 1


def test_a_number_that_the_carrier_refuses_is_not_asked_for_again(
    database: Database, world: World
) -> None:
    asked = carrier()
    asked.troubles = deque([Refuse(60600)])
    assert look_up(database, asked, world.voter_list.id, 100, lambda: NOON) == 2
    assert look_up(database, asked, world.voter_list.id, 100, lambda: NOON) == 0
    assert LineType.UNKNOWN in kinds(database).values()


def test_a_carrier_that_is_away_ends_it_and_it_goes_on_later(
    database: Database, world: World
) -> None:
    asked = carrier()
    asked.troubles = deque([Busy(), Busy()])
    with pytest.raises(CarrierBusy):
        look_up(database, asked, world.voter_list.id, 100, lambda: NOON)
    asked.troubles.clear()
    assert look_up(database, asked, world.voter_list.id, 100, lambda: NOON) == 2


def test_the_cost_is_rounded_up() -> None:
    assert [cost_cents(each) for each in (0, 1, 1_000)] == [0, 1, 800]
