"""The queue of a shift: filled when it is launched, put back in order when it ends."""

from datetime import datetime

from sqlalchemy import case, insert, literal, select, update
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.shift import Shift
from phonebank.domain.voter import Voter
from phonebank.domain.voter_list import VoterListEntry
from phonebank.services.excluding import to_be_left_alone
from phonebank.services.queue_modes import mode_of_voter


def fill_queue(session: Session, shift: Shift) -> None:
    """Queue the voters of a shift's list who speak its languages and are not to be left alone. One
    set-based statement, so that a list of a million is queued in seconds."""
    entries = (
        select(
            Voter.organisation_id,
            literal(shift.id),
            Voter.id,
            Voter.language,
            mode_of_voter(),
            VoterListEntry.position,
            literal(AssignmentState.WAITING.value),
            literal(shift.launched_at),
            literal(0),
        )
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(
            VoterListEntry.voter_list_id == shift.voter_list_id,
            Voter.language.in_(shift.languages),
            ~to_be_left_alone(Voter.id),
        )
    )
    columns = [
        "organisation_id",
        "shift_id",
        "voter_id",
        "language",
        "mode",
        "position",
        "state",
        "not_before",
        "attempts",
    ]
    session.execute(insert(Assignment).from_select(columns, entries, include_defaults=False))


def cancel_queued_calls(session: Session, shift: Shift, at: datetime) -> None:
    """End the calls of a shift that the carrier was not asked for; their voters wait again."""
    queued = select(Call).where(Call.shift_id == shift.id, Call.placed_at.is_(None))
    for call in session.scalars(queued.with_for_update()):
        if call.apply(CallEvent.CANCELLED, at):
            call.result, call.closed_at = ContactResult.NOT_PLACED, at
    session.execute(
        update(Assignment)
        .where(
            Assignment.shift_id == shift.id,
            Assignment.state == AssignmentState.CLAIMED,
            ~select(Call.id)
            .where(Call.voter_id == Assignment.voter_id, Call.closed_at.is_(None))
            .exists(),
        )
        .values(
            state=case(
                (Assignment.promised_for.is_not(None), AssignmentState.PROMISED.value),
                else_=AssignmentState.WAITING.value,
            ),
            caller_id=None,
        )
    )
