"""What abandoned calls cost: how many the answers can bear, and the risk that may be taken."""

import math
from dataclasses import dataclass
from typing import Final

AIM: Final = 0.5
"""The share of the ceiling that is aimed at. The rest is for what no estimate foresees: the
answer rate that doubles, the volunteers who leave, the shift that ends right after an abandoned
call."""

_TRUSTED_SECONDS: Final = 2700
_ANSWERS_AN_HOUR: Final = 10
"""A volunteer gets some 12 answers an hour with no risk at all; one fewer than that is certain."""


_ANSWERS_WITHIN_REACH: Final = 2
"""The answers a volunteer that are no more than some ten minutes away."""

_GREATEST_FACTOR: Final = 5.0

_GUARDED_DIVISOR: Final = 3
_SURPRISE: Final = 0.006
_GUARDED_SURPRISE: Final = 0.01


@dataclass(frozen=True)
class RiskBudget:
    """What may be risked now.

    `affordable` abandoned calls the answers bear. A line may meet nobody who is free with a chance
    of `risk`, and more than the affordable calls may be abandoned at once with one of `surprise`.
    """

    affordable: int
    risk: float
    surprise: float

    @property
    def guarded(self) -> bool:
        """Whether the answers bear no abandoned call."""
        return self.affordable < 1


class Abandonment:
    """The answers and the abandoned calls of a shift, and the risk that may be taken next.

    `risk` is how likely a line that is dialled now may be answered by a person for whom nobody is
    free. It falls at each abandoned call and rises a little at each answer, so that in the long
    run the aimed share is abandoned, whatever the estimates are wrong about.
    """

    def __init__(self, target: float) -> None:
        self.target = min(max(target, 0.0), 1.0)
        self.answers = 0
        self.abandoned = 0
        self.risk = self.target * AIM
        self._began: float | None = None

    @property
    def share(self) -> float:
        """Abandoned calls by answers, 0 before the first answer."""
        return self.abandoned / self.answers if self.answers else 0.0

    def began(self, at: float) -> None:
        """The first volunteer is here."""
        if self._began is None:
            self._began = at

    def sure_answers(self, volunteers: int, at: float) -> float:
        """The answers so far, and those that its first 45 minutes will surely bring yet.

        A shift is trusted to last so long, and to bring what so many volunteers get without any
        risk, less 1.7 standard deviations. After that only what was counts.
        """
        began = at if self._began is None else self._began
        hours_left = max(_TRUSTED_SECONDS - max(at - began, 0.0), 0.0) / 3600
        coming = volunteers * _ANSWERS_AN_HOUR * hours_left
        return self.answers + max(coming - 1.7 * math.sqrt(coming), 0.0)

    def affordable(self, volunteers: int, at: float) -> int:
        """How many abandoned calls more the answers bear; negative if they are too many already."""
        sure = self.sure_answers(volunteers, at)
        return math.floor(self.target * sure - self.abandoned + 1e-9)

    def budget(self, volunteers: int, at: float) -> RiskBudget:
        """The risk that may be taken now."""
        affordable = self.affordable(volunteers, at)
        risk = self.risk * self._factor(volunteers)
        if affordable >= 1:
            return RiskBudget(affordable, risk, _SURPRISE)
        if self._within_reach(volunteers):
            return RiskBudget(affordable, risk / _GUARDED_DIVISOR, _GUARDED_SURPRISE)
        return RiskBudget(affordable, 0.0, 0.0)

    def _factor(self, volunteers: int) -> float:
        """In a small pool few lines are a risk at all, so that each may be a greater one.

        It grows with what the answers bear, so that the pool does not fall back on the guard.
        """
        bearable = max(self.target * self.answers - self.abandoned, 0.0)
        return min(1 + 30 / max(volunteers, 1) ** 2, 1 + bearable, _GREATEST_FACTOR)

    def _within_reach(self, volunteers: int) -> bool:
        """Whether some minutes more will bear one more abandoned call."""
        lacking = self.abandoned + 1 - self.target * self.answers
        return lacking <= self.target * volunteers * _ANSWERS_WITHIN_REACH

    def answer(self, volunteers: int) -> None:
        """A person answered."""
        self.answers += 1
        if self.target * self.answers - self.abandoned >= 0:
            self._reckon(self.target * AIM, volunteers)

    def abandon(self, volunteers: int) -> None:
        """One who answered was abandoned."""
        self.abandoned += 1
        self._reckon(-1.0, volunteers)

    def _reckon(self, surplus: float, volunteers: int) -> None:
        pace = 0.3 * min(1.0, 40 / max(volunteers, 1))
        aim = self.target * AIM
        risk = self.risk * math.exp(pace * surplus)
        self.risk = min(max(risk, aim / 10), aim * 3)
