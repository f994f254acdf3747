"""Hours of contact that single states set, as data. Policy of ours, not legal advice.

Most of these laws bind sellers and spare political and charitable calls; voters are given their
protection all the same. Times are the local time of whoever is contacted, ends are not included,
None is a day without contact. Public holidays are not in the table.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Final


@dataclass(frozen=True)
class Hours:
    """From `opens` until just before `closes`, local time. Empty where it opens no earlier."""

    opens: time
    closes: time

    def contain(self, moment: time) -> bool:
        """Whether a local time of day lies within."""
        return self.opens <= moment < self.closes

    def within(self, other: "Hours") -> "Hours":
        """The part that both share; it may be empty."""
        return Hours(max(self.opens, other.opens), min(self.closes, other.closes))


@dataclass(frozen=True)
class StateHours:
    """One state's hours, with the law they come from and the day they were listed."""

    weekdays: Hours | None
    saturday: Hours | None
    sunday: Hours | None
    source: str
    listed_on: date

    def on(self, weekday: int) -> Hours | None:
        """The hours of a day of the week (Monday is 0); None when there are none."""
        return {5: self.saturday, 6: self.sunday}.get(weekday, self.weekdays)


_LISTED: Final = date(2026, 11, 24)


def _hours(opens: int, closes: int) -> Hours:
    return Hours(time(opens), time(closes))


def _daily(opens: int, closes: int, source: str) -> StateHours:
    hours = _hours(opens, closes)
    return StateHours(hours, hours, hours, source, _LISTED)


def _never_on_sunday(opens: int, closes: int, source: str) -> StateHours:
    hours = _hours(opens, closes)
    return StateHours(hours, hours, None, source, _LISTED)


STATE_HOURS: Final[dict[str, StateHours]] = {
    "AL": _never_on_sunday(8, 20, "Code of Alabama, title 8"),
    "CT": _daily(9, 20, "General Statutes of Connecticut § 42-288a"),
    "FL": _daily(8, 20, "Florida Statutes § 501.616"),
    "LA": _never_on_sunday(8, 20, "Louisiana Revised Statutes, title 45"),
    "MN": _daily(9, 21, "Minnesota Statutes § 325E.30"),
    "MS": _never_on_sunday(8, 20, "Mississippi Code, title 77"),
    "OK": _daily(8, 20, "Oklahoma Statutes, title 15, § 775C"),
    # Saturday and Sunday are the statute's as well: the shorter reading is the safe one.
    "RI": StateHours(
        weekdays=_hours(9, 18),
        saturday=_hours(10, 17),
        sunday=None,
        source="General Laws of Rhode Island § 5-61-3.6",
        listed_on=_LISTED,
    ),
    "TX": StateHours(
        weekdays=_hours(9, 21),
        saturday=_hours(9, 21),
        sunday=_hours(12, 21),
        source="Texas Business and Commerce Code § 301.051",
        listed_on=_LISTED,
    ),
    "WA": _daily(8, 20, "Revised Code of Washington § 80.36.390"),
}
