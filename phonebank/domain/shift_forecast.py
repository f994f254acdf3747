"""What may be expected of a shift, before it begins: a plain model of one volunteer, one call at a
time (decision record 017).

A try takes a pause, then either rings in vain until it is given up, or is answered after a short
ring. A conversation is followed by wrapping up. The lengths are those of the literature's
simulations; the share of answered calls is the organisation's own where it has made enough calls.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from phonebank.domain.languages import UNKNOWN

ANSWER_SHARE = 0.12
PAUSE_SECONDS = 4.5
IN_VAIN_SECONDS = 25.0
RING_SECONDS = 10.0
TALK_SECONDS = 120.0
WRAP_UP_SECONDS = 20.0
LEAST_CALLS = 200
"""So many calls have to have been made before their own share of answers is believed."""


@dataclass(frozen=True)
class Pace:
    """How fast one volunteer gets on."""

    answer_share: float = ANSWER_SHARE

    @property
    def seconds_per_try(self) -> float:
        """From one key to the next, whatever comes of it."""
        answered = RING_SECONDS + TALK_SECONDS + WRAP_UP_SECONDS
        share = self.answer_share
        return PAUSE_SECONDS + (1 - share) * IN_VAIN_SECONDS + share * answered

    @property
    def waiting_seconds(self) -> float:
        """Between two conversations."""
        return self.seconds_per_try / self.answer_share - TALK_SECONDS - WRAP_UP_SECONDS

    @property
    def conversations_an_hour(self) -> float:
        """Of one volunteer."""
        return 3600 / self.seconds_per_try * self.answer_share


@dataclass(frozen=True)
class LanguageForecast:
    """One language of a shift: who is to be called, who is to call, and what may come of it.

    `needed` volunteers would call everybody once. `hours_left` is how long the volunteers who are
    coming take for that, None where nobody comes.
    """

    language: str
    voters: int
    wanted: int
    coming: int
    needed: int
    conversations: int
    hours_left: float | None

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


def forecast(
    voters: Mapping[str, int],
    wanted: Mapping[str, int],
    coming: list[list[str]],
    shift_seconds: float,
    pace: Pace,
) -> Forecast:
    """`coming` are the languages of each volunteer, the most fluent first: a volunteer is reckoned
    to the first of them in which there are voters. Voters of unknown language go to anybody."""
    places = _places(voters, coming)
    lines = [
        _line(tag, count, wanted.get(tag, 0), places.get(tag, 0), shift_seconds, pace)
        for tag, count in sorted(voters.items(), key=lambda each: (-each[1], each[0]))
    ]
    return Forecast(pace, lines)


def _places(voters: Mapping[str, int], coming: list[list[str]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for languages in coming:
        spoken = [tag for tag in languages if voters.get(tag)]
        if spoken:
            places[spoken[0]] = places.get(spoken[0], 0) + 1
    if voters.get(UNKNOWN):
        places[UNKNOWN] = len(coming)
    return places


def _line(
    tag: str, voters: int, wanted: int, coming: int, shift_seconds: float, pace: Pace
) -> LanguageForecast:
    work_seconds = voters * pace.seconds_per_try
    hours = shift_seconds / 3600
    talks = min(voters * pace.answer_share, coming * hours * pace.conversations_an_hour)
    return LanguageForecast(
        language=tag,
        voters=voters,
        wanted=wanted,
        coming=coming,
        needed=math.ceil(work_seconds / shift_seconds) if shift_seconds > 0 else 0,
        conversations=round(talks),
        hours_left=work_seconds / coming / 3600 if coming else None,
    )
