"""The burn-down as lines with their words beside them, in units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from phonebank.domain.burn_down import BurnDown

WIDTH: Final = 640
"""Of the lines alone; the words stand to the right of it."""
HEIGHT: Final = 300
_LINE_OF_WORDS: Final = 24
_MOST_LINES: Final = 10


@dataclass(frozen=True)
class DrawnLine:
    """One line: its points as SVG has them, and where its words stand. `dashes` tells lines apart
    without colour."""

    of: BurnDown
    points: str
    words_y: float
    dashes: str


def drawn(lines: Sequence[BurnDown]) -> list[DrawnLine]:
    """The lines, everybody's first; of many languages those with the most voters left."""
    shown = lines[:_MOST_LINES]
    most = max((max(each.left) for each in shown), default=0) or 1
    heights = [HEIGHT * (1 - each.left[-1] / most) for each in shown]
    places = _apart(heights)
    return [
        DrawnLine(each, _points(each.left, most), place, _dashes(number))
        for number, (each, place) in enumerate(zip(shown, places, strict=True))
    ]


def _points(left: Sequence[int], most: int) -> str:
    step = WIDTH / max(len(left) - 1, 1)
    heights = [HEIGHT * (1 - count / most) for count in left]
    return " ".join(f"{number * step:.1f},{y:.1f}" for number, y in enumerate(heights))


def _apart(heights: Sequence[float]) -> list[float]:
    """Where words stand beside the ends of their lines without covering each other: pushed down
    where they would, and up again where that leads below the drawing."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    places = list(heights)
    for before, here in pairwise(order):
        places[here] = max(places[here], places[before] + _LINE_OF_WORDS)
    floor = float(HEIGHT)
    for here in reversed(order):
        places[here] = min(places[here], floor)
        floor = places[here] - _LINE_OF_WORDS
    return places


def _dashes(number: int) -> str:
    return ("", "", "9 5", "2 5", "12 4 2 4", "5 5")[number % 6]
