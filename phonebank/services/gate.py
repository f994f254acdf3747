"""The gate, asked with what the database knows: may this number be contacted, on this channel, now?

The rule itself is `domain/contact_rules.py`, the facts come from `gate_facts.py`, inside the
transaction that commits the contact.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from phonebank.domain.contact_request import (
    ContactRequest,
    Initiator,
    SuppressionFound,
    SuppressionScope,
)
from phonebank.domain.contact_rules import Channel, Decision, Purpose, Reason, may_contact, mildest
from phonebank.domain.dial_mode import DialMode, most_automatic
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift
from phonebank.domain.suppression import Suppression
from phonebank.domain.text_message import TextState
from phonebank.domain.voter import PhoneNumber
from phonebank.domain.zones import states_of
from phonebank.services.gate_facts import (
    NumberFacts,
    facts_of_numbers,
    facts_of_texts,
    facts_of_voters,
)

__all__ = [
    "Decision",
    "Found",
    "TextStanding",
    "check_number",
    "check_volunteer",
    "choose_number",
    "first_number",
    "is_suppressed",
    "may_be_answered",
    "own_mode",
    "standing_of_texts",
]


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
    """Ask the gate for a voter's numbers: those called least of late first, else in their order."""
    known = facts_of_voters(session, shift.id, [voter_id], channel, at)
    chosen, decision = choose_number(known, initiated_by=initiated_by)
    number = None if chosen is None else session.get_one(PhoneNumber, chosen.id)
    return Found(number, decision)


def choose_number(
    numbers: Sequence[NumberFacts],
    mode: DialMode = DialMode.CLICK,
    initiated_by: Initiator = Initiator.PERSON,
) -> tuple[NumberFacts | None, Decision]:
    """As `first_number`, for one voter's numbers of which the facts are known, among those that
    may be dialled in the mode."""
    refusals: list[Decision] = []
    for each in sorted(numbers, key=lambda known: (known.tries, known.position)):
        initiator = Initiator.MACHINE if mode.by_machine else initiated_by
        decision = may_contact(replace(each.request, initiated_by=initiator))
        if decision.allowed and mode is DialMode.PREDICTIVE and own_mode(each) is not mode:
            decision = Decision(False, Reason.CONSENT_NEEDED)
        if decision.allowed:
            return each, decision
        refusals.append(decision)
    return None, mildest(refusals)


def own_mode(number: NumberFacts) -> DialMode:
    """The most automatic mode in which a number may be dialled. Whoever has found nobody free
    once is not over-dialled again for as long as the ledger looks back."""
    request = number.request
    states = states_of(request.number, request.whereabouts)
    mode = most_automatic(request.line_type, request.consent_to_machine, states)
    return DialMode.PROGRESSIVE if mode is DialMode.PREDICTIVE and number.abandoned else mode


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
    (known,) = facts_of_numbers(session, shift.id, [phone_number_id], channel, at)
    request = replace(known.request, initiated_by=initiated_by)
    return may_contact(
        request if purpose is Purpose.OUTREACH else replace(request, purpose=purpose)
    )


def may_be_answered(
    session: Session, shift_id: int, phone_number_ids: Sequence[int], at: datetime
) -> set[int]:
    """Those of the numbers to which a texter's reply may leave now."""
    known = facts_of_numbers(session, shift_id, phone_number_ids, Channel.TEXT, at)
    return {
        each.id
        for each in known
        if may_contact(replace(each.request, purpose=Purpose.REPLY)).allowed
    }


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
    return {
        known.text_id: TextStanding(known.state, known.taken_at, may_contact(known.request))
        for known in facts_of_texts(session, text_ids, at)
    }


def check_volunteer(session: Session, organisation_id: int, e164: str, at: datetime) -> Decision:
    """Ask the gate for a text that a volunteer asked for when they signed up for a shift."""
    return may_contact(
        ContactRequest(
            number=e164,
            channel=Channel.TEXT,
            at=at,
            consent_to_machine=True,
            initiated_by=Initiator.MACHINE,
            purpose=Purpose.CALLBACK,
            suppressions=_suppressions(session, organisation_id, e164),
            organisation_frozen=session.get_one(Organisation, organisation_id).frozen,
        )
    )


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
    return tuple(SuppressionFound(*row) for row in session.execute(statement))
