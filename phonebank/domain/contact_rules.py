"""The one gate: may this number be contacted, on this channel, now?

Every dial and every send passes `may_contact` inside its own transaction. Rules are asked in a
fixed order and the first refusal is the answer: the number, what the person asked for, whether the
number works, who may start the contact, the line, the organisation, the campaign, how often, and
last the time of day. A refusal for the time tells when the contact may be made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Final

from phonebank.domain.calling_hours import (
    DEFAULT_HOURS,
    all_open,
    narrowed,
    next_opening,
)
from phonebank.domain.contact_reasons import PASSING, SENTENCES, Reason
from phonebank.domain.contact_request import (
    CampaignRules,
    CampaignStanding,
    Channel,
    ContactHistory,
    ContactRequest,
    Initiator,
    LineType,
    Purpose,
    SuppressionFound,
    SuppressionReason,
    SuppressionScope,
)
from phonebank.domain.phone_numbers import NumberRefused, parse
from phonebank.domain.state_hours import Hours
from phonebank.domain.zones import Whereabouts, candidate_zones, states_of

__all__ = [
    "SAFE_POLICY",
    "CampaignRules",
    "CampaignStanding",
    "Channel",
    "ContactHistory",
    "ContactPolicy",
    "ContactRequest",
    "Decision",
    "Initiator",
    "LineType",
    "Purpose",
    "Reason",
    "SuppressionFound",
    "SuppressionReason",
    "SuppressionScope",
    "Whereabouts",
    "may_contact",
]


@dataclass(frozen=True)
class ContactPolicy:
    """The settings of an installation, each with a safe default.

    `hours`: local hours of contact, inside which campaigns may narrow; the federal and the state
    bounds hold whatever is set. `conversation_seconds`: how long after a voter's text an answer
    to it is no new attempt. `late_reply_seconds`: how long after a voter's text a person may answer
    it outside the hours, because whoever has just written is awake; 0 turns that off.
    `keyword_reply_seconds`: how long after STOP the one confirmation may still follow (47 CFR
    64.1200(a)(12) allows five minutes).
    """

    hours: Hours = DEFAULT_HOURS
    conversation_seconds: int = 24 * 60 * 60
    late_reply_seconds: int = 15 * 60
    keyword_reply_seconds: int = 5 * 60


SAFE_POLICY: Final = ContactPolicy()


@dataclass(frozen=True)
class Decision:
    """The gate's answer.

    `zones` are the zones in which the voter may be, sorted, empty if the number is refused.
    `opens_at` (UTC) is the earliest time at which the same contact is allowed, as far as is known
    now; only refusals for hours and for rest have one, and not if another rule would then refuse.
    """

    allowed: bool
    reason: Reason
    zones: tuple[str, ...] = ()
    opens_at: datetime | None = None

    @property
    def passes(self) -> bool:
        """Whether the same contact may be allowed later, so that it is worth waiting for."""
        return self.opens_at is not None or self.reason in PASSING

    @property
    def sentence(self) -> str:
        """The reason in plain English."""
        return SENTENCES[self.reason]


def may_contact(request: ContactRequest, policy: ContactPolicy = SAFE_POLICY) -> Decision:
    """Decide one contact. The same request always has the same answer.

    Raises ValueError for a time without a zone.
    """
    if request.at.utcoffset() is None:
        raise ValueError("the time of a contact must have a zone")
    if _is_refused(request.number):
        return Decision(False, Reason.NUMBER_REFUSED)
    zones = candidate_zones(request.number, request.whereabouts)
    reason = _first_refusal(request, policy)
    if reason is None:
        return Decision(True, Reason.ALLOWED, zones)
    return Decision(False, reason, zones, _opens_at(reason, request, policy))


def _first_refusal(request: ContactRequest, policy: ContactPolicy) -> Reason | None:
    return next((reason for rule in _RULES if (reason := rule(request, policy))), None)


def _is_refused(number: str) -> bool:
    try:
        return parse(number) != number
    except NumberRefused:
        return True


def _suppressed(request: ContactRequest, _: ContactPolicy) -> Reason | None:
    reasons = {
        found.reason for found in request.suppressions if found.channel in (None, request.channel)
    }
    if _is_keyword_reply(request):
        # The confirmation of an opt-out follows the opt-out; only the carrier's word stops it.
        reasons &= {SuppressionReason.CARRIER}
    if reasons - {SuppressionReason.HELD}:
        return Reason.OPTED_OUT
    return Reason.HELD if reasons else None


def _dead(request: ContactRequest, _: ContactPolicy) -> Reason | None:
    return Reason.NUMBER_DEAD if request.number_dead else None


def _excluded(request: ContactRequest, policy: ContactPolicy) -> Reason | None:
    # Whoever wrote to us is answered all the same; whoever asked for a call or a text gets it,
    # unless the number itself is barred.
    if _is_keyword_reply(request) or _in_conversation(request, policy):
        return None
    excluded = request.excluded and not _was_asked_for(request, policy)
    return Reason.EXCLUDED if excluded or request.number_barred else None


def _consent(request: ContactRequest, _: ContactPolicy) -> Reason | None:
    free = (
        request.initiated_by is Initiator.PERSON
        or request.line_type is LineType.LANDLINE
        or request.consent_to_machine
        or _is_keyword_reply(request)
    )
    return None if free else Reason.CONSENT_NEEDED


def _line(request: ContactRequest, policy: ContactPolicy) -> Reason | None:
    landline = request.line_type is LineType.LANDLINE
    if request.channel is not Channel.TEXT or not (landline or request.untextable):
        return None
    # A line from which the voter texted can be texted, whatever a look-up says of it.
    if _in_conversation(request, policy):
        return None
    return Reason.LANDLINE if landline else Reason.NO_TEXTS


def _organisation(request: ContactRequest, _: ContactPolicy) -> Reason | None:
    return Reason.ORGANISATION_FROZEN if request.organisation_frozen else None


def _campaign(request: ContactRequest, _: ContactPolicy) -> Reason | None:
    rules = request.campaign
    if _is_keyword_reply(request):
        return None
    # What a voter was promised on a call goes out, though the shift that called is over.
    ended = rules.standing is CampaignStanding.ENDED and request.purpose is not Purpose.FOLLOW_UP
    if ended or (rules.ends_at and rules.ends_at <= request.at):
        return Reason.CAMPAIGN_ENDED
    return Reason.CAMPAIGN_PAUSED if rules.standing is CampaignStanding.PAUSED else None


def _attempts(request: ContactRequest, policy: ContactPolicy) -> Reason | None:
    limit = request.campaign.max_attempts
    if limit is None or _was_asked_for(request, policy):
        return None
    return Reason.ATTEMPTS_SPENT if request.history.attempts >= limit else None


def _rest(request: ContactRequest, policy: ContactPolicy) -> Reason | None:
    rested_at = _rested_at(request)
    if rested_at is None or _was_asked_for(request, policy):
        return None
    return Reason.TOO_SOON if request.at < rested_at else None


def _keyword(request: ContactRequest, policy: ContactPolicy) -> Reason | None:
    if not _is_keyword_reply(request) or _wrote_within(policy.keyword_reply_seconds, request):
        return None
    return Reason.TOO_LATE_TO_CONFIRM


def _hours(request: ContactRequest, policy: ContactPolicy) -> Reason | None:
    if _is_keyword_reply(request) or _is_late_reply(request, policy):
        return None
    zones = candidate_zones(request.number, request.whereabouts)
    states = states_of(request.number, request.whereabouts)
    is_open = all_open(zones, states, request.at, _configured_hours(request, policy))
    return None if is_open else Reason.HOURS


_RULES: Final[tuple[Callable[[ContactRequest, ContactPolicy], Reason | None], ...]] = (
    _suppressed,
    _dead,
    _excluded,
    _consent,
    _line,
    _organisation,
    _campaign,
    _attempts,
    _rest,
    _keyword,
    _hours,
)
"""The order is part of the promise: what never changes comes before what passes by itself."""


def mildest(refusals: Sequence[Decision]) -> Decision:
    """Of the refusals of a person's numbers the one that counts for the person: which opens
    soonest, else one that passes, else one that only a machine is given, else the first. Whoever
    has no number is refused for good."""
    opening = [(each.opens_at, each) for each in refusals if each.opens_at is not None]
    if opening:
        return min(opening, key=itemgetter(0))[1]
    passing = [each for each in refusals if each.passes]
    for_a_person = [each for each in refusals if each.reason is Reason.CONSENT_NEEDED]
    left = [*passing, *for_a_person, *refusals]
    return left[0] if left else Decision(False, Reason.NUMBER_REFUSED)


def _opens_at(reason: Reason, request: ContactRequest, policy: ContactPolicy) -> datetime | None:
    if reason not in (Reason.HOURS, Reason.TOO_SOON):
        return None
    zones = candidate_zones(request.number, request.whereabouts)
    states = states_of(request.number, request.whereabouts)
    earliest = request.at
    if not _was_asked_for(request, policy):
        earliest = max(request.at, _rested_at(request) or request.at)
    opens_at = next_opening(zones, states, earliest, _configured_hours(request, policy))
    if opens_at is None or _first_refusal(replace(request, at=opens_at), policy):
        return None  # by then the campaign has ended, or the conversation has gone cold
    return opens_at


def _configured_hours(request: ContactRequest, policy: ContactPolicy) -> Hours:
    return narrowed(policy.hours, request.campaign.opens, request.campaign.closes)


def _rested_at(request: ContactRequest) -> datetime | None:
    last = request.history.last_contacted_at
    return None if last is None else last + timedelta(seconds=request.campaign.rest_seconds)


def _wrote_within(seconds: int, request: ContactRequest) -> bool:
    wrote_at = request.history.voter_wrote_at
    if wrote_at is None:
        return False
    # A message from the future means that a clock is wrong, and a wrong clock opens nothing.
    return timedelta() <= request.at - wrote_at < timedelta(seconds=seconds)


def _in_conversation(request: ContactRequest, policy: ContactPolicy) -> bool:
    return (
        request.channel is Channel.TEXT
        and request.purpose in (Purpose.REPLY, Purpose.KEYWORD_REPLY)
        and _wrote_within(policy.conversation_seconds, request)
    )


def _was_asked_for(request: ContactRequest, policy: ContactPolicy) -> bool:
    asked = request.purpose in (Purpose.CALLBACK, Purpose.FOLLOW_UP)
    return asked or _in_conversation(request, policy)


def _is_keyword_reply(request: ContactRequest) -> bool:
    return request.purpose is Purpose.KEYWORD_REPLY and request.channel is Channel.TEXT


def _is_late_reply(request: ContactRequest, policy: ContactPolicy) -> bool:
    return (
        request.initiated_by is Initiator.PERSON
        and _in_conversation(request, policy)
        and _wrote_within(policy.late_reply_seconds, request)
    )
