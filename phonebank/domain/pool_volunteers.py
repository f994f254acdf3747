"""The volunteers of a pool: who is free, and who will be in a moment."""

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from phonebank.domain.crowding import sum_of_chances
from phonebank.domain.durations import Durations, Survival

_TALK_BOUNDS: Final = (5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0, 360.0, 600.0)
_WRAP_UP_BOUNDS: Final = tuple(float(second) for second in (*range(1, 30), *range(30, 61, 5)))
_TALK_SECONDS, _WRAP_UP_SECONDS = 120, 20


class Activity(Enum):
    """What a volunteer does."""

    FREE = auto()
    TALKING = auto()
    WRAPPING_UP = auto()


@dataclass(frozen=True)
class _Since:
    activity: Activity
    at: float


class PoolVolunteers:
    """The volunteers who are here, since when each does what, and how long that takes as a rule."""

    def __init__(self) -> None:
        self._here: dict[Hashable, _Since] = {}
        self._talks = Durations(_TALK_BOUNDS, 1 / _TALK_SECONDS, prior_seconds=60, memory=400)
        self._wrap_ups = Durations(_WRAP_UP_BOUNDS, 1 / _WRAP_UP_SECONDS, 2, memory=400)

    def __contains__(self, volunteer: Hashable) -> bool:
        return volunteer in self._here

    def __len__(self) -> int:
        return len(self._here)

    def count(self, activity: Activity) -> int:
        """How many do this now."""
        return sum(since.activity is activity for since in self._here.values())

    def activity(self, volunteer: Hashable) -> Activity | None:
        """What a volunteer does; None for one who is not here."""
        since = self._here.get(volunteer)
        return since.activity if since else None

    def turns_to(self, volunteer: Hashable, activity: Activity, at: float) -> None:
        """A volunteer, new or here already, does this from now on.

        To go on with the same is no change, but for another talk that follows a talk.
        """
        since = self._here.get(volunteer)
        if since is not None and since.activity is activity and activity is not Activity.TALKING:
            return
        if since is not None:
            self._learn(since, activity, max(at - since.at, 0.0))
        self._here[volunteer] = _Since(activity, at)

    def left(self, volunteer: Hashable) -> None:
        """A volunteer is gone."""
        self._here.pop(volunteer, None)

    def free_within(self, at: float, horizons_seconds: Sequence[float]) -> list[list[float]]:
        """For each horizon, how likely each number of those who are busy will be free by then."""
        talking = list(self._ages(Activity.TALKING, at))
        wrapping_up = list(self._ages(Activity.WRAPPING_UP, at))
        talks = self._talks.hazards(talking)
        ending = sum(talks[self._talks.interval(age)] for age, _ in talking)
        wrap_up = Survival(_WRAP_UP_BOUNDS, self._wrap_ups.hazards(wrapping_up))
        return [
            sum_of_chances(
                ending * _seconds_wrapped_up(wrap_up, horizon),
                [1 - wrap_up.lasting(age, horizon) for age, _ in wrapping_up],
            )
            for horizon in horizons_seconds
        ]

    def _learn(self, since: _Since, activity: Activity, seconds: float) -> None:
        if since.activity is Activity.TALKING:
            self._talks.ended(seconds)
        elif since.activity is Activity.WRAPPING_UP:
            self._wrap_ups.ended(seconds)

    def _ages(self, activity: Activity, at: float) -> Iterator[tuple[float, int]]:
        for since in self._here.values():
            if since.activity is activity:
                yield max(at - since.at, 0.0), 1


def _seconds_wrapped_up(wrap_up: Survival, horizon: float) -> float:
    """For how much of the time until the horizon an end of a talk leaves enough for the wrap-up."""
    steps = math.ceil(horizon / 2)
    step = horizon / steps
    return step * sum(1 - wrap_up.lasting(0.0, step * (place + 0.5)) for place in range(steps))
