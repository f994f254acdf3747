"""How a shift's calls are started, and how automatically a number may be dialled at the most.

Rules, as this product's policy (it is no legal advice): a person starts each call to a mobile,
VoIP or unknown line (47 U.S.C. 227(b)(1)(A)), unless consent to automatic dialling is recorded.
More lines than volunteers are dialled only where a recorded voice may speak first when nobody is
free: not in Minnesota (Minn. Stat. 325E.27), California (Pub. Util. Code 2874), Indiana (Ind.
Code 24-5-14-5) or North Dakota (N.D.C.C. 51-28-02), nor where nobody knows the state.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from phonebank.domain.contact_request import LineType


class DialMode(StrEnum):
    """How a call is started, the most deliberate way first.

    PREVIEW: the caller sees the voter, then presses. CLICK: one press dials the next voter.
    PROGRESSIVE: a line is dialled for each free caller, and is theirs. PREDICTIVE: more lines
    than free callers, and whoever is free gets the voter who answers.
    """

    PREVIEW = "preview"
    CLICK = "click"
    PROGRESSIVE = "progressive"
    PREDICTIVE = "predictive"

    @property
    def by_machine(self) -> bool:
        """Whether no person starts the call."""
        return self in (DialMode.PROGRESSIVE, DialMode.PREDICTIVE)


LIVE_VOICE_FIRST: Final = frozenset({"MN", "CA", "IN", "ND"})
"""States in which a person has to speak before any recorded voice does."""

_ORDER: Final = tuple(DialMode)


def most_automatic(
    line_type: LineType, consent_to_machine: bool, states: Collection[str]
) -> DialMode:
    """The most automatic mode in which a number may be dialled.

    `states` are the codes of those whose rules may protect the voter.
    """
    if line_type is not LineType.LANDLINE and not consent_to_machine:
        return DialMode.CLICK
    over_dialled = bool(states) and LIVE_VOICE_FIRST.isdisjoint(states)
    return DialMode.PREDICTIVE if over_dialled else DialMode.PROGRESSIVE


def stricter(one: DialMode, other: DialMode) -> DialMode:
    """The more deliberate of two modes: a number in a shift is dialled in the stricter of the
    shift's and its own."""
    return min(one, other, key=_ORDER.index)
