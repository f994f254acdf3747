"""The table of area codes is complete, and never narrower than what others know."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers.tzdata import TIMEZONE_DATA

from phonebank.domain.area_codes import AREA_CODE_STATE, AREA_CODE_ZONES, CARIBBEAN, TOLL_FREE
from phonebank.domain.states import (
    ALASKA,
    CENTRAL,
    EASTERN,
    HAWAII,
    MOUNTAIN,
    PACIFIC,
    SAME_CLOCK,
    STATE_ZONES,
)

HOLDING_SEVERAL_OFFSETS = (
    "208 219 270 308 423 541 574 605 606 620 701 775 785 812 850 906 907 928 986"
)
OVERLAYS_OF_SPLIT_CODES = {"364": "270", "448": "850", "458": "541", "930": "812", "986": "208"}
A_YEAR_OF_HOURS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(366 * 24)]


def _region(code: str) -> str | None:
    region: str | None = phonenumbers.region_code_for_number(phonenumbers.parse(f"+1{code}5550123"))
    return region


def _elsewhere(code: str) -> set[str]:
    """The zones that `phonenumbers` gives for any prefix of an area code."""
    prefixes = [zones for prefix, zones in TIMEZONE_DATA.items() if prefix.startswith(f"1{code}")]
    return {SAME_CLOCK.get(zone, zone) for zones in prefixes for zone in zones}


def test_every_area_code_of_the_united_states_is_in_the_table() -> None:
    geographic = {
        str(code)
        for code in range(200, 1000)
        if _region(str(code)) in {"US", "PR", "VI", "GU", "MP", "AS"} and _elsewhere(str(code))
    }
    assert geographic - set(AREA_CODE_ZONES) == set()


def test_the_table_holds_no_code_of_another_country() -> None:
    assert {_region(code) for code in AREA_CODE_ZONES} <= {"US", "PR", "VI", "GU", "MP", "AS"}


@pytest.mark.parametrize("code", sorted(AREA_CODE_ZONES))
def test_our_zones_of_a_code_hold_all_that_phonenumbers_knows(code: str) -> None:
    assert _elsewhere(code) <= set(AREA_CODE_ZONES[code])


@pytest.mark.parametrize("code", HOLDING_SEVERAL_OFFSETS.split())
def test_a_code_that_holds_several_offsets_has_several_zones(code: str) -> None:
    assert len(AREA_CODE_ZONES[code]) > 1


@pytest.mark.parametrize(
    ("code", "zones"),
    [
        ("219", {CENTRAL, EASTERN}),
        ("308", {CENTRAL, MOUNTAIN}),
        ("423", {CENTRAL, EASTERN}),
        ("541", {PACIFIC, MOUNTAIN}),
        ("850", {CENTRAL, EASTERN}),
        ("906", {CENTRAL, EASTERN}),
        ("928", {"America/Phoenix", MOUNTAIN}),
        ("915", {MOUNTAIN}),
        ("651", {CENTRAL}),
        ("404", {EASTERN}),
    ],
)
def test_the_zones_of_well_known_codes(code: str, zones: set[str]) -> None:
    assert set(AREA_CODE_ZONES[code]) == zones


@pytest.mark.parametrize(("overlay", "parent"), OVERLAYS_OF_SPLIT_CODES.items())
def test_an_overlay_has_its_parents_zones(overlay: str, parent: str) -> None:
    assert AREA_CODE_ZONES[overlay] == AREA_CODE_ZONES[parent]


def test_a_codes_zones_are_those_of_its_state_but_for_one_alaskan_exchange() -> None:
    strangers = {
        code: set(zones) - set(STATE_ZONES[AREA_CODE_STATE[code]])
        for code, zones in AREA_CODE_ZONES.items()
    }
    assert {code: zones for code, zones in strangers.items() if zones} == {"907": {HAWAII}}
    assert ALASKA in AREA_CODE_ZONES["907"]


def test_no_code_is_of_two_kinds() -> None:
    kinds = [set(AREA_CODE_ZONES), set(TOLL_FREE), set(CARIBBEAN)]
    assert sum(map(len, kinds)) == len(set().union(*kinds))


@pytest.mark.parametrize(("name", "ours"), SAME_CLOCK.items())
def test_a_name_left_out_keeps_the_same_clock_as_ours(name: str, ours: str) -> None:
    theirs, kept = ZoneInfo(name), ZoneInfo(ours)
    assert [hour for hour in A_YEAR_OF_HOURS if _offset(hour, theirs) != _offset(hour, kept)] == []


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()
