"""How long something takes of which many are still going on: learnt hazards."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence


class Durations:
    """The hazard of ending, in each interval of age, of things that have ended or still go on.

    `bounds` are the ages, in seconds, at which the intervals begin that follow the first one; the
    last one has no end. What still goes on counts with the time it has been at risk: to leave it
    out would make everything seem shorter (Kaplan and Meier 1958). Until something has been seen,
    the `prior` hazard is taken, with the weight of `prior_seconds` at risk in each interval.
    `memory` is after how many things seen an old one has lost 63 % of its weight.
    """

    def __init__(
        self, bounds: Sequence[float], prior: float, prior_seconds: float, memory: float
    ) -> None:
        self._starts = (0.0, *bounds)
        self._prior = prior
        self._prior_seconds = prior_seconds
        self._keeping = 1 - 1 / memory
        self._ends = [0.0] * len(self._starts)
        self._seconds = [0.0] * len(self._starts)

    def ended(self, age: float) -> None:
        """One ended at this age."""
        self.broken_off(age)
        self._ends[self.interval(age)] += 1

    def broken_off(self, age: float) -> None:
        """One was seen until this age, and its end will never be known."""
        keeping = self._keeping
        self._ends = [ends * keeping for ends in self._ends]
        seconds = [before * keeping for before in self._seconds]
        place = self.interval(age)
        seconds[place] += age - self._starts[place]
        for before in range(place):
            seconds[before] += self._starts[before + 1] - self._starts[before]
        self._seconds = seconds

    def hazards(self, going_on: Iterable[tuple[float, int]] = ()) -> list[float]:
        """Ends a second in each interval; `going_on` are ages, and how many have each."""
        starts, at_risk = self._starts, self._seconds.copy()
        reached = [0] * len(starts)
        for age, count in going_on:
            place = bisect_right(starts, age) - 1
            at_risk[place] += count * (age - starts[place])
            reached[place] += count
        beyond = 0
        for place in range(len(starts) - 1, 0, -1):
            beyond += reached[place]
            at_risk[place - 1] += beyond * (starts[place] - starts[place - 1])
        prior, weight = self._prior, self._prior_seconds
        return [
            (ends + prior * weight) / (seconds + weight)
            for ends, seconds in zip(self._ends, at_risk, strict=True)
        ]

    def interval(self, age: float) -> int:
        """The number of the interval that an age, not negative, is in."""
        return bisect_right(self._starts, age) - 1

    def end_of_interval(self, age: float) -> float:
        """The age at which that interval ends; in the last one, the age itself."""
        after = self.interval(age) + 1
        return self._starts[after] if after < len(self._starts) else age


class Survival:
    """How likely something lasts beyond an age, by the hazard in each interval of ages."""

    def __init__(self, bounds: Sequence[float], hazards: Sequence[float]) -> None:
        self._starts = (0.0, *bounds)
        self._hazards = hazards
        self._totals = [0.0]
        for place, bound in enumerate(bounds):
            seconds = bound - self._starts[place]
            self._totals.append(self._totals[place] + hazards[place] * seconds)

    def total(self, age: float) -> float:
        """The hazards of all ages up to this one, added up."""
        place = bisect_right(self._starts, age) - 1
        return self._totals[place] + self._hazards[place] * (age - self._starts[place])

    def lasting(self, age: float, seconds: float) -> float:
        """The chance that what has reached an age goes on for so many seconds more."""
        return math.exp(self.total(age) - self.total(age + seconds))
