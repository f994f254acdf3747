"""The abandonment ledger: of the people who answered, how many found nobody free.

Rule: at most 3 % of live answers a campaign in 30 days (47 CFR 64.1200(a)(7)). A machine that
answered is no live answer.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

WINDOW: Final = timedelta(days=30)
CEILING: Final = 0.03
FEW_ANSWERS: Final = 60
"""With fewer answers than this, one abandoned call is more than the ceiling: one is borne."""


@dataclass(frozen=True)
class Ledger:
    """What a campaign's over-dialling came to: live answers, and those of them abandoned."""

    answers: int = 0
    abandoned: int = 0

    @property
    def share(self) -> float:
        """Abandoned calls by answers, 0 before the first answer."""
        return self.abandoned / self.answers if self.answers else 0.0

    @property
    def bears_over_dialling(self) -> bool:
        """Whether the ceiling would still be kept if the very next answer were abandoned."""
        if self.answers < FEW_ANSWERS:
            return self.abandoned == 0
        return (self.abandoned + 1) / (self.answers + 1) <= CEILING
