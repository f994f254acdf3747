"""The chance that more people answer than volunteers can take."""

import math
from collections.abc import Iterable, Sequence


def sum_of_chances(chances: Iterable[float]) -> list[float]:
    """How likely each number of successes is (a Poisson-binomial distribution).

    Entry k is the chance of exactly k; the far tail, below 1e-9, is cut off.
    """
    distribution = [1.0]
    for chance in chances:
        stays = 1 - chance
        distribution = [
            here * stays + before * chance
            for here, before in zip([*distribution, 0.0], [0.0, *distribution], strict=True)
        ]
        while len(distribution) > 1 and distribution[-1] < 1e-9:
            distribution.pop()
    return distribution


def chance_of_excess(expected: float, room: int, more: Sequence[float]) -> float:
    """P(answers >= room + M): Poisson answers of mean `expected`, M distributed as `more`."""
    below = 0.0
    term = math.exp(-expected)
    for answers in range(room):
        below += term
        term *= expected / (answers + 1)
    excess = 0.0
    for count, chance in enumerate(more):
        excess += chance * max(1.0 - below, 0.0)
        below += term
        term *= expected / (room + count + 1)
    return excess


def most_expected(limit: float, room: int, more: Sequence[float]) -> float:
    """The most answers to expect so that `chance_of_excess` stays within `limit`."""
    if chance_of_excess(0.0, room, more) > limit:
        return 0.0
    low, high = 0.0, room + len(more) + 1.0
    while high - low > 0.01 + 0.002 * low:
        middle = (low + high) / 2
        if chance_of_excess(middle, room, more) <= limit:
            low = middle
        else:
            high = middle
    return low
