"""Which owned number a voter sees: a near one, that is not worn out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from phonebank.domain.area_codes import AREA_CODE_STATE
from phonebank.domain.phone_numbers import area_code

CALLS_A_DAY: Final = 200
"""From how many calls in 24 hours on a number rests: networks mark those that call more as a
nuisance."""


@dataclass(frozen=True)
class NumberAtHand:
    """An owned number: is it the campaign's own, does it rest, and how many calls it made in the
    last 24 hours."""

    e164: str
    campaigns_own: bool = False
    rests: bool = False
    calls: int = 0

    @property
    def worn(self) -> bool:
        """Whether it has called so often that it should rest."""
        return self.calls >= CALLS_A_DAY


def caller_id_for(voter_number: str, owned: Sequence[NumberAtHand]) -> str | None:
    """The owned number to show: a rested one before all, then one of the voter's area code, of
    their state, of the campaign's own, and the least used. None where nothing is owned.

    One that rests is shown only where every one does: a number that is not owned never is.
    """
    theirs = area_code(voter_number)
    state = AREA_CODE_STATE.get(theirs)

    def cost(each: NumberAtHand) -> tuple[bool, bool, bool, bool, bool, int, str]:
        code = area_code(each.e164)
        far = state is None or AREA_CODE_STATE.get(code) != state
        return (
            each.rests,
            each.worn,
            code != theirs,
            far,
            not each.campaigns_own,
            each.calls,
            each.e164,
        )

    return min(owned, key=cost).e164 if owned else None
