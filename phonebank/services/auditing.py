"""Who did what: one row an action, in the transaction that does it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from phonebank.domain.suppression import AuditEvent


def audit(
    session: Session,
    organisation_id: int,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    **details: Any,
) -> None:
    """Note an action. `actor` and `subject` are like "member 3" and "shift 7", never a number
    or a name of a voter."""
    session.add(
        AuditEvent(
            organisation_id=organisation_id,
            at=at,
            actor=actor,
            action=action,
            subject=subject,
            details=details,
        )
    )
