from datetime import timedelta

import pytest

from phonebank.domain.caller import CallerState
from phonebank.domain.caller_alerts import Alert, alert_for

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("state", "minutes", "alert"),
    [
        (CallerState.READY, 4.9, None),
        (CallerState.READY, 5, Alert.IDLE),
        (CallerState.WRAPPING_UP, 3, Alert.LONG_WRAP_UP),
        (CallerState.TALKING, 19, None),
        (CallerState.TALKING, 20, Alert.LONG_CALL),
        (CallerState.JOINED, 2, Alert.NO_LINE),
        (CallerState.AWAY, 0, Alert.AWAY),
        (CallerState.PAUSED, 500, None),
        (CallerState.FINISHED, 500, None),
    ],
)
def test_patience_differs_by_what_a_caller_does(
    state: CallerState, minutes: float, alert: Alert | None
) -> None:
    assert alert_for(state, minutes * MINUTE, line_up=True) is alert


def test_a_voter_without_a_volunteer_is_an_alert_at_once() -> None:
    assert alert_for(CallerState.TALKING, timedelta(), line_up=False) is Alert.LINE_LOST
