"""What a pool of volunteers gets where machines dial, by the pacer's own rule of risk.

The pool is taken for a queue in balance: each number of busy volunteers is a state; `LineRisk` says
how many lines the pacer would keep ringing in it, these bring answers at a rate, and conversations
end at theirs. That gives how many volunteers are busy on average, and so how long one waits. It is
the least to expect: simulated shifts of 3, 10 and 50 volunteers, which learn more than this knows,
bring 2 to 14 % more conversations.
"""

import math
from functools import lru_cache
from typing import Final

from phonebank.domain.abandonment import AIM, RiskBudget
from phonebank.domain.crowding import sum_of_chances
from phonebank.domain.line_risk import HORIZONS_SECONDS, LineRisk
from phonebank.domain.ringing import Outlook

RING_SECONDS: Final = 8.5
"""From dialling to the answer, where there is one."""
VAIN_SECONDS: Final = 20.1
"""From dialling to the end of a line in vain, busy lines and machines among them."""
_TARGET: Final = 0.03
_LARGEST_POOL: Final = 60
"""Beyond that hardly anybody waits, and the sums take longer than a page may."""
_LEAST_SHARE: Final = 0.02


def progressive_wait_seconds(answer_share: float) -> float:
    """How long a volunteer waits for whom one line after the other is dialled."""
    tries_in_vain = (1 - answer_share) / answer_share
    return tries_in_vain * VAIN_SECONDS + RING_SECONDS


def predictive_wait_seconds(volunteers: int, answer_share: float, busy_seconds: float) -> float:
    """How long one of so many volunteers waits where the pacer dials ahead; `busy_seconds` is how
    long a conversation and its wrapping up take. Never longer than without dialling ahead."""
    alone = progressive_wait_seconds(answer_share)
    if volunteers < 2:
        return alone
    share = round(max(answer_share, _LEAST_SHARE), 2)
    return min(alone, _wait(min(volunteers, _LARGEST_POOL), share, round(busy_seconds)))


@lru_cache(maxsize=512)
def _wait(volunteers: int, answer_share: float, busy_seconds: int) -> float:
    rates = [
        _answers_a_second(volunteers, busy, answer_share, busy_seconds)
        for busy in range(volunteers)
    ]
    weights = [1.0]
    for busy, rate in enumerate(rates):
        weights.append(weights[-1] * rate * busy_seconds / (busy + 1))
    busy_on_average = sum(b * w for b, w in enumerate(weights)) / sum(weights)
    return busy_seconds * (volunteers - busy_on_average) / busy_on_average


def _answers_a_second(volunteers: int, busy: int, share: float, busy_seconds: int) -> float:
    free = volunteers - busy
    soon = [
        sum_of_chances(0.0, [1 - math.exp(-horizon / busy_seconds)] * busy)
        for horizon in HORIZONS_SECONDS
    ]
    risk = LineRisk(_outlook(share), free, soon)
    lines = max(risk.most_lines(_budget(volunteers)), free)
    return lines * share / (share * RING_SECONDS + (1 - share) * VAIN_SECONDS)


def _outlook(share: float) -> Outlook:
    """Lines of which none rings yet: those that ring weigh as those that are dialled."""
    within = tuple(share * (1 - math.exp(-h / RING_SECONDS)) for h in HORIZONS_SECONDS)
    return Outlook(0, 0, 0.0, tuple(0.0 for _ in within), share, within)


def _budget(volunteers: int) -> RiskBudget:
    """In the long run the aimed share is abandoned; a line may risk more in a small pool."""
    factor = min(1 + 30 / volunteers**2, 5.0)
    return RiskBudget(1, _TARGET * AIM * factor, 0.006)
