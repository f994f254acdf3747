"""What is done with answering machines, and on which of them a recorded message may be left.

Rules, as this product's policy (it is no legal advice). A recorded or artificial voice to a mobile,
VoIP or unknown line needs recorded consent (47 U.S.C. 227(b)(1)(A)), also where it only reaches the
mailbox (FCC 22-85). A landline gets at most three such calls in 30 days without consent, each of
which says who calls, at which number, and how to be left alone (47 CFR 64.1200(a)(3) and (b)). Not
at all where a person has to speak first (`dial_mode.LIVE_VOICE_FIRST`), nor where nobody knows the
state.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from phonebank.domain.contact_request import LineType
from phonebank.domain.dial_mode import LIVE_VOICE_FIRST

WINDOW: Final = timedelta(days=30)
MOST_IN_WINDOW: Final = 3


class VoicemailPolicy(StrEnum):
    """What a campaign does with answering machines of voters of one language.

    HANG_UP frees the volunteer. OWN_MESSAGE leaves the line with the volunteer, who hears the beep
    and speaks. RECORDED_MESSAGE plays the campaign's recording after the beep, while the volunteer
    goes on; where there may or can be none, it is HANG_UP.
    """

    HANG_UP = "hang up"
    OWN_MESSAGE = "own message"
    RECORDED_MESSAGE = "recorded message"


class Greeting(StrEnum):
    """How far an answering machine's greeting is: nobody knows, over, or over with a beep."""

    UNHEARD = "unheard"
    OVER = "over"
    BEEPED = "beeped"


@dataclass(frozen=True)
class Mailbox:
    """What is known of an answering machine. `left_before` tells of a message of this campaign to
    the voter or on the line, `voices_lately` counts the line's calls of WINDOW in which a machine
    spoke. `states` are the codes of those whose rules may protect the voter."""

    line_type: LineType
    consent_to_machine: bool
    states: Collection[str]
    left_before: bool = False
    voices_lately: int = 0


def may_be_spoken_to(mailbox: Mailbox) -> bool:
    """Whether a recorded message may be left."""
    if mailbox.left_before or not mailbox.states:
        return False
    if not LIVE_VOICE_FIRST.isdisjoint(mailbox.states):
        return False
    if mailbox.consent_to_machine:
        return True
    return mailbox.line_type is LineType.LANDLINE and mailbox.voices_lately < MOST_IN_WINDOW
