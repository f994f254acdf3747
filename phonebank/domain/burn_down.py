"""Voters left against time: how many were left at each moment, and when the last may be done."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

REACH: Final = timedelta(minutes=30)
"""The latest time whose pace is taken to go on."""


@dataclass(frozen=True)
class BurnDown:
    """Of one language's voters (`language` None: of everybody's) how many were left at each
    moment, oldest first. `ends_at` is when nobody is, at the pace of the last half hour; None where
    nothing was done in it, or nobody is left."""

    language: str | None
    left: list[int]
    ends_at: datetime | None


def burn_downs(
    moments: Sequence[datetime],
    left_now: Mapping[str, int],
    done_at: Mapping[str, Sequence[datetime]],
) -> list[BurnDown]:
    """Everybody's, then each language's, the most voters left first.

    `left_now` is language -> voters still to be reached at the last moment, `done_at` language ->
    when each of the others was done with, oldest first.
    """
    languages = sorted({*left_now, *done_at}, key=lambda each: (-left_now.get(each, 0), each))
    each = [_one(tag, moments, left_now.get(tag, 0), done_at.get(tag, ())) for tag in languages]
    everybody = sorted(moment for times in done_at.values() for moment in times)
    return [_one(None, moments, sum(left_now.values()), everybody), *each]


def _one(
    language: str | None, moments: Sequence[datetime], left: int, done: Sequence[datetime]
) -> BurnDown:
    now = moments[-1]
    behind = [left + len(done) - bisect_right(done, moment) for moment in moments[:-1]]
    latest = len(done) - bisect_right(done, now - REACH)
    since = min(REACH, max(now - moments[0], timedelta(minutes=1)))
    ends_at = now + since * (left / latest) if left and latest else None
    return BurnDown(language, [*behind, left], ends_at)
