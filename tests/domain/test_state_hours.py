"""The table of states' hours can be audited."""

import pytest

from phonebank.domain.state_hours import STATE_HOURS, StateHours
from phonebank.domain.states import STATE_NAMES


@pytest.mark.parametrize(("state", "hours"), STATE_HOURS.items())
def test_every_row_names_a_state_its_law_and_its_day(state: str, hours: StateHours) -> None:
    assert state in STATE_NAMES
    assert len(hours.source) > 10
    assert hours.listed_on.year >= 2026


@pytest.mark.parametrize("hours", STATE_HOURS.values(), ids=list(STATE_HOURS))
def test_every_row_opens_before_it_closes(hours: StateHours) -> None:
    for weekday in range(7):
        day = hours.on(weekday)
        assert day is None or day.opens < day.closes
