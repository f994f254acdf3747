"""Which texts a worker would hand over now."""

from datetime import datetime

from sqlalchemy import select

from phonebank.db import Database
from phonebank.domain.text_message import TextMessage, TextState
from phonebank.services.taking_texts import campaigns_with_texts


def texts_due(database: Database, at: datetime) -> list[int]:
    """The ids of the texts that wait and are due, of campaigns that are not paused."""
    with database.transaction() as session:
        campaigns = [each.holder_id for each in campaigns_with_texts(session, at)]
        due = select(TextMessage.id).where(
            TextMessage.state == TextState.QUEUED,
            TextMessage.due_at <= at,
            TextMessage.campaign_id.in_(campaigns),
        )
        return list(session.scalars(due.order_by(TextMessage.due_at, TextMessage.id)))
