"""A captain's word to everybody on a shift: shown at once, and until each has put it away."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.captain import CaptainMessage
from phonebank.domain.errors import BadInput
from phonebank.domain.organisation import Member
from phonebank.services.announcing import announce_caller, announce_shift_to_all
from phonebank.services.dialling import lock_caller
from phonebank.services.planning import shift_of

MESSAGE_LENGTH = 500
_SHOWN = 3


def tell_everybody(
    session: Session, member: Member, shift_id: int, text: str, at: datetime
) -> CaptainMessage:
    """Show a message to every caller of a shift. Raises NotFound, and BadInput without words."""
    shift = shift_of(session, member.organisation_id, shift_id)
    words = " ".join(text.split())[:MESSAGE_LENGTH]
    if not words:
        raise BadInput("please write what you want to tell them", field="text")
    message = CaptainMessage(
        organisation_id=shift.organisation_id,
        shift_id=shift.id,
        member_id=member.id,
        text=words,
        sent_at=at,
    )
    session.add(message)
    session.flush()
    announce_shift_to_all(session, shift.id)
    return message


def put_away(session: Session, caller_id: int, message_id: int) -> None:
    """The caller has read the messages up to this one."""
    caller = lock_caller(session, caller_id)
    caller.messages_read_to = max(caller.messages_read_to, message_id)
    announce_caller(session, caller.shift_id, caller_id)


def unread(session: Session, caller: Caller) -> list[CaptainMessage]:
    """The messages since the caller joined that they have not put away, the latest last."""
    statement = (
        select(CaptainMessage)
        .where(
            CaptainMessage.shift_id == caller.shift_id,
            CaptainMessage.id > caller.messages_read_to,
            CaptainMessage.sent_at >= caller.joined_at,
        )
        .order_by(CaptainMessage.id.desc())
        .limit(_SHOWN)
    )
    return list(session.scalars(statement))[::-1]
