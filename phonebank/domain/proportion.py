"""How many of how many, and how far the true share may be from what was counted."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z_95: Final = 1.959963984540054
"""The standard normal's 97.5th percentile: ranges that hold the truth 95 times in a hundred."""


@dataclass(frozen=True)
class Proportion:
    """`count` of `of` voters. The range is Wilson's score interval (Wilson 1927, Journal of the
    American Statistical Association 22:209), which stays inside 0 and 1 and is honest for few
    voters and for rare events."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError("a proportion counts some of those that there are")

    @property
    def share(self) -> float | None:
        """What was counted, between 0 and 1; None of nobody."""
        return self.count / self.of if self.of else None

    @property
    def low(self) -> float:
        """The lower end of the range in which the true share lies, 95 times in a hundred."""
        return max(0.0, self._middle() - self._half_width()) if self.count else 0.0

    @property
    def high(self) -> float:
        """The upper end of it; 1 of nobody, since nothing is known."""
        return min(1.0, self._middle() + self._half_width()) if self.count < self.of else 1.0

    def _middle(self) -> float:
        return (self.count + Z_95**2 / 2) / (self.of + Z_95**2)

    def _half_width(self) -> float:
        spread = self.count * (self.of - self.count) / self.of + Z_95**2 / 4
        return Z_95 / (self.of + Z_95**2) * sqrt(spread)


def points_known(voters: int, share: float = 0.2) -> float:
    """To how many percentage points a share will be known after so many voters, at the least on
    one side: half the width of its range."""
    expected = Proportion(round(voters * share), voters)
    return 50 * (expected.high - expected.low)
