"""Busy after minutes, no answer at another time of day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.call import ContactResult
from phonebank.domain.retrying import is_tried_again, not_before, time_of_day

CHICAGO = ZoneInfo("America/Chicago")
NOON = datetime(2026, 12, 1, 18, tzinfo=UTC)


def test_a_busy_line_is_tried_again_in_minutes() -> None:
    assert not_before(ContactResult.BUSY, NOON, CHICAGO) == NOON + timedelta(minutes=15)


@given(st.integers(0, 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)))
def test_nobody_home_is_tried_at_another_time_of_day(at: datetime) -> None:
    again = not_before(ContactResult.NOT_HOME, at, CHICAGO)
    assert time_of_day(again.astimezone(CHICAGO)) is not time_of_day(at.astimezone(CHICAGO))
    assert timedelta(hours=4) <= again - at <= timedelta(hours=13)


def test_who_was_reached_is_not_tried_again() -> None:
    assert not is_tried_again(ContactResult.REACHED)
    assert not is_tried_again(ContactResult.DO_NOT_CALL)
