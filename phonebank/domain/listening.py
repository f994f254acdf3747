"""May a captain be in a call without the voter's noticing?

Federal law lets one party of a call agree to its being listened to (18 U.S.C. 2511(2)(d)), and the
volunteer does: the page tells them, for as long as it lasts. Some states ask for the agreement of
all. There, and wherever the voter may be is not known, a captain may only be heard by everybody.
The list is the wider one of those in use, since what is refused too often does no harm.
"""

from collections.abc import Collection
from typing import Final

from phonebank.domain.captain import Manner

ALL_MUST_AGREE: Final = frozenset(
    {"CA", "CT", "DE", "FL", "IL", "MD", "MA", "MI", "MT", "NV", "NH", "OR", "PA", "WA"}
)


def may_take_part(manner: Manner, states: Collection[str]) -> bool:
    """Whether a captain may take part so in a call with a voter who may be in these states.

    >>> may_take_part(Manner.LISTEN, ("MN",)), may_take_part(Manner.LISTEN, ("GA", "FL"))
    (True, False)
    """
    if not manner.is_hidden:
        return True
    return bool(states) and ALL_MUST_AGREE.isdisjoint(states)
