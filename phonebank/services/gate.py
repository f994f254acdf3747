"""The gate, asked with what the database knows: may this number be contacted, on this channel, now?

The rule itself is `domain/contact_rules.py`; here its facts are brought together, inside the
transaction that commits the contact.
"""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from phonebank.domain.caller import Assignment
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_request import SuppressionScope
from phonebank.domain.contact_rules import (
    CampaignRules,
    CampaignStanding,
    Channel,
    ContactHistory,
    ContactRequest,
    Decision,
    Purpose,
    Reason,
    SuppressionFound,
    Whereabouts,
    may_contact,
)
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.suppression import Suppression
from phonebank.domain.text_message import Conversation
from phonebank.domain.voter import PhoneNumber, Voter

__all__ = ["Decision", "Found", "check_number", "first_number", "is_suppressed"]

_STANDING = {
    ShiftState.PLANNED: CampaignStanding.PAUSED,
    ShiftState.PAUSED: CampaignStanding.PAUSED,
    ShiftState.RUNNING: CampaignStanding.OPEN,
    ShiftState.ENDED: CampaignStanding.ENDED,
}


@dataclass(frozen=True)
class Found:
    """The first number of a voter that may be contacted, or None and the mildest refusal."""

    number: PhoneNumber | None
    decision: Decision


def first_number(
    session: Session, shift: Shift, voter_id: int, channel: Channel, at: datetime
) -> Found:
    """Ask the gate for a voter's numbers in their order."""
    numbers = select(PhoneNumber).where(PhoneNumber.voter_id == voter_id)
    refusals: list[Decision] = []
    for number in session.scalars(numbers.order_by(PhoneNumber.position)):
        decision = check_number(session, shift, number.id, channel, at)
        if decision.allowed:
            return Found(number, decision)
        refusals.append(decision)
    return Found(None, _mildest(refusals))


def _mildest(refusals: list[Decision]) -> Decision:
    """The refusal that passes soonest; a voter without a number is refused for good."""
    passing = [(refusal.opens_at, refusal) for refusal in refusals if refusal.opens_at]
    if passing:
        return min(passing, key=itemgetter(0))[1]
    return refusals[0] if refusals else Decision(False, Reason.NUMBER_REFUSED)


def check_number(
    session: Session,
    shift: Shift,
    phone_number_id: int,
    channel: Channel,
    at: datetime,
    purpose: Purpose = Purpose.OUTREACH,
) -> Decision:
    """Ask the gate for one number of a voter on a shift."""
    number = session.get_one(PhoneNumber, phone_number_id, populate_existing=True)
    voter = session.get_one(Voter, number.voter_id)
    history, promised = _history(session, shift, voter.id)
    if promised and channel is Channel.CALL and purpose is Purpose.OUTREACH:
        purpose = Purpose.CALLBACK
    request = ContactRequest(
        number=number.e164,
        channel=channel,
        at=at,
        whereabouts=Whereabouts(
            address_state=voter.state or None,
            zip_code=voter.zip_code or None,
            stated_zone=voter.stated_zone,
        ),
        line_type=number.line_type,
        purpose=purpose,
        suppressions=_suppressions(session, shift.organisation_id, number.e164),
        number_dead=number.dead is not None,
        campaign=_rules(session, shift),
        history=history,
        organisation_frozen=session.get_one(Organisation, shift.organisation_id).frozen,
    )
    return may_contact(request)


def is_suppressed(session: Session, organisation_id: int, e164: str) -> bool:
    """Whether an opt-out or a hold is in force for a number."""
    return bool(_suppressions(session, organisation_id, e164))


def _suppressions(
    session: Session, organisation_id: int, e164: str
) -> tuple[SuppressionFound, ...]:
    """The organisation's own, and those of its coalition that reach as far."""
    ours, theirs = aliased(Organisation), aliased(Organisation)
    statement = (
        select(Suppression.reason, Suppression.scope)
        .join(theirs, theirs.id == Suppression.organisation_id)
        .join(ours, ours.id == organisation_id)
        .where(
            Suppression.e164 == e164,
            Suppression.lifted_at.is_(None),
            or_(
                Suppression.organisation_id == organisation_id,
                and_(
                    Suppression.scope == SuppressionScope.COALITION,
                    theirs.coalition_id == ours.coalition_id,
                ),
            ),
        )
    )
    return tuple(
        SuppressionFound(reason=reason, scope=scope) for reason, scope in session.execute(statement)
    )


def _rules(session: Session, shift: Shift) -> CampaignRules:
    campaign = session.get_one(Campaign, shift.campaign_id)
    return CampaignRules(
        standing=_STANDING[shift.state],
        opens=campaign.opens,
        closes=campaign.closes,
        max_attempts=campaign.max_attempts,
    )


def _history(session: Session, shift: Shift, voter_id: int) -> tuple[ContactHistory, bool]:
    """What has passed, and whether the voter asked to be called back at a certain time."""
    here = (Assignment.shift_id == shift.id, Assignment.voter_id == voter_id)
    asked = select(Assignment.attempts, Assignment.promised_for).where(*here)
    place = session.execute(asked).first()
    wrote = select(Conversation.last_inbound_at).where(
        Conversation.shift_id == shift.id, Conversation.voter_id == voter_id
    )
    attempts, promised_for = (0, None) if place is None else (place.attempts, place.promised_for)
    history = ContactHistory(attempts=attempts, voter_wrote_at=session.scalar(wrote))
    return history, promised_for is not None
