"""A voter may be wherever number or address allows; only the voter's own word says otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.area_codes import AREA_CODE_STATE
from phonebank.domain.states import (
    CENTRAL,
    EASTERN,
    GUAM,
    HAWAII,
    MOUNTAIN,
    PACIFIC,
    STATE_ZONES,
    ZONES_OF_THE_STATES,
)
from phonebank.domain.zones import Whereabouts, candidate_zones, states_of

numbers = st.sampled_from(sorted(AREA_CODE_STATE)).map(lambda code: f"+1{code}5550123")
states = st.none() | st.sampled_from(sorted(STATE_ZONES))
zones = st.sampled_from(sorted(ZONES_OF_THE_STATES))


def test_a_number_alone_gives_every_zone_of_its_area_code() -> None:
    assert candidate_zones("+12705550123") == (CENTRAL, EASTERN)


def test_the_registered_address_adds_the_zones_of_its_state() -> None:
    where = Whereabouts(address_state="Oregon")
    assert candidate_zones("+16515550123", where) == (CENTRAL, MOUNTAIN, PACIFIC)


def test_a_stated_zone_counts_beside_the_others() -> None:
    where = Whereabouts(stated_zone="Asia/Ho_Chi_Minh")
    assert candidate_zones("+16515550123", where) == (CENTRAL, "Asia/Ho_Chi_Minh")


def test_a_stated_zone_that_nobody_knows_counts_as_every_zone() -> None:
    for unknown in ("Mars/Olympus", "../etc", "America", ""):
        where = Whereabouts(stated_zone=unknown)
        assert set(candidate_zones("+16515550123", where)) == ZONES_OF_THE_STATES


def test_only_the_voters_own_word_removes_a_zone() -> None:
    where = Whereabouts(stated_zone="America/Detroit", not_in=frozenset({CENTRAL}))
    assert candidate_zones("+12705550123", where) == (EASTERN,)


def test_a_zone_that_the_voter_both_stated_and_denied_counts() -> None:
    where = Whereabouts(stated_zone=CENTRAL, not_in=frozenset({CENTRAL}))
    assert candidate_zones("+16515550123", where) == (CENTRAL,)


def test_a_voter_who_denies_every_zone_may_be_anywhere() -> None:
    where = Whereabouts(not_in=frozenset({CENTRAL}))
    assert set(candidate_zones("+16515550123", where)) == ZONES_OF_THE_STATES


def test_an_area_code_that_nobody_listed_may_be_anywhere_in_the_states() -> None:
    found = candidate_zones("+19995550123")
    assert set(found) == ZONES_OF_THE_STATES
    assert HAWAII in found
    assert "America/Anchorage" in found


def test_a_state_that_nobody_can_read_may_be_any_of_them() -> None:
    where = Whereabouts(address_state="AE")
    assert set(candidate_zones("+16515550123", where)) == ZONES_OF_THE_STATES


@pytest.mark.parametrize("missing", [None, "", "  "])
def test_without_an_address_the_number_alone_counts(missing: str | None) -> None:
    assert candidate_zones("+16515550123", Whereabouts(address_state=missing)) == (CENTRAL,)


def test_a_territorys_zone_counts_where_the_number_names_it() -> None:
    assert GUAM in candidate_zones("+16715550123", Whereabouts(address_state="GA"))


@given(numbers, states, st.none() | zones)
def test_knowing_an_address_or_a_statement_never_removes_a_zone(
    number: str, state: str | None, stated: str | None
) -> None:
    known = candidate_zones(number, Whereabouts(address_state=state, stated_zone=stated))
    assert set(candidate_zones(number)) <= set(known)


@given(numbers, states, st.frozensets(zones))
def test_there_is_always_a_zone(number: str, state: str | None, denied: frozenset[str]) -> None:
    assert candidate_zones(number, Whereabouts(address_state=state, not_in=denied))


def test_the_states_are_the_numbers_and_the_addresss() -> None:
    assert states_of("+16515550123", Whereabouts(address_state="Texas")) == ("MN", "TX")
    assert states_of("+16515550123", Whereabouts(address_state="MN")) == ("MN",)
    assert states_of("+19995550123") == ()
