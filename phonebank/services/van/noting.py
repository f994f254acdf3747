"""Contacts that are to be written to VAN: noted in the transaction in which they end.

An organisation without VAN costs one look into an empty index.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.text_message import Conversation
from phonebank.domain.van_results import OUTCOMES, TEXT_OPTED_OUT

SETTLES_AFTER: Final = timedelta(minutes=2)
"""Volunteers correct an answer, or take a deed back, just after it."""

_INTO: Final = """
    INSERT INTO van_contact (organisation_id, van_account_id, voter_id, {kind}_id, state, due_at,
                             attempts, problem, outcome)
    SELECT x.organisation_id, a.id, x.voter_id, x.id, 'waiting', :due_at, 0, '', ''
      FROM van_account a JOIN {kind} x ON x.organisation_id = a.organisation_id
"""
_WAITS: Final = "SET state = 'waiting', due_at = :due_at, attempts = 0, problem = ''"
_IS_NEW: Final = """
    van_contact.state IN ('written', 'refused', 'unmapped') AND van_contact.outcome <> :outcome
"""
"""What is on its way, or uncertain, is looked at again when its outcome is committed."""
_AGAIN: Final = f"ON CONFLICT ({{kind}}_id) DO UPDATE {_WAITS} WHERE {_IS_NEW}"
_CALL: Final = text(
    f"{_INTO} WHERE x.id = :id AND x.result = ANY(:outcomes) {_AGAIN}".format(kind="call")
)
_CONVERSATION: Final = text(f"{_INTO} WHERE x.id = :id {_AGAIN}".format(kind="conversation"))
_HELD_FAST: Final = text(
    "SELECT id FROM van_contact WHERE conversation_id = ANY(:ids) ORDER BY id FOR UPDATE"
)
_OPTED_OUT: Final = text(
    f"UPDATE van_contact {_WAITS} WHERE conversation_id = ANY(:ids) AND {_IS_NEW}"
)
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
    """A call has its result; one that VAN has no word for is not noted. One that was written is
    written again where its result has become another since."""
    session.flush()
    outcome = call.result.value if call.result else ""
    values = {"id": call.id, "due_at": at + SETTLES_AFTER, "outcome": outcome}
    session.execute(_CALL, {**values, "outcomes": [*OUTCOMES]})


def note_conversation(
    session: Session, conversation: Conversation, outcome: str, at: datetime
) -> None:
    """A conversation by text has come to TEXT_ANSWERED or TEXT_OPTED_OUT. One that was written is
    written again where it has come to something else since."""
    session.flush()
    values = {"id": conversation.id, "due_at": at + SETTLES_AFTER, "outcome": outcome}
    session.execute(_CONVERSATION, values)


def note_opt_outs(session: Session, conversation_ids: Sequence[int], at: datetime) -> None:
    """Conversations were closed by an opt-out that came another way: those of which VAN knows, or
    was to know, something else are written again."""
    values = {"ids": [*conversation_ids], "due_at": at + SETTLES_AFTER, "outcome": TEXT_OPTED_OUT}
    # An outcome that is being committed is waited for, so that it is not passed over.
    if conversation_ids and session.execute(_HELD_FAST, values).first() is not None:
        session.execute(_OPTED_OUT, values)


def note_earlier(session: Session, organisation_id: int, campaign_id: int, at: datetime) -> int:
    """Everything of a campaign that has ended and was never noted; returns how many contacts."""
    values = {"owner": organisation_id, "campaign": campaign_id, "due_at": at}
    calls = session.execute(_EARLIER_CALLS, {**values, "outcomes": [*OUTCOMES]}).all()
    return len(calls) + len(session.execute(_EARLIER_TEXTS, values).all())
