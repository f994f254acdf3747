"""Every state has its zones, and is known by code and by name."""

from zoneinfo import ZoneInfo

import pytest

from phonebank.domain.area_codes import AREA_CODE_STATE
from phonebank.domain.states import (
    STATE_NAMES,
    STATE_ZONES,
    TERRITORIES,
    ZONES_OF_THE_STATES,
    state_code,
)


def test_every_state_has_zones_and_an_area_code() -> None:
    assert set(STATE_NAMES) == set(STATE_ZONES) == set(AREA_CODE_STATE.values())
    assert len(STATE_NAMES) == 50 + 1 + 5


def test_the_zones_of_the_states_are_all_of_them_without_the_territories() -> None:
    mainland = {zone for state in set(STATE_ZONES) - TERRITORIES for zone in STATE_ZONES[state]}
    assert mainland == ZONES_OF_THE_STATES


@pytest.mark.parametrize("zone", sorted({z for zones in STATE_ZONES.values() for z in zones}))
def test_every_zone_exists(zone: str) -> None:
    assert ZoneInfo(zone).key == zone


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MN", "MN"),
        ("mn", "MN"),
        (" Minnesota ", "MN"),
        ("NORTH  CAROLINA", "NC"),
        ("Puerto Rico", "PR"),
        ("Washington", "WA"),
        ("Washington DC", "DC"),
        ("ZZ", None),
        ("", None),
        (None, None),
    ],
)
def test_a_state_is_read_from_a_code_or_a_name(text: str | None, code: str | None) -> None:
    assert state_code(text) == code
