"""When a voter may be contacted: every zone they may be in is open, by every rule that may apply.

Four rules are laid over each other, and none of them widens another: the federal outer bound
(47 CFR 64.1200(c)(1)), the installation's default, the campaign's hours, and the hours of each
state whose rules may protect the voter. Where number and registered address name two states, both
apply, in every zone: nobody knows which of them the voter is in.

Times of day are compared on the wall clock of the zone, so a day on which the clocks change opens
and closes by the clock like any other.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from typing import Final
from zoneinfo import ZoneInfo

from phonebank.domain.state_hours import STATE_HOURS, Hours

FEDERAL_HOURS: Final = Hours(time(8), time(21))
DEFAULT_HOURS: Final = Hours(time(9), time(20))

_DAYS_LOOKED_AHEAD: Final = 15


def narrowed(hours: Hours, opens: time | None, closes: time | None) -> Hours:
    """The hours, made narrower by an opening and a closing of a campaign's own; never wider."""
    return hours.within(Hours(opens or time.min, closes or time.max))


def is_open(zone: str, state: str | None, at: datetime, hours: Hours = DEFAULT_HOURS) -> bool:
    """Whether contact is allowed at an instant in one zone by one state's rules.

    `at` must be aware. `hours` are the configured ones; federal and state hours always apply.
    """
    local = at.astimezone(ZoneInfo(zone))
    today = _hours_on(local.weekday(), (state,), hours)
    return today is not None and today.contain(local.time())


def all_open(
    zones: Iterable[str], states: Sequence[str], at: datetime, hours: Hours = DEFAULT_HOURS
) -> bool:
    """Whether every zone is open at an instant by the rules of every state."""
    return all(is_open(zone, state, at, hours) for zone in zones for state in (states or (None,)))


def next_opening(
    zones: Sequence[str], states: Sequence[str], after: datetime, hours: Hours = DEFAULT_HOURS
) -> datetime | None:
    """The earliest instant, `after` included, at which every zone is open, in UTC.

    None if there is none within a fortnight: the zones or the hours have nothing in common.
    """
    if all_open(zones, states, after, hours):
        return after.astimezone(UTC)
    for start in sorted(_starts(zones, states, after, hours)):
        if start > after and all_open(zones, states, start, hours):
            return start
    return None


def _starts(
    zones: Sequence[str], states: Sequence[str], after: datetime, hours: Hours
) -> set[datetime]:
    """Every instant at which one of the zones opens; what all share begins at one of them."""
    return {
        start
        for zone in zones
        for ahead in range(_DAYS_LOOKED_AHEAD)
        if (start := _opening(zone, states, after, ahead, hours)) is not None
    }


def _opening(
    zone: str, states: Sequence[str], after: datetime, days_ahead: int, hours: Hours
) -> datetime | None:
    local_zone = ZoneInfo(zone)
    day = after.astimezone(local_zone).date() + timedelta(days=days_ahead)
    today = _hours_on(day.weekday(), states, hours)
    if today is None:
        return None
    return datetime.combine(day, today.opens, local_zone).astimezone(UTC)


def _hours_on(weekday: int, states: Iterable[str | None], hours: Hours) -> Hours | None:
    rules = [STATE_HOURS[state].on(weekday) for state in states if state in STATE_HOURS]
    if any(rule is None for rule in rules):
        return None
    return reduce(Hours.within, (rule for rule in rules if rule), hours.within(FEDERAL_HOURS))
