"""The chance that more people answer than volunteers can take."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

_NEGLIGIBLE: Final = 1e-9


def sum_of_chances(expected: float, chances: Iterable[float]) -> list[float]:
    """How likely each number of successes is, of many rare ones and a few that are each known.

    The rare ones are `expected` in all (Poisson), the others come with the `chances` given
    (Poisson-binomial). Entry k is the chance of exactly k; negligible tails are cut off.
    """
    distribution, fewest = _poisson(expected), 0
    for chance in chances:
        stays = 1 - chance
        if stays < _NEGLIGIBLE:
            fewest += 1
            continue
        distribution = [
            here * stays + before * chance
            for here, before in zip([*distribution, 0.0], [0.0, *distribution], strict=True)
        ]
        while len(distribution) > 1 and distribution[-1] < _NEGLIGIBLE:
            distribution.pop()
        if len(distribution) > 1 and distribution[0] < _NEGLIGIBLE:
            del distribution[0]
            fewest += 1
    return [*[0.0] * fewest, *distribution]


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


def _poisson(expected: float) -> list[float]:
    term = math.exp(-expected)
    distribution = [term]
    while len(distribution) <= expected or term >= _NEGLIGIBLE:
        term *= expected / len(distribution)
        distribution.append(term)
    return distribution
