"""Keeping a voter's text in the conversation it belongs to: one statement, the busiest of texting.

It is for texts that ask nothing of us that others must wait for: no opt-out, nor perhaps one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from phonebank.services.telling import HOOKED
from phonebank.telephony.port import TextReceived


@dataclass(frozen=True)
class Kept:
    """Where a text belongs. `conversation_id` is None where nobody wrote to the number, `text_id`
    where the text had been kept before. `question_id` is the question that awaits an answer."""

    organisation_id: int
    conversation_id: int | None
    text_id: int | None
    shift_id: int | None
    caller_id: int | None
    question_id: int | None


def keep_reply(session: Session, event: TextReceived, body: str, at: datetime) -> Kept | None:
    """Keep the text with the latest conversation between the two numbers in which something was
    sent; once, however often it comes. None where the number it came to is not ours."""
    values = {
        "to": event.to,
        "from": event.from_,
        "sid": event.text_sid,
        "key": event_key(event),
        "body": body,
        "at": at,
    }
    row = session.execute(_KEEP, values).first()
    return None if row is None else Kept(*row)


def event_key(event: TextReceived) -> str:
    """What tells a repeated delivery apart."""
    return f"text:{event.text_sid}"


SOMETHING_LEFT = """
    EXISTS (SELECT FROM text_message
             WHERE text_message.conversation_id = conversation.id AND direction = 'out'
               AND (text_message.state IN ('sending', 'uncertain', 'sent', 'delivered',
                                           'undelivered')
                    OR text_message.carrier_sid IS NOT NULL))
"""
"""Whether a text of a conversation has left, or may have: a reply answers what the voter was sent,
never what waits. Where nothing left at all, it is kept with what a texter began last."""

_TOLD = HOOKED.format(
    kind="'text.received'",
    voter_key="'voter ' || latest.voter_id",
    data="""json_build_object('conversation_id', latest.id, 'text_id', kept.id, 'shift_id',
                             latest.shift_id, 'voter_id', latest.voter_id,
                             'number', CAST(:from AS text), 'body', CAST(:body AS text))""",
    source="latest, kept,",
    owner="latest.organisation_id",
)
_KEEP = text(
    f"""
    WITH latest AS (
        SELECT id, organisation_id, language, shift_id, voter_id FROM conversation
         WHERE our_number = :to AND their_number = :from AND state <> 'unsent'
         ORDER BY {SOMETHING_LEFT} DESC, last_at DESC LIMIT 1
    ), new AS (
        INSERT INTO carrier_event (key, kind, received_at)
        SELECT :key, 'text', :at FROM latest
            ON CONFLICT (key) DO NOTHING RETURNING id
    ), kept AS (
        INSERT INTO text_message (organisation_id, shift_id, conversation_id, carrier_sid,
                                  direction, body, language, purpose, state, queued_at, settled_at,
                                  segments, bulk, first, times_lost, needs_decision)
        SELECT organisation_id, shift_id, latest.id, :sid, 'in', :body, language, 'reply',
               'received', :at, :at, 0, false, false, 0, false
          FROM latest, new RETURNING id, conversation_id
    ), moved AS (
        UPDATE conversation
           SET unread = unread + 1, last_at = :at, last_inbound_at = :at,
               waiting_since = CASE WHEN state = 'open' THEN coalesce(waiting_since, :at)
                                    ELSE :at END,
               offered_at = CASE WHEN state = 'open' THEN offered_at END,
               state = CASE WHEN state = 'closed' THEN 'open' ELSE state END
          FROM kept WHERE conversation.id = kept.conversation_id
        RETURNING conversation.shift_id, conversation.caller_id, conversation.question_id
    ), told AS ({_TOLD})
    SELECT owned_number.organisation_id, latest.id, kept.id, moved.shift_id, moved.caller_id,
           moved.question_id
      FROM owned_number LEFT JOIN latest ON true LEFT JOIN kept ON true LEFT JOIN moved ON true
     WHERE owned_number.e164 = :to
    """  # noqa: S608 - nothing in it comes from outside
)
