"""The lines of a pool that ring, and how many of them will be answered."""

import math
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from phonebank.domain.durations import Durations

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
_MEMORY_CALLS: Final = 600


@dataclass(frozen=True)
class RingingView:
    """What the ringing lines promise: `expected` answers of the `lines` in flight now, and the
    `answer_rate` of a line that is dialled now."""

    lines: int
    expected: float
    answer_rate: float


class Ringing:
    """Lines in flight and what has been learnt of all lines: when answered, when given up."""

    def __init__(self) -> None:
        self._placed: dict[Hashable, float] = {}
        self._count: Counter[int] = Counter()
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

    def view(self, at: float) -> RingingView:
        """What may be expected of the lines in flight, and of one more."""
        ages = [
            (age, count)
            for second, count in self._count.items()
            if (age := max(at - second - 0.5, 0.0)) < LONGEST_SECONDS
        ]
        chances = self._chances(ages)
        return RingingView(
            sum(count for _, count in ages),
            sum(count * chances[int(age)] for age, count in ages),
            chances[0],
        )

    def _chances(self, ages: list[tuple[float, int]]) -> list[float]:
        """For each age in whole seconds, the chance that a line still in flight is answered."""
        answers, endings = self._answers.hazards(ages), self._endings.hazards(ages)
        chance = 0.0
        chances = [0.0] * LONGEST_SECONDS
        for age in reversed(range(LONGEST_SECONDS)):
            place = self._answers.interval(age)
            leaving = answers[place] + endings[place]
            stays = math.exp(-leaving)
            chance = chance * stays + answers[place] / leaving * (1 - stays)
            chances[age] = chance
        return chances

    def _taken_off(self, call: Hashable, at: float) -> float:
        placed = self._placed.pop(call)
        second = math.floor(placed)
        self._count[second] -= 1
        if not self._count[second]:
            del self._count[second]
        return max(at - placed, 0.0)
