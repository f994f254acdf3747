"""How many lines each pool of a shift wants, and how they share what the account allows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest

from phonebank.domain.call import CallState
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.ledger import Ledger
from phonebank.domain.pacing import Explanation
from phonebank.domain.shift import Shift
from phonebank.services.machine_dialling import Pool
from phonebank.services.watching_calls import CallSeen

UNANSWERED_FOR = timedelta(seconds=10)
UNANSWERED = 5
"""So many requests of which the carrier has said nothing for so long: it is in trouble."""


@dataclass(frozen=True)
class Wish:
    """Lines that a pool wants; with `volunteers`, each of them is for one of these alone."""

    pool: Pool
    lines: int
    volunteers: tuple[int, ...] = ()


def carrier_is_silent(calls: Collection[CallSeen]) -> bool:
    """Whether the carrier has been asked for several of these calls a while ago and has said
    nothing of them: then it is asked for no more."""
    asked = [each for each in calls if each.state is CallState.PLACING]
    if len(asked) < UNANSWERED:
        return False
    latest = max(each.placed_at for each in calls)
    return sum(latest - each.placed_at > UNANSWERED_FOR for each in asked) >= UNANSWERED


def wishes_of(
    shift: Shift,
    language: str,
    told: Explanation,
    free: tuple[int, ...],
    waiting: set[tuple[str, DialMode]],
    ledger: Ledger,
) -> list[Wish]:
    """What one pool wants: lines for anyone where that is borne, else one for each who is free."""
    uncovered = max(0, told.free - told.in_flight)
    if shift.mode is DialMode.PREDICTIVE and (language, DialMode.PREDICTIVE) in waiting:
        lines = told.lines if ledger.bears_over_dialling else uncovered
        pool = Pool(shift, language, DialMode.PREDICTIVE, DialMode.PREDICTIVE)
        return [Wish(pool, lines)] if lines else []
    for queue in (DialMode.PREDICTIVE, DialMode.PROGRESSIVE):
        if (language, queue) in waiting and uncovered:
            pool = Pool(shift, language, DialMode.PROGRESSIVE, queue)
            return [Wish(pool, min(uncovered, len(free)), free)]
    return []


def within(wishes: Sequence[Wish], lines: int) -> list[Wish]:
    """As many of the lines as there are turns, one after the other from each pool."""
    shares = zip_longest(*([wish] * wish.lines for wish in wishes))
    given = [wish for row in shares for wish in row if wish is not None][:lines]
    return [Wish(wish.pool, given.count(wish), wish.volunteers) for wish in dict.fromkeys(given)]
