"""The volunteers of a pool: who is free, and who will be in a moment."""

import math
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from phonebank.domain.durations import Durations

_TALK_BOUNDS: Final = (5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0, 360.0, 600.0)
_WRAP_UP_BOUNDS: Final = tuple(float(second) for second in (*range(1, 30), *range(30, 61, 5)))


class Activity(Enum):
    """What a volunteer does."""

    FREE = auto()
    TALKING = auto()
    WRAPPING_UP = auto()


@dataclass(frozen=True)
class _Since:
    activity: Activity
    at: float


class Volunteers:
    """The volunteers who are here, since when each does what, and how long that takes as a rule."""

    def __init__(self) -> None:
        self._here: dict[Hashable, _Since] = {}
        self._talks = Durations(_TALK_BOUNDS, prior=1 / 120, prior_seconds=60, memory=400)
        self._wrap_ups = Durations(_WRAP_UP_BOUNDS, prior=1 / 20, prior_seconds=2, memory=400)

    def __contains__(self, volunteer: Hashable) -> bool:
        return volunteer in self._here

    def __len__(self) -> int:
        return len(self._here)

    def activity(self, volunteer: Hashable) -> Activity | None:
        """What a volunteer does, None for one who is not here."""
        since = self._here.get(volunteer)
        return since.activity if since else None

    def count(self, activity: Activity) -> int:
        """How many do this now."""
        return sum(since.activity is activity for since in self._here.values())

    def turns_to(self, volunteer: Hashable, activity: Activity, at: float) -> None:
        """A volunteer, new or here already, does this from now on."""
        since = self._here.get(volunteer)
        if since is not None:
            self._learn(since, activity, at)
        self._here[volunteer] = _Since(activity, at)

    def left(self, volunteer: Hashable) -> None:
        """A volunteer is gone."""
        self._here.pop(volunteer, None)

    def _learn(self, since: _Since, activity: Activity, at: float) -> None:
        seconds = max(at - since.at, 0.0)
        if since.activity is Activity.TALKING:
            self._talks.ended(seconds)
        elif since.activity is Activity.WRAPPING_UP and activity is Activity.FREE:
            self._wrap_ups.ended(seconds)

    def chances_to_be_free(self, at: float, within: float) -> list[float]:
        """For each who is busy, the chance to be free in so many seconds."""
        talks = self._talks.hazards(self._ages(Activity.TALKING, at))
        staying = self._staying(at)
        wrapped_up = sum(
            1 - _interpolated(staying, within - second - 0.5) for second in range(int(within))
        )
        return [
            *(
                1 - math.exp(-talks[self._talks.interval(age)] * wrapped_up)
                for age, _ in self._ages(Activity.TALKING, at)
            ),
            *(
                1 - _interpolated(staying, age + within) / _interpolated(staying, age)
                for age, _ in self._ages(Activity.WRAPPING_UP, at)
            ),
        ]

    def _staying(self, at: float) -> list[float]:
        """The chance that a wrap-up lasts longer than each whole second."""
        hazards = self._wrap_ups.hazards(self._ages(Activity.WRAPPING_UP, at))
        chances = [1.0]
        for second in range(int(_WRAP_UP_BOUNDS[-1]) + 30):
            stays = math.exp(-hazards[self._wrap_ups.interval(second)])
            chances.append(max(chances[-1] * stays, 1e-9))
        return chances

    def _ages(self, activity: Activity, at: float) -> Iterator[tuple[float, int]]:
        for since in self._here.values():
            if since.activity is activity:
                yield max(at - since.at, 0.0), 1


def _interpolated(chances: list[float], age: float) -> float:
    place = int(age)
    if place + 1 >= len(chances):
        return chances[-1]
    return chances[place] + (chances[place + 1] - chances[place]) * (age - place)
