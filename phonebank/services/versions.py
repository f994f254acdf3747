"""A shift that is under way takes a newer version of its script, by a visible choice."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from phonebank.domain.errors import BadInput, NotNow
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.survey import CallScript, Question
from phonebank.domain.text_message import Conversation
from phonebank.services.announcing import announce_shift_to_all
from phonebank.services.auditing import audit
from phonebank.services.dealing_scripts import begin_with_test
from phonebank.services.planning import shift_of
from phonebank.services.readiness import blockers
from phonebank.services.writing import latest_version, script_of


def newer_version(session: Session, shift: Shift) -> CallScript | None:
    """The version that a shift could take instead of its own, if there is a newer one."""
    script = session.get_one(CallScript, shift.call_script_id)
    latest = latest_version(session, script)
    return latest if latest.id != script.id and shift.state is not ShiftState.ENDED else None


def take_version(
    session: Session,
    organisation_id: int,
    shift_id: int,
    script_id: int,
    at: datetime,
    actor: str,
) -> Shift:
    """Let a shift go on with another version of its script; chosen twice, it is taken once.

    Answers that were given keep their question and choice; the new version shows them where it
    asks the same. A test of the version before is dealt no more. Raises BadInput for another
    script, or one that is not ready for the shift's languages, NotNow where the shift has ended.
    """
    shift = shift_of(session, organisation_id, shift_id, lock=True)
    wanted = script_of(session, organisation_id, script_id)
    present = session.get_one(CallScript, shift.call_script_id)
    if shift.state is ShiftState.ENDED:
        raise NotNow("this shift has ended")
    if (wanted.campaign_id, wanted.name) != (present.campaign_id, present.name):
        raise BadInput("that is another script, not a version of this one")
    if wanted.id == present.id:
        return shift
    shift.call_script_id = wanted.id
    begin_with_test(session, shift)
    session.flush()
    if missing := blockers(session, shift):
        raise BadInput(" ".join(str(each) for each in missing))
    _carry_conversations(session, shift)
    audit(session, organisation_id, at, actor, "take version", f"shift {shift.id}")
    announce_shift_to_all(session, shift.id)
    return shift


def _carry_conversations(session: Session, shift: Shift) -> None:
    """Conversations await the answer to the same question in its new version; one that is asked
    no more is left to a person."""
    old, new = aliased(Question), aliased(Question)
    origin = select(old.origin_id).where(old.id == Conversation.question_id).scalar_subquery()
    successor = (
        select(new.id)
        .where(
            new.call_script_id == shift.call_script_id,
            (new.origin_id == origin)
            | (new.origin_id == Conversation.question_id)
            | (new.id == origin),
        )
        .limit(1)
        .scalar_subquery()
    )
    session.execute(
        update(Conversation)
        .where(Conversation.shift_id == shift.id, Conversation.question_id.is_not(None))
        .values(question_id=successor)
        .execution_options(synchronize_session=False)
    )
