"""The gate, asked with what the database knows: may this number be contacted, on this channel, now?

The rule itself is `domain/contact_rules.py`; here its facts are brought together, inside the
transaction that commits the contact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Row,
    ScalarSelect,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from phonebank.domain.caller import Assignment
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_request import Initiator, SuppressionReason, SuppressionScope
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
from phonebank.domain.text_message import Conversation, TextMessage, TextState
from phonebank.domain.voter import PhoneNumber, Voter

__all__ = [
    "Decision",
    "Found",
    "TextStanding",
    "check_number",
    "first_number",
    "is_suppressed",
    "standing_of_texts",
]

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
    session: Session,
    shift: Shift,
    voter_id: int,
    channel: Channel,
    at: datetime,
    initiated_by: Initiator = Initiator.PERSON,
) -> Found:
    """Ask the gate for a voter's numbers in their order."""
    numbers = select(PhoneNumber).where(PhoneNumber.voter_id == voter_id)
    refusals: list[Decision] = []
    for number in session.scalars(numbers.order_by(PhoneNumber.position)):
        decision = check_number(session, shift, number.id, channel, at, initiated_by=initiated_by)
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
    initiated_by: Initiator = Initiator.PERSON,
) -> Decision:
    """Ask the gate for one number of a voter on a shift."""
    known = {"shift_id": shift.id, "phone_number_id": phone_number_id}
    facts = session.execute(_FACTS, known).one()
    return _decide(facts, channel, at, purpose, initiated_by)


@dataclass(frozen=True)
class TextStanding:
    """A text of ours as it stands, and whether it may leave now."""

    state: TextState
    taken_at: datetime | None
    decision: Decision


def standing_of_texts(
    session: Session, text_ids: Sequence[int], at: datetime
) -> dict[int, TextStanding]:
    """Ask the gate for texts that wait or are in hand, all in one question to the database."""
    rows = session.execute(_FACTS_OF_TEXTS, {"text_ids": text_ids})
    return {
        row.text_id: TextStanding(
            row.text_state,
            row.taken_at,
            _decide(
                row,
                Channel.TEXT,
                at,
                row.purpose,
                Initiator.MACHINE if row.bulk else Initiator.PERSON,
            ),
        )
        for row in rows
    }


def _decide(
    facts: Row[Any], channel: Channel, at: datetime, purpose: Purpose, initiated_by: Initiator
) -> Decision:
    return may_contact(
        ContactRequest(
            number=facts.e164,
            channel=channel,
            at=at,
            whereabouts=Whereabouts(
                address_state=facts.address_state or None,
                zip_code=facts.zip_code or None,
                stated_zone=facts.stated_zone,
            ),
            line_type=facts.line_type,
            consent_to_machine=facts.consent_at is not None,
            initiated_by=initiated_by,
            purpose=purpose,
            suppressions=_found(facts.suppressions),
            number_dead=facts.dead is not None,
            untextable=facts.no_texts_at is not None,
            campaign=CampaignRules(
                standing=_STANDING[facts.standing],
                opens=facts.opens,
                closes=facts.closes,
                max_attempts=facts.max_attempts,
            ),
            history=ContactHistory(attempts=facts.attempts or 0, voter_wrote_at=facts.wrote_at),
            organisation_frozen=facts.frozen,
        )
    )


def is_suppressed(session: Session, organisation_id: int, e164: str) -> bool:
    """Whether an opt-out or a hold is in force for a number."""
    reasons = select(_reasons(literal(organisation_id), literal(e164)))
    return bool(session.scalar(reasons))


def _found(reasons: list[str] | None) -> tuple[SuppressionFound, ...]:
    return tuple(SuppressionFound(SuppressionReason(reason)) for reason in reasons or ())


def _reasons(
    organisation_id: SQLColumnExpression[int], e164: SQLColumnExpression[str]
) -> ScalarSelect[Any]:
    """The organisation's own suppressions, and those of its coalition that reach as far."""
    ours, theirs = aliased(Organisation), aliased(Organisation)
    return (
        select(func.array_agg(cast(Suppression.reason, Text)))
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
        .correlate(PhoneNumber, Shift)
        .scalar_subquery()
    )


_WHAT_IT_MUST_KNOW = (
    PhoneNumber.e164,
    PhoneNumber.line_type,
    PhoneNumber.dead,
    PhoneNumber.no_texts_at,
    PhoneNumber.consent_at,
    Voter.state.label("address_state"),
    Voter.zip_code,
    Voter.stated_zone,
    Shift.state.label("standing"),
    Campaign.opens,
    Campaign.closes,
    Campaign.max_attempts,
    Organisation.frozen,
    Assignment.attempts,
    Conversation.last_inbound_at.label("wrote_at"),
    _reasons(Shift.organisation_id, PhoneNumber.e164).label("suppressions"),
)
_IN_THE_QUEUE = (Assignment.shift_id == Shift.id) & (Assignment.voter_id == Voter.id)
_FACTS = (
    select(*_WHAT_IT_MUST_KNOW)
    .select_from(PhoneNumber)
    .join(Voter, Voter.id == PhoneNumber.voter_id)
    .join(Shift, Shift.id == bindparam("shift_id"))
    .join(Campaign, Campaign.id == Shift.campaign_id)
    .join(Organisation, Organisation.id == Shift.organisation_id)
    .outerjoin(Assignment, _IN_THE_QUEUE)
    .outerjoin(
        Conversation, (Conversation.shift_id == Shift.id) & (Conversation.voter_id == Voter.id)
    )
    .where(PhoneNumber.id == bindparam("phone_number_id"))
)
"""All that the gate must know, in one question: it is asked twice for every contact."""
_FACTS_OF_TEXTS = (
    select(
        TextMessage.id.label("text_id"),
        TextMessage.state.label("text_state"),
        TextMessage.taken_at,
        TextMessage.purpose,
        TextMessage.bulk,
        *_WHAT_IT_MUST_KNOW,
    )
    .select_from(TextMessage)
    .join(Conversation, Conversation.id == TextMessage.conversation_id)
    .join(PhoneNumber, PhoneNumber.id == Conversation.phone_number_id)
    .join(Voter, Voter.id == PhoneNumber.voter_id)
    .join(Shift, Shift.id == Conversation.shift_id)
    .join(Campaign, Campaign.id == Shift.campaign_id)
    .join(Organisation, Organisation.id == Shift.organisation_id)
    .outerjoin(Assignment, _IN_THE_QUEUE)
    .where(TextMessage.id.in_(bindparam("text_ids", expanding=True)))
)
