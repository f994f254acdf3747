"""Which callers want their captain's eye: idle, stuck, or without a line. Pure rules on a state.

What can be put right without anybody, the conductor puts right; the alert then says what to do
before it does, or what it is waiting for.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from phonebank.domain.caller import CallerState


class Alert(StrEnum):
    """What is wrong with a caller."""

    NO_LINE = "no line"
    LINE_LOST = "line lost"
    AWAY = "away"
    IDLE = "idle"
    LONG_RING = "long ring"
    LONG_CALL = "long call"
    LONG_WRAP_UP = "long wrap-up"
    LONG_BREAK = "long break"
    LONG_HAND_OVER = "long hand-over"


PATIENCE: Final[dict[CallerState, tuple[timedelta, Alert]]] = {
    CallerState.JOINED: (timedelta(minutes=2), Alert.NO_LINE),
    CallerState.AWAY: (timedelta(0), Alert.AWAY),
    CallerState.READY: (timedelta(minutes=5), Alert.IDLE),
    CallerState.DIALLING: (timedelta(seconds=60), Alert.LONG_RING),
    CallerState.TALKING: (timedelta(minutes=20), Alert.LONG_CALL),
    CallerState.WRAPPING_UP: (timedelta(minutes=3), Alert.LONG_WRAP_UP),
    CallerState.ON_BREAK: (timedelta(minutes=15), Alert.LONG_BREAK),
    CallerState.HANDING_OVER: (timedelta(minutes=3), Alert.LONG_HAND_OVER),
}
"""How long a caller may be in a state before it is worth a look, and what is wrong then."""


def alert_for(state: CallerState, lasting: timedelta, *, line_up: bool) -> Alert | None:
    """What is wrong with a caller who has been in a state for so long; None where nothing is."""
    on_call = state in (CallerState.DIALLING, CallerState.TALKING)
    if on_call and not line_up:
        return Alert.LINE_LOST
    patience, alert = PATIENCE.get(state, (timedelta.max, Alert.IDLE))
    return alert if lasting >= patience else None
