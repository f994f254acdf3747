"""Contacts that are to be written to VAN: noted in the transaction in which they end.

An organisation without VAN costs one look into an empty index.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.text_message import Conversation
from phonebank.domain.van_results import OUTCOMES

SETTLES_AFTER: Final = timedelta(minutes=2)
"""Volunteers correct an answer, or take a deed back, just after it."""

_INTO: Final = """
    INSERT INTO van_contact (organisation_id, van_account_id, voter_id, {kind}_id, state, due_at,
                             attempts, problem, outcome)
    SELECT x.organisation_id, a.id, x.voter_id, x.id, 'waiting', :due_at, 0, '', ''
      FROM van_account a JOIN {kind} x ON x.organisation_id = a.organisation_id
"""
_CALL: Final = text(
    _INTO.format(kind="call")
    + "WHERE x.id = :id AND x.result = ANY(:outcomes) ON CONFLICT DO NOTHING"
)
_AGAIN: Final = """
      ON CONFLICT (conversation_id) DO UPDATE
         SET state = 'waiting', due_at = :due_at, attempts = 0, problem = ''
       WHERE van_contact.state = 'written' AND van_contact.outcome <> :outcome
"""
_CONVERSATION: Final = text(_INTO.format(kind="conversation") + "WHERE x.id = :id" + _AGAIN)
_EARLIER_CALLS: Final = text(
    _INTO.format(kind="call")
    + """ JOIN shift s ON s.id = x.shift_id
     WHERE s.organisation_id = :owner AND s.campaign_id = :campaign AND x.result = ANY(:outcomes)
        ON CONFLICT DO NOTHING RETURNING id"""
)
_EARLIER_TEXTS: Final = text(
    _INTO.format(kind="conversation")
    + """ JOIN shift s ON s.id = x.shift_id
     WHERE s.organisation_id = :owner AND s.campaign_id = :campaign
       AND (x.state = 'opted out' OR x.state = 'closed' AND x.last_inbound_at IS NOT NULL)
        ON CONFLICT DO NOTHING RETURNING id"""
)


def note_call(session: Session, call: Call, at: datetime) -> None:
    """A call has its result; one that VAN has no word for is not noted."""
    session.flush()
    values = {"id": call.id, "due_at": at + SETTLES_AFTER, "outcomes": [*OUTCOMES]}
    session.execute(_CALL, values)


def note_conversation(
    session: Session, conversation: Conversation, outcome: str, at: datetime
) -> None:
    """A conversation by text has come to TEXT_ANSWERED or TEXT_OPTED_OUT. One that was written is
    written again where it has come to something else since."""
    session.flush()
    values = {"id": conversation.id, "due_at": at + SETTLES_AFTER, "outcome": outcome}
    session.execute(_CONVERSATION, values)


def note_earlier(session: Session, organisation_id: int, campaign_id: int, at: datetime) -> int:
    """Everything of a campaign that has ended and was never noted; returns how many contacts."""
    values = {"owner": organisation_id, "campaign": campaign_id, "due_at": at}
    calls = session.execute(_EARLIER_CALLS, {**values, "outcomes": [*OUTCOMES]}).all()
    return len(calls) + len(session.execute(_EARLIER_TEXTS, values).all())
