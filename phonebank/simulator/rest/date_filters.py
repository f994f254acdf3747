"""Date filters of lists: `StartTime=` means that day, `StartTime>=` and `StartTime<=` bounds."""

from datetime import UTC, datetime, timedelta

from phonebank.simulator.rest.errors import ApiError
from phonebank.simulator.rest.exchange import Ask


def within(ask: Ask, name: str, at: datetime | None) -> bool:
    """Whether a time is within the filters `name`, `name<` and `name>` of a request.

    A form writes the bounds as `name<=value`, so the parameter's own name ends in < or >.
    """
    asked = [ask.has(f"{name}{sign}") for sign in ("", "<", ">")]
    if not any(asked):
        return True
    if at is None:
        return False
    return _on_day(ask, name, at) and _bounded(ask, name, at)


def _on_day(ask: Ask, name: str, at: datetime) -> bool:
    if not ask.has(name):
        return True
    day = _moment(ask.get(name)).replace(hour=0, minute=0, second=0, microsecond=0)
    return day <= at < day + timedelta(days=1)


def _bounded(ask: Ask, name: str, at: datetime) -> bool:
    whole = at.replace(microsecond=0)
    if ask.has(f"{name}<") and whole > _last_moment(ask.get(f"{name}<")):
        return False
    return not (ask.has(f"{name}>") and whole < _moment(ask.get(f"{name}>")))


def _last_moment(raw: str) -> datetime:
    """A bare date as an upper bound includes its whole day."""
    whole_day = timedelta(days=1) - timedelta(microseconds=1)
    return _moment(raw) + (whole_day if len(raw) == len("2026-06-02") else timedelta(0))


def _moment(raw: str) -> datetime:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError as error:
        raise ApiError(20001, f"not a date: {raw}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
