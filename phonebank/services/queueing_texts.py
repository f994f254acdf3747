"""Putting a text of ours where workers find it; whether it may go is asked before and after."""

from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.contact_rules import Purpose
from phonebank.domain.segments import count_segments
from phonebank.domain.shift import Shift
from phonebank.domain.text_message import Conversation, Direction, TextMessage, TextState
from phonebank.services.linking import shorten_links


def queue_text(
    session: Session,
    shift: Shift,
    conversation: Conversation,
    body: str,
    purpose: Purpose,
    at: datetime,
    *,
    by_caller: bool = True,
    request_key: str | None = None,
    bulk: bool = False,
) -> TextMessage:
    """A text that waits to be handed to the carrier, with short links in it for the addresses that
    its campaign has named.

    `by_caller` where the conversation's texter wrote it, `bulk` where no person started it.
    """
    text = TextMessage(
        organisation_id=conversation.organisation_id,
        shift_id=conversation.shift_id,
        conversation_id=conversation.id,
        campaign_id=shift.campaign_id,
        caller_id=conversation.caller_id if by_caller else None,
        direction=Direction.OUT,
        body=body,
        segments=count_segments(body).segments,
        language=conversation.language,
        request_key=request_key,
        purpose=purpose,
        bulk=bulk,
        state=TextState.QUEUED,
        queued_at=at,
        due_at=at,
    )
    session.add(text)
    session.flush()
    shorten_links(session, text)
    return text
