"""A list is counted when it changes; whoever looks at it sees what is true all the same."""

from datetime import timedelta

from sqlalchemy.orm import Session

from phonebank.services.counting_lists import STALE_AFTER, count_list, counted, list_to_count
from phonebank.services.showing_lists import list_shown, lists_of
from tests.support.world import NOON, add_voter, make_world


def test_a_list_that_was_never_counted_is_counted_when_looked_at(session: Session) -> None:
    world = make_world(session, languages=("vi", "en", "vi"))
    shown = list_shown(session, world.organisation.id, world.voter_list.id)
    assert (shown.voters, shown.numbers, shown.languages) == (3, 3, [("vi", 2), ("en", 1)])
    assert [line.voters for line in lists_of(session, world.organisation.id)] == [3]


def test_a_counted_list_is_not_counted_again_before_its_time(session: Session) -> None:
    world = make_world(session, languages=("vi",))
    count_list(session, world.voter_list.id, NOON)
    add_voter(session, world.voter_list, 7, "en", "+16515550177")
    assert counted(session, world.voter_list).languages == [("vi", 1)]
    assert list_to_count(session, NOON) != world.voter_list.id
    assert list_to_count(session, NOON + STALE_AFTER + timedelta(seconds=1)) is not None
    count_list(session, world.voter_list.id, NOON)
    assert counted(session, world.voter_list).voters == 2
