"""The only writer of suppressions: opting out, holding, and opting back in.

Each of these takes the number's lock first. A send or a dial holds the same lock while it asks
the carrier, so that nothing leaves for a number after its opt-out has been taken in.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.contact_request import SuppressionReason
from phonebank.domain.event_hook import EventKind
from phonebank.domain.organisation import Organisation
from phonebank.domain.stranger_text import StrangerDecision, StrangerText
from phonebank.domain.suppression import Suppression
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.domain.voter import PhoneNumber
from phonebank.services.announcing import announce_caller, announce_shift
from phonebank.services.auditing import audit
from phonebank.services.telling import tell_opted
from phonebank.services.van.noting import note_opt_outs


def lock_number(session: Session, e164: str) -> None:
    """Hold a number until the transaction ends: contact and opt-out take turns."""
    session.connection().exec_driver_sql(
        "SELECT pg_advisory_xact_lock(hashtextextended(%(number)s, 0))", {"number": e164}
    )


def lock_numbers(
    session: Session, organisation_id: int, e164: str, voter_id: int | None
) -> list[str]:
    """Hold a number and every other number of the voter; returns them.

    Whoever may opt out takes these locks before any row's: a send holds its number while it
    comes for its row, and two that wait for each other would both be thrown out.
    """
    numbers = _numbers(session, organisation_id, e164, voter_id)
    for number in numbers:
        lock_number(session, number)
    return numbers


def opt_out(
    session: Session,
    organisation_id: int,
    e164: str,
    voter_id: int | None,
    at: datetime,
    actor: str,
    reason: SuppressionReason = SuppressionReason.OPTED_OUT,
) -> bool:
    """Suppress a number, and every other number of the voter who asked for it, on all channels.

    Returns False where the number had been opted out before. Takes the voter out of every queue
    and closes the conversations.
    """
    numbers = lock_numbers(session, organisation_id, e164, voter_id)
    new = _suppress(session, organisation_id, numbers, reason, at)
    _close_conversations(session, organisation_id, numbers, at)
    _decide_strangers(session, organisation_id, numbers, at)
    if voter_id is not None:
        _leave_queues(session, organisation_id, voter_id)
    if e164 in new:
        audit(session, organisation_id, at, actor, "opt-out", f"voter {voter_id}", reason=reason)
        tell_opted(session, EventKind.OPTED_OUT, organisation_id, numbers, voter_id, at)
    return e164 in new


def hold(
    session: Session,
    organisation_id: int,
    e164: str,
    at: datetime,
    conversation: Conversation | None,
) -> None:
    """Contact nobody at the number until a person has said what a reply meant; it is asked for in
    the conversation, if the reply belongs to one. Whoever has opted out stays so, and nothing is
    asked."""
    lock_number(session, e164)
    _suppress(session, organisation_id, [e164], SuppressionReason.HELD, at)
    if conversation is not None and _is_held(session, organisation_id, e164):
        conversation.held = True


def release(session: Session, conversation: Conversation, at: datetime, actor: str) -> None:
    """A person has decided that a reply was no opt-out: contact may go on, unless another reply
    from the number is yet to be read."""
    lock_number(session, conversation.their_number)
    conversation.held = False
    session.flush()
    lift_hold(session, conversation.organisation_id, conversation.their_number, at)
    subject = f"conversation {conversation.id}"
    audit(session, conversation.organisation_id, at, actor, "release", subject)


def lift_hold(session: Session, organisation_id: int, e164: str, at: datetime) -> bool:
    """Let a held number be contacted again, unless another text from it is yet to be read, in a
    conversation or outside any; False where it stays as it is. The number is locked."""
    if _waits_to_be_read(session, organisation_id, e164):
        return False
    return _lift(session, organisation_id, e164, at, held_only=True)


def opt_in(session: Session, organisation_id: int, e164: str, at: datetime, actor: str) -> bool:
    """Lift an opt-out because the person at the number asked for it; False where there was none."""
    lock_number(session, e164)
    lifted = _lift(session, organisation_id, e164, at, held_only=False)
    if lifted:
        audit(session, organisation_id, at, actor, "opt-in", "number")
        tell_opted(session, EventKind.OPTED_IN, organisation_id, [e164], None, at)
    return lifted


def _numbers(session: Session, organisation_id: int, e164: str, voter_id: int | None) -> list[str]:
    """Sorted, so that two opt-outs that share numbers lock them in one order."""
    theirs: Iterable[str] = ()
    if voter_id is not None:
        theirs = session.scalars(
            select(PhoneNumber.e164).where(
                PhoneNumber.organisation_id == organisation_id, PhoneNumber.voter_id == voter_id
            )
        )
    return sorted({e164, *theirs})


def _suppress(
    session: Session,
    organisation_id: int,
    numbers: list[str],
    reason: SuppressionReason,
    at: datetime,
) -> set[str]:
    """Write the suppressions; returns the numbers that were not suppressed for good before."""
    organisation = session.get_one(Organisation, organisation_id)
    statement = insert(Suppression).values(
        [
            {
                "organisation_id": organisation_id,
                "e164": number,
                "scope": organisation.opt_out_scope,
                "reason": reason,
                "at": at,
            }
            for number in numbers
        ]
    )
    settled = statement.on_conflict_do_update(
        index_elements=["e164", "organisation_id"],
        index_where=Suppression.lifted_at.is_(None),
        set_={"reason": reason, "at": at},
        where=(Suppression.reason == SuppressionReason.HELD) & (reason != SuppressionReason.HELD),
    ).returning(Suppression.e164)
    return set(session.scalars(settled))


def _lift(
    session: Session, organisation_id: int, e164: str, at: datetime, *, held_only: bool
) -> bool:
    statement = update(Suppression).where(
        Suppression.organisation_id == organisation_id,
        Suppression.e164 == e164,
        Suppression.lifted_at.is_(None),
    )
    if held_only:
        statement = statement.where(Suppression.reason == SuppressionReason.HELD)
    lifted = session.execute(statement.values(lifted_at=at).returning(Suppression.id))
    return lifted.first() is not None


def _is_held(session: Session, organisation_id: int, e164: str) -> bool:
    found = select(Suppression.id).where(
        Suppression.organisation_id == organisation_id,
        Suppression.e164 == e164,
        Suppression.lifted_at.is_(None),
        Suppression.reason == SuppressionReason.HELD,
    )
    return session.scalar(found) is not None


def _waits_to_be_read(session: Session, organisation_id: int, e164: str) -> bool:
    held = select(Conversation.id).where(
        Conversation.organisation_id == organisation_id,
        Conversation.their_number == e164,
        Conversation.held,
    )
    strange = select(StrangerText.id).where(
        StrangerText.organisation_id == organisation_id,
        StrangerText.their_number == e164,
        StrangerText.decided_at.is_(None),
    )
    return any(session.scalar(each.limit(1)) is not None for each in (held, strange))


def _close_conversations(
    session: Session, organisation_id: int, numbers: list[str], at: datetime
) -> None:
    """What a texter did before can no longer be taken back: the opt-out would go with it."""
    closed = session.execute(
        update(Conversation)
        .where(
            Conversation.organisation_id == organisation_id,
            Conversation.their_number.in_(numbers),
        )
        .values(
            state=ConversationState.OPTED_OUT,
            held=False,
            deed=None,
            deed_at=None,
            before_deed=None,
        )
        .returning(Conversation.id, Conversation.shift_id, Conversation.caller_id)
    ).all()
    note_opt_outs(session, [id_ for id_, _, _ in closed], at)
    for _, shift_id, caller_id in closed:
        if caller_id is None:
            announce_shift(session, shift_id)
        else:
            announce_caller(session, shift_id, caller_id)


def _decide_strangers(
    session: Session, organisation_id: int, numbers: list[str], at: datetime
) -> None:
    """Whatever else the numbers wrote that may have been an opt-out: now there is one."""
    session.execute(
        update(StrangerText)
        .where(
            StrangerText.organisation_id == organisation_id,
            StrangerText.their_number.in_(numbers),
            StrangerText.decided_at.is_(None),
        )
        .values(decided_at=at, decision=StrangerDecision.OPT_OUT)
    )


def _leave_queues(session: Session, organisation_id: int, voter_id: int) -> None:
    session.execute(
        update(Assignment)
        .where(
            Assignment.organisation_id == organisation_id,
            Assignment.voter_id == voter_id,
            Assignment.state.in_((AssignmentState.WAITING, AssignmentState.PROMISED)),
        )
        .values(state=AssignmentState.BARRED, barred_by=SuppressionReason.OPTED_OUT)
    )
