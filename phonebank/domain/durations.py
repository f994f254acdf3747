"""How long something of which many are still going on will take: learnt hazards."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence


class Durations:
    """The hazard of ending, in each interval of age, of things that have ended or still go on.

    `bounds` are the ages, in seconds, at which intervals begin after the first, which begins at 0;
    the last one has no end. What still goes on counts with the time it has been at risk: to
    leave it out would make everything seem shorter (Kaplan and Meier 1958). Until something has
    been seen, the `prior` hazard is taken, with the weight of `prior_seconds` at risk in each
    interval. `memory` is after how many things seen an old one has lost 63 % of its weight.
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
        self._seconds = [seconds * keeping for seconds in self._seconds]
        self._add(self._seconds, age, 1)

    def hazards(self, going_on: Iterable[tuple[float, int]] = ()) -> list[float]:
        """Ends a second in each interval; `going_on` are ages, and how many have each."""
        at_risk = self._seconds.copy()
        for age, count in going_on:
            self._add(at_risk, age, count)
        prior, weight = self._prior, self._prior_seconds
        return [
            (ends + prior * weight) / (seconds + weight)
            for ends, seconds in zip(self._ends, at_risk, strict=True)
        ]

    def interval(self, age: float) -> int:
        """The number of the interval that an age is in."""
        return max(bisect_right(self._starts, age) - 1, 0)

    def _add(self, seconds: list[float], age: float, count: int) -> None:
        place = self.interval(age)
        seconds[place] += count * max(age - self._starts[place], 0.0)
        for before in range(place):
            seconds[before] += count * (self._starts[before + 1] - self._starts[before])
