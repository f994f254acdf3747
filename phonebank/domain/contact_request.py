"""What the contact gate is asked: who is to be reached, how, by whom, when, and what is known."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Final

from phonebank.domain.zones import NOWHERE_STATED, Whereabouts


class Channel(StrEnum):
    """How a voter is contacted."""

    CALL = "call"
    TEXT = "text"


class LineType(StrEnum):
    """What kind of line a number is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    VOIP = "voip"
    UNKNOWN = "unknown"


class Initiator(StrEnum):
    """Who starts the contact: a person, by one deliberate action, or a machine."""

    PERSON = "person"
    MACHINE = "machine"


class Purpose(StrEnum):
    """Why the voter is contacted.

    REPLY answers a voter's text, CALLBACK keeps an appointment that the voter asked for, FOLLOW_UP
    is a text that the voter asked for on the phone, KEYWORD_REPLY is the one automatic answer to
    STOP, START or HELP.
    """

    OUTREACH = "outreach"
    REPLY = "reply"
    CALLBACK = "callback"
    FOLLOW_UP = "follow-up"
    KEYWORD_REPLY = "keyword reply"


class SuppressionScope(StrEnum):
    """How far a suppression reaches."""

    ORGANISATION = "organisation"
    COALITION = "coalition"


class SuppressionReason(StrEnum):
    """Why a number must not be contacted. HELD waits for a person's decision."""

    OPTED_OUT = "opted out"
    HELD = "held"
    CARRIER = "opted out at the carrier"


@dataclass(frozen=True)
class SuppressionFound:
    """A suppression in force for the number; `channel` None covers every channel."""

    reason: SuppressionReason
    scope: SuppressionScope = SuppressionScope.ORGANISATION
    channel: Channel | None = None


class CampaignStanding(StrEnum):
    """Whether a campaign contacts anyone at present."""

    OPEN = "open"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True)
class CampaignRules:
    """What a campaign asks of its contacts.

    `opens` and `closes` are the voter's local time and only narrow the hours. `rest_seconds` is
    the least time between two contacts with one voter, `max_attempts` None is no limit, and
    nothing starts at `ends_at` or later.
    """

    standing: CampaignStanding = CampaignStanding.OPEN
    opens: time | None = None
    closes: time | None = None
    max_attempts: int | None = None
    rest_seconds: int = 0
    ends_at: datetime | None = None


@dataclass(frozen=True)
class ContactHistory:
    """What has passed between campaign and voter. `voter_wrote_at`: the voter's latest text."""

    attempts: int = 0
    last_contacted_at: datetime | None = None
    voter_wrote_at: datetime | None = None


NO_RULES: Final = CampaignRules()
NO_HISTORY: Final = ContactHistory()


@dataclass(frozen=True)
class ContactRequest:
    """One contact that somebody is about to make.

    `number` is E.164, `at` an aware time. `consent_to_machine` is recorded consent to contacts
    that no person starts, `untextable` what the carrier found of the line. `suppressions` are
    those in force for this number and organisation. `excluded` says that the voter is on an
    exclusion list (has voted already, for example), `number_barred` that a list bars the number.
    """

    number: str
    channel: Channel
    at: datetime
    whereabouts: Whereabouts = NOWHERE_STATED
    line_type: LineType = LineType.UNKNOWN
    consent_to_machine: bool = False
    initiated_by: Initiator = Initiator.PERSON
    purpose: Purpose = Purpose.OUTREACH
    suppressions: tuple[SuppressionFound, ...] = ()
    number_dead: bool = False
    excluded: bool = False
    number_barred: bool = False
    untextable: bool = False
    campaign: CampaignRules = NO_RULES
    history: ContactHistory = NO_HISTORY
    organisation_frozen: bool = False
