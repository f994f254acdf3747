"""Events that name a call or a text of ours and do not belong to it: noted, and nothing else."""

from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.text_message import TextMessage
from phonebank.services.auditing import audit
from phonebank.telephony.port import CallProgress, MachineDetected, TextReceipt, VoterAnswered


def note_stray(session: Session, event: object, at: datetime) -> None:
    """Note a refused event with the organisation whose call or text it named, if there is one."""
    named: Call | TextMessage | None = None
    if isinstance(event, CallProgress | MachineDetected | VoterAnswered):
        named = session.get(Call, event.call_id)
    elif isinstance(event, TextReceipt):
        named = session.get(TextMessage, event.text_id)
    if named is not None:
        subject = f"{'call' if isinstance(named, Call) else 'text'} {named.id}"
        audit(session, named.organisation_id, at, "carrier", "event refused", subject)
