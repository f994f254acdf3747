"""The demo's clock: always a working hour in Minnesota, and never turned back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scripts.demonstration.clock import PLACE, demo_offset_seconds

BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=2000)).map(lambda age: BEGINNING + age)


def shown(now: datetime, offset_seconds: int) -> datetime:
    return (now + timedelta(seconds=offset_seconds)).astimezone(PLACE)


@given(moments)
def test_a_first_start_is_half_past_ten_of_a_weekday_in_minnesota(now: datetime) -> None:
    clock = shown(now, demo_offset_seconds(now, None))
    assert clock.weekday() < 5
    assert (clock.hour, clock.minute) == (10, 30)
    assert clock >= now - timedelta(seconds=1)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_any_later_start_is_in_working_hours_and_never_turns_the_clock_back(
    first: datetime, pause: timedelta
) -> None:
    offset = demo_offset_seconds(first, None)
    again = first + pause
    moved = demo_offset_seconds(again, offset)
    assert moved >= offset
    clock = shown(again, moved)
    assert clock.weekday() < 5
    assert 10 <= clock.hour < 17


def test_within_working_hours_the_clock_runs_on() -> None:
    first = datetime(2026, 3, 4, 3, tzinfo=UTC)
    offset = demo_offset_seconds(first, None)
    assert demo_offset_seconds(first + timedelta(hours=6), offset) == offset


def test_at_five_in_the_afternoon_the_next_day_begins() -> None:
    friday = datetime(2026, 3, 6, 10, 30, tzinfo=PLACE).astimezone(UTC)
    five = friday + timedelta(hours=6, minutes=30)
    clock = shown(five, demo_offset_seconds(five, 0))
    assert clock == datetime(2026, 3, 9, 10, 30, tzinfo=PLACE)
