"""What a caller writes down while the voter speaks: answers and a note, each saved at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.errors import NotNow
from phonebank.domain.shift import Shift
from phonebank.domain.survey import AnswerDoor, Given
from phonebank.domain.voter import Voter
from phonebank.services.announcing import announce_caller
from phonebank.services.calling import NOTE_LENGTH, own_call
from phonebank.services.surveying import Answering, record, take_back_answer


def note_answer(
    session: Session,
    caller_id: int,
    call_id: int,
    question_id: int,
    given: Given | int | None,
    at: datetime,
) -> None:
    """Record the voter's answer to a question, or take it back where it is None; a whole number
    is the id of the one choice that was made.

    Raises NotFound for a call that is not the caller's or a question of another script, NotNow
    where the call has its result, BadInput for an answer that is none to this question.
    """
    call = _call_to_write_on(session, caller_id, call_id)
    answering = Answering(
        shift=session.get_one(Shift, call.shift_id),
        voter_id=call.voter_id,
        language=session.get_one(Voter, call.voter_id).language,
        door=AnswerDoor.CALLER,
        caller_id=caller_id,
        call_id=call.id,
    )
    if given is None:
        take_back_answer(session, answering, question_id)
    else:
        answer = Given((given,)) if isinstance(given, int) else given
        record(session, answering, question_id, answer, at)
    announce_caller(session, call.shift_id, caller_id)


def keep_note(session: Session, caller_id: int, call_id: int, note: str) -> None:
    """Keep what the caller has typed so far. Raises as `note_answer` does."""
    _call_to_write_on(session, caller_id, call_id).note = note[:NOTE_LENGTH]


def _call_to_write_on(session: Session, caller_id: int, call_id: int) -> Call:
    call = own_call(session, caller_id, call_id)
    if call.closed_at is not None:
        raise NotNow("this call has a result already: undo it first")
    return call
