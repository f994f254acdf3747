"""Who did what: one row an action, in the transaction that does it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from phonebank.domain.suppression import AuditEvent


@dataclass(frozen=True)
class Author:
    """Who does something, and when; `actor` is like "member 3"."""

    actor: str
    at: datetime


def audit_of(
    session: Session, organisation_id: int, author: Author | None, action: str, subject: str
) -> None:
    """Note what somebody wrote or planned; nothing where nobody did, as in seeds."""
    if author is not None:
        audit(session, organisation_id, author.at, author.actor, action, subject)


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
