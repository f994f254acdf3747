"""What abandoned calls cost: how many the answers so far can bear, and the price of a risk."""

import math
from typing import Final

AIM: Final = 0.9
"""The share of the ceiling that is aimed at, so that chance does not go above it."""

_LEAST_RISK, _GREATEST_RISK = 0.001, 0.9


class Abandonment:
    """The answers and the abandoned calls of a shift, and the risk that may be taken next.

    `risk` is how likely the last line dialled may be answered by a person for whom nobody is
    free. It falls at each abandoned call and rises a little at each answer, so that in the long
    run the aimed share is abandoned.
    """

    def __init__(self, target: float) -> None:
        self.target = target
        self.answers = 0
        self.abandoned = 0
        self.risk = 0.1

    @property
    def share(self) -> float:
        """Abandoned calls by answers, 0 before the first answer."""
        return self.abandoned / self.answers if self.answers else 0.0

    @property
    def affordable(self) -> int:
        """How many of the next answers may be abandoned, one after the other, within the target."""
        if self.target >= 1:
            return self.answers + 1
        return math.floor((self.target * self.answers - self.abandoned) / (1 - self.target) + 1e-9)

    def answer(self, volunteers: int) -> None:
        """A person answered."""
        self.answers += 1
        if self.affordable > 0:
            self._reckon(self.target * AIM, volunteers)

    def abandon(self, volunteers: int) -> None:
        """One who answered was abandoned."""
        self.abandoned += 1
        self._reckon(-1.0, volunteers)

    def _reckon(self, surplus: float, volunteers: int) -> None:
        pace = 0.8 * min(1.0, 15 / max(volunteers, 1))
        risk = self.risk * math.exp(pace * surplus)
        self.risk = min(max(risk, _LEAST_RISK), _GREATEST_RISK)
