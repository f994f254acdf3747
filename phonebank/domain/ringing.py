"""The lines of a pool that ring, and how many of them will be answered."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from phonebank.domain.durations import Durations, Survival

LONGEST_SECONDS: Final = 90
"""A line without an outcome for so long is taken for lost and no longer waited for."""

_BOUNDS: Final = (
    1.0,
    2.0,
    3.0,
    4.0,
    6.0,
    8.0,
    10.0,
    12.0,
    15.0,
    18.0,
    21.0,
    24.0,
    26.0,
    30.0,
    40.0,
)
_STARTS: Final = (0.0, *_BOUNDS)
_MEMORY_CALLS: Final = 400


@dataclass(frozen=True)
class Outlook:
    """What the lines promise.

    All is learnt of the `outcomes` seen so far. Of the `lines` in flight `expected` answers are
    expected in all, and `expected_within` each of the horizons asked for; a line that is dialled
    now is answered at the `answer_rate` in all, and at `rates_within` each horizon.
    """

    outcomes: int
    lines: int
    expected: float
    expected_within: tuple[float, ...]
    answer_rate: float
    rates_within: tuple[float, ...]


class Ringing:
    """Lines in flight and what has been learnt of all lines: when answered, when given up."""

    def __init__(self) -> None:
        self._placed: dict[Hashable, float] = {}
        self._count: Counter[int] = Counter()
        self._outcomes = 0
        self._answers = Durations(_BOUNDS, prior=0.009, prior_seconds=20, memory=_MEMORY_CALLS)
        self._endings = Durations(_BOUNDS, prior=0.02, prior_seconds=20, memory=_MEMORY_CALLS)

    def __contains__(self, call: Hashable) -> bool:
        return call in self._placed

    def placed(self, call: Hashable, at: float) -> None:
        """A line is dialled."""
        self._placed[call] = at
        self._count[math.floor(at)] += 1

    def answered(self, call: Hashable, at: float) -> None:
        """A person answered."""
        age = self._taken_off(call, at)
        self._answers.ended(age)
        self._endings.broken_off(age)

    def unanswered(self, call: Hashable, at: float) -> None:
        """The line came to its end without a person."""
        age = self._taken_off(call, at)
        self._answers.broken_off(age)
        self._endings.ended(age)

    def outlook(self, at: float, horizons_seconds: Sequence[float]) -> Outlook:
        """What may be expected of the lines in flight, and of one more."""
        ages = [
            (age, count)
            for second, count in self._count.items()
            if (age := max(at - second, 0.0)) < LONGEST_SECONDS
        ]
        through = [(self._answers.end_of_interval(age), count) for age, count in ages]
        prospects = _Prospects(self._answers.hazards(ages), self._endings.hazards(through))
        rung = [(max(age - 0.5, 0.0), count) for age, count in ages]
        chances = [(age, count, prospects.chance(age)) for age, count in rung]
        rate = prospects.chance(0.0)
        return Outlook(
            self._outcomes,
            sum(count for _, count in ages),
            sum(count * in_all for _, count, in_all in chances),
            tuple(
                sum(
                    count * prospects.chance_within(age, within, in_all)
                    for age, count, in_all in chances
                )
                for within in horizons_seconds
            ),
            rate,
            tuple(prospects.chance_within(0.0, within, rate) for within in horizons_seconds),
        )

    def _taken_off(self, call: Hashable, at: float) -> float:
        self._outcomes += 1
        placed = self._placed.pop(call)
        second = math.floor(placed)
        self._count[second] -= 1
        if not self._count[second]:
            del self._count[second]
        return max(at - placed, 0.0)


class _Prospects:
    """The chance that a line which still rings at some age will be answered, from two hazards."""

    def __init__(self, answers: list[float], endings: list[float]) -> None:
        leaving = [here + there for here, there in zip(answers, endings, strict=True)]
        self._ringing = Survival(_BOUNDS, leaving)
        self._shares = [here / both for here, both in zip(answers, leaving, strict=True)]
        self._at_starts = [*self._shares]
        for place in reversed(range(len(_BOUNDS))):
            self._at_starts[place] = self.chance(_STARTS[place])

    def chance(self, age: float) -> float:
        """The chance of an answer from an age on, in seconds."""
        place = bisect_right(_STARTS, age) - 1
        if place == len(_BOUNDS):
            return self._shares[place]
        stays = self._ringing.lasting(age, _STARTS[place + 1] - age)
        return self._shares[place] * (1 - stays) + stays * self._at_starts[place + 1]

    def chance_within(self, age: float, seconds: float, in_all: float) -> float:
        """The chance of an answer from an age on, in so many seconds, of the one `in_all`."""
        stays = self._ringing.lasting(age, seconds)
        return max(in_all - stays * self.chance(age + seconds), 0.0)
