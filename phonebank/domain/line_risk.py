"""How likely one line more is answered by a person for whom nobody is free."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from phonebank.domain.abandonment import RiskBudget
from phonebank.domain.crowding import chance_of_excess
from phonebank.domain.ringing import Outlook

HORIZONS_SECONDS: Final = (3.0, 6.0, 10.0, 16.0)
"""When a line that is dialled now may be answered: after 2, 5, 9 or 15 seconds, and one more,
since a person may wait for two until they are connected; later answers are taken for answers at
the last of these times. To look at one such time alone, say the
mean, dials ahead for volunteers who will be free just too late."""

_MOST_LINES: Final = 4096


class LineRisk:
    """Weighs lines against volunteers at each time at which they may be answered.

    `soon` has, for each horizon, how likely each number of busy volunteers is free by then.
    """

    def __init__(self, outlook: Outlook, free: int, soon: Sequence[Sequence[float]]) -> None:
        self._free = free
        self._soon = soon
        self._expected = (*outlook.expected_within[:-1], outlook.expected)
        self._rates = (*outlook.rates_within[:-1], outlook.answer_rate)
        self._weights = [later - rate for rate, later in pairwise((0.0, *self._rates))]

    @property
    def soon_free(self) -> float:
        """How many volunteers more are expected to be free by the time of a late answer."""
        return sum(count * chance for count, chance in enumerate(self._soon[-1]))

    def of(self, lines: int) -> float:
        """The chance that the last of so many lines, if answered, meets nobody who is free.

        The line itself counts by half: at that time others have been answered, or are about to.
        """
        more = max(lines - 0.5, 0.0)
        risks = (
            chance_of_excess(expected + more * rate, self._free, soon)
            for expected, rate, soon in zip(self._expected, self._rates, self._soon, strict=True)
        )
        weighed = zip(self._weights, risks, strict=True)
        return sum(weight * risk for weight, risk in weighed) / self._rates[-1]

    def most_lines(self, budget: RiskBudget) -> int:
        """The most lines whose last one stays within the budget."""

        def allowed(lines: int) -> bool:
            return (
                self.of(lines) <= budget.risk and self._surprise(lines, budget) <= budget.surprise
            )

        low, high = 0, 1
        while high < _MOST_LINES and allowed(high):
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            if allowed(middle):
                low = middle
            else:
                high = middle
        return low

    def _surprise(self, lines: int, budget: RiskBudget) -> float:
        """The chance that more calls are abandoned at once than the answers bear."""
        expected = self._expected[-1] + lines * self._rates[-1]
        bearable = self._free + max(budget.affordable, 0)
        return chance_of_excess(expected, bearable + 1, self._soon[-1])
