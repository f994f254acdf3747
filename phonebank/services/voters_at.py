"""Who is at a telephone number."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.voter import PhoneNumber


def only_voter_at(session: Session, organisation_id: int, e164: str) -> int | None:
    """The organisation's voter at a number; None where there is none, or where several people share
    it and nobody can tell which of them it is about."""
    at_number = select(PhoneNumber.voter_id).where(
        PhoneNumber.organisation_id == organisation_id, PhoneNumber.e164 == e164
    )
    found = session.scalars(at_number.distinct().limit(2)).all()
    return found[0] if len(found) == 1 else None
