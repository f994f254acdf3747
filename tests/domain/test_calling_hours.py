"""Contact is open only where every zone is, by every rule, to the second, on every day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.calling_hours import (
    DEFAULT_HOURS,
    FEDERAL_HOURS,
    all_open,
    is_open,
    narrowed,
    next_opening,
)
from phonebank.domain.state_hours import STATE_HOURS, Hours
from phonebank.domain.states import (
    CENTRAL,
    EASTERN,
    HAWAII,
    STATE_NAMES,
    STATE_ZONES,
    ZONES_OF_THE_STATES,
)

ALL_ZONES = sorted({zone for zones in STATE_ZONES.values() for zone in zones})
MOMENT = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
TUESDAY, SATURDAY, SUNDAY = date(2026, 10, 20), date(2026, 10, 24), date(2026, 10, 25)
SPRING_FORWARD, FALL_BACK = date(2026, 3, 8), date(2026, 11, 1)
WIDE = FEDERAL_HOURS

instants = st.integers(0, 2 * 365 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
zone_lists = st.lists(st.sampled_from(ALL_ZONES), min_size=1, max_size=4, unique=True)
state_lists = st.lists(st.sampled_from(sorted(STATE_NAMES)), max_size=2, unique=True)
clock_hours = st.just(Hours(time.min, time.max)) | st.builds(Hours, st.times(), st.times())


def _local(zone: str, day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("day", [TUESDAY, SUNDAY, SPRING_FORWARD, FALL_BACK])
@pytest.mark.parametrize("zone", ALL_ZONES)
def test_a_day_opens_at_nine_and_has_closed_by_eight_by_the_zones_own_clock(
    zone: str, day: date
) -> None:
    opens, closes = _local(zone, day, 9), _local(zone, day, 20)
    assert is_open(zone, None, opens)
    assert not is_open(zone, None, opens - MOMENT)
    assert is_open(zone, None, closes - MOMENT)
    assert not is_open(zone, None, closes)


@pytest.mark.parametrize("zone", ALL_ZONES)
def test_a_day_has_eleven_hours_even_where_the_clocks_change(zone: str) -> None:
    for day in (SPRING_FORWARD, FALL_BACK):
        assert _local(zone, day, 20) - _local(zone, day, 9) == timedelta(hours=11)
        start = _local(zone, day, 0)
        open_minutes = sum(is_open(zone, None, start + n * MINUTE) for n in range(26 * 60))
        assert open_minutes == 11 * 60


def test_the_morning_after_the_clocks_changed_opens_at_the_new_nine() -> None:
    assert next_opening([CENTRAL], [], _local(CENTRAL, SPRING_FORWARD, 0)) == datetime(
        2026, 3, 8, 14, tzinfo=UTC
    )
    assert next_opening([CENTRAL], [], _local(CENTRAL, FALL_BACK, 0)) == datetime(
        2026, 11, 1, 15, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("state", "day", "opens", "closes"),
    [
        ("FL", TUESDAY, 8, 20),
        ("OK", TUESDAY, 8, 20),
        ("WA", TUESDAY, 8, 20),
        ("CT", TUESDAY, 9, 20),
        ("MN", TUESDAY, 9, 21),
        ("TX", TUESDAY, 9, 21),
        ("TX", SUNDAY, 12, 21),
        ("RI", TUESDAY, 9, 18),
        ("RI", SATURDAY, 10, 17),
        ("AL", SATURDAY, 8, 20),
        ("LA", TUESDAY, 8, 20),
        ("MS", TUESDAY, 8, 20),
        ("GA", TUESDAY, 8, 21),
        ("GA", SUNDAY, 8, 21),
    ],
)
def test_a_states_own_hours_bound_an_installation_that_opens_as_wide_as_it_may(
    state: str, day: date, opens: int, closes: int
) -> None:
    zone = STATE_ZONES[state][0]
    assert is_open(zone, state, _local(zone, day, opens), WIDE)
    assert not is_open(zone, state, _local(zone, day, opens) - MOMENT, WIDE)
    assert is_open(zone, state, _local(zone, day, closes) - MOMENT, WIDE)
    assert not is_open(zone, state, _local(zone, day, closes), WIDE)


@pytest.mark.parametrize("state", ["AL", "LA", "MS", "RI"])
def test_some_states_have_no_contact_on_sunday(state: str) -> None:
    zone = STATE_ZONES[state][0]
    assert not any(is_open(zone, state, _local(zone, SUNDAY, hour), WIDE) for hour in range(24))
    assert next_opening([zone], [state], _local(zone, SATURDAY, 21)) == _local(
        zone, SUNDAY + timedelta(days=1), 9
    )


def test_the_rules_of_two_states_both_apply_in_every_zone() -> None:
    sunday_noon = _local(EASTERN, SUNDAY, 12)
    assert all_open([EASTERN], ["GA"], sunday_noon - MINUTE)
    assert not all_open([EASTERN], ["GA", "TX"], sunday_noon - MINUTE)
    assert all_open([EASTERN], ["GA", "TX"], sunday_noon)
    assert not all_open([EASTERN], ["GA", "AL"], sunday_noon)


def test_every_zone_has_to_be_open() -> None:
    at = _local(EASTERN, TUESDAY, 9, 30)
    assert all_open([EASTERN], [], at)
    assert not all_open([EASTERN, CENTRAL], [], at)


def test_all_the_states_are_open_together_for_six_hours_in_winter() -> None:
    winter_day = date(2026, 12, 1)
    start = _local(EASTERN, winter_day, 0)
    open_minutes = sum(all_open(ZONES_OF_THE_STATES, [], start + n * MINUTE) for n in range(1440))
    assert open_minutes == 6 * 60


def test_a_campaign_narrows_and_never_widens() -> None:
    assert narrowed(DEFAULT_HOURS, time(10), time(18)) == Hours(time(10), time(18))
    assert narrowed(DEFAULT_HOURS, time(6), time(23)) == DEFAULT_HOURS
    assert narrowed(DEFAULT_HOURS, None, None) == DEFAULT_HOURS
    assert narrowed(DEFAULT_HOURS, time(17), None) == Hours(time(17), time(20))


@pytest.mark.parametrize("zone", ALL_ZONES)
def test_an_installation_that_never_closes_is_held_to_the_federal_bound(zone: str) -> None:
    always = Hours(time.min, time.max)
    opens, closes = _local(zone, TUESDAY, 8), _local(zone, TUESDAY, 21)
    assert [is_open(zone, None, at, always) for at in (opens - MOMENT, opens)] == [False, True]
    assert [is_open(zone, None, at, always) for at in (closes - MOMENT, closes)] == [True, False]


@given(clock_hours, zone_lists, state_lists, instants)
def test_no_setting_opens_a_zone_outside_the_federal_bound_or_a_states_hours(
    hours: Hours, zones: list[str], states: list[str], at: datetime
) -> None:
    if not all_open(zones, states, at, hours):
        return
    for zone in zones:
        local = at.astimezone(ZoneInfo(zone))
        assert FEDERAL_HOURS.contain(local.time())
        for state in states:
            assert state not in STATE_HOURS or STATE_HOURS[state].on(local.weekday()) is not None


@given(zone_lists, st.sampled_from(ALL_ZONES), state_lists, instants)
def test_one_more_zone_never_opens_anything(
    zones: list[str], more: str, states: list[str], at: datetime
) -> None:
    assert all_open(zones, states, at) or not all_open([*zones, more], states, at)


@given(zone_lists, state_lists, st.sampled_from(sorted(STATE_NAMES)), instants)
def test_one_more_state_never_opens_anything(
    zones: list[str], states: list[str], more: str, at: datetime
) -> None:
    assert all_open(zones, states, at) or not all_open(zones, [*states, more], at)


@given(zone_lists, state_lists, instants)
def test_the_next_opening_is_open_and_no_minute_before_it_is(
    zones: list[str], states: list[str], after: datetime
) -> None:
    opening = next_opening(zones, states, after)
    if opening is None:
        assert not any(all_open(zones, states, after + n * MINUTE) for n in range(0, 7 * 1440, 10))
        return
    assert opening >= after
    assert all_open(zones, states, opening)
    waited = min((opening - after) // MINUTE, 3 * 1440)
    assert not any(all_open(zones, states, opening - n * MINUTE) for n in range(1, waited))
    assert opening == after or not all_open(zones, states, opening - MOMENT)


def test_an_opening_now_is_now() -> None:
    at = _local(CENTRAL, TUESDAY, 12)
    assert next_opening([CENTRAL], [], at) == at


def test_zones_with_no_hour_in_common_never_open() -> None:
    assert next_opening([EASTERN, "Asia/Kolkata", HAWAII], [], _local(EASTERN, TUESDAY, 12)) is None


def test_empty_hours_never_open() -> None:
    assert (
        next_opening([CENTRAL], [], _local(CENTRAL, TUESDAY, 12), Hours(time(12), time(9))) is None
    )
