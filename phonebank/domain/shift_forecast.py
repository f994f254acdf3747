"""What may be expected of a shift, before it begins (decision record 017).

Where a person starts each call, a try takes a pause, then either rings in vain until it is given
up, or is answered after a short ring. Where machines dial, a volunteer waits as the pacer's own
rule has it for a pool of that size (`pool_yield`). A conversation is followed by wrapping up. The
lengths are those of the literature's simulations; the share of answered calls is the
organisation's own where it has made enough calls.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from phonebank.domain.dial_mode import DialMode
from phonebank.domain.languages import UNKNOWN
from phonebank.domain.pool_yield import predictive_wait_seconds, progressive_wait_seconds

ANSWER_SHARE = 0.12
PAUSE_SECONDS = 4.5
IN_VAIN_SECONDS = 25.0
RING_SECONDS = 10.0
TALK_SECONDS = 120.0
WRAP_UP_SECONDS = 20.0
LEAST_CALLS = 200
"""So many calls have to have been made before their own share of answers is believed."""


_APPROACHES = 4
BUSY_SECONDS = TALK_SECONDS + WRAP_UP_SECONDS

Modes = Mapping[DialMode, float]
"""In which modes voters are dialled: mode -> share of them; the shares make one."""
BY_HAND: Modes = {DialMode.CLICK: 1.0}


@dataclass(frozen=True)
class Pace:
    """How fast one volunteer gets on, in a pool of so many where machines dial."""

    answer_share: float = ANSWER_SHARE

    def waiting_seconds(self, modes: Modes = BY_HAND, volunteers: int = 1) -> float:
        """Between two conversations."""
        return sum(share * self._waiting(mode, volunteers) for mode, share in modes.items())

    def seconds_per_try(self, modes: Modes = BY_HAND, volunteers: int = 1) -> float:
        """Of a volunteer's time, whatever comes of a try."""
        return self.answer_share * (BUSY_SECONDS + self.waiting_seconds(modes, volunteers))

    def conversations_an_hour(self, modes: Modes = BY_HAND, volunteers: int = 1) -> float:
        """Of one volunteer."""
        return 3600 / (BUSY_SECONDS + self.waiting_seconds(modes, volunteers))

    def _waiting(self, mode: DialMode, volunteers: int) -> float:
        if mode is DialMode.PREDICTIVE:
            return predictive_wait_seconds(volunteers, self.answer_share, BUSY_SECONDS)
        if mode is DialMode.PROGRESSIVE:
            return progressive_wait_seconds(self.answer_share)
        share = self.answer_share
        tries = PAUSE_SECONDS + (1 - share) * IN_VAIN_SECONDS + share * RING_SECONDS
        return tries / share


@dataclass(frozen=True)
class LanguageForecast:
    """One language of a shift: who is to be called, who is to call, and what may come of it.

    `needed` volunteers would call everybody once. `hours_left` is how long the volunteers who are
    coming take for that, and `waiting_seconds` how long each waits between two conversations; None
    where nobody comes.
    """

    language: str
    voters: int
    wanted: int
    coming: int
    needed: int
    conversations: int
    hours_left: float | None
    waiting_seconds: float | None

    @property
    def uncovered(self) -> bool:
        """Whether there are voters and nobody to speak with them."""
        return self.voters > 0 and self.coming == 0


@dataclass(frozen=True)
class Forecast:
    """What may be expected of a shift, by language, the most voters first."""

    pace: Pace
    languages: list[LanguageForecast]

    @property
    def conversations(self) -> int:
        """In all languages together."""
        return sum(each.conversations for each in self.languages)

    @property
    def waiting_seconds(self) -> float:
        """Between two conversations of a volunteer, over all who are coming."""
        waits = [(each.waiting_seconds, each.coming) for each in self.languages]
        told = [(wait, count) for wait, count in waits if wait is not None]
        everybody = sum(count for _, count in told)
        if not everybody:
            return self.pace.waiting_seconds()
        return sum(wait * count for wait, count in told) / everybody

    @property
    def conversations_an_hour(self) -> float:
        """Of one volunteer."""
        return 3600 / (BUSY_SECONDS + self.waiting_seconds)


def forecast(
    voters: Mapping[str, int],
    wanted: Mapping[str, int],
    coming: list[list[str]],
    shift_seconds: float,
    pace: Pace,
    modes: Mapping[str, Modes] | None = None,
) -> Forecast:
    """`coming` are the languages of each volunteer, the most fluent first: a volunteer is reckoned
    to the first of them in which there are voters. Voters of unknown language go to anybody.
    `modes` is language -> how its voters are dialled, by hand where nothing is said."""
    places = _places(voters, coming)
    lines = [
        _line(
            _Pool(tag, count, places.get(tag, 0), (modes or {}).get(tag, BY_HAND), pace),
            wanted.get(tag, 0),
            shift_seconds,
        )
        for tag, count in sorted(voters.items(), key=lambda each: (-each[1], each[0]))
    ]
    return Forecast(pace, lines)


@dataclass(frozen=True)
class _Pool:
    """The voters of a language, and who comes for them."""

    language: str
    voters: int
    coming: int
    modes: Modes
    pace: Pace

    def work_seconds(self, volunteers: int) -> float:
        """What calling everybody once takes of the time of so many volunteers, together."""
        return self.voters * self.pace.seconds_per_try(self.modes, volunteers)

    def needed(self, shift_seconds: float) -> int:
        """More volunteers wait less where machines dial ahead, so it is approached from below."""
        if shift_seconds <= 0:
            return 0
        needed = 1
        for _ in range(_APPROACHES):
            needed = max(math.ceil(self.work_seconds(needed) / shift_seconds), 1)
        return needed


def _places(voters: Mapping[str, int], coming: list[list[str]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for languages in coming:
        spoken = [tag for tag in languages if voters.get(tag)]
        if spoken:
            places[spoken[0]] = places.get(spoken[0], 0) + 1
    if voters.get(UNKNOWN):
        places[UNKNOWN] = len(coming)
    return places


def _line(pool: _Pool, wanted: int, shift_seconds: float) -> LanguageForecast:
    there = max(pool.coming, 1)
    each = pool.pace.conversations_an_hour(pool.modes, there) * shift_seconds / 3600
    hours = pool.work_seconds(there) / there / 3600
    waiting = pool.pace.waiting_seconds(pool.modes, there)
    return LanguageForecast(
        language=pool.language,
        voters=pool.voters,
        wanted=wanted,
        coming=pool.coming,
        needed=pool.needed(shift_seconds),
        conversations=round(min(pool.voters * pool.pace.answer_share, pool.coming * each)),
        hours_left=hours if pool.coming else None,
        waiting_seconds=waiting if pool.coming else None,
    )
