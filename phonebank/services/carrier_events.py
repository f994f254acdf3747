"""Each event of the carrier's acts once, however often it is delivered."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from phonebank.domain.suppression import CarrierEvent


def first_time(session: Session, key: str, kind: str, at: datetime) -> bool:
    """Note the event; False where it had been taken in before.

    A second delivery that comes while the first is still at work waits for its transaction.
    """
    statement = (
        insert(CarrierEvent)
        .values(key=key, kind=kind, received_at=at)
        .on_conflict_do_nothing(index_elements=[CarrierEvent.key])
        .returning(CarrierEvent.id)
    )
    return session.execute(statement).first() is not None
