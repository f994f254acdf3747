"""Which of its own numbers an organisation shows to a voter."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotNow
from phonebank.domain.organisation import OwnedNumber


def number_to_contact_from(session: Session, organisation_id: int) -> str:
    """The number that voters see. Raises NotNow where the organisation owns none."""
    statement = (
        select(OwnedNumber.e164)
        .where(OwnedNumber.organisation_id == organisation_id)
        .order_by(OwnedNumber.id)
        .limit(1)
    )
    number = session.scalar(statement)
    if number is None:
        raise NotNow("your organisation has no phone number to contact voters from")
    return number


def organisation_of_number(session: Session, e164: str) -> int | None:
    """The organisation that owns a number of ours, if any."""
    return session.scalar(select(OwnedNumber.organisation_id).where(OwnedNumber.e164 == e164))
