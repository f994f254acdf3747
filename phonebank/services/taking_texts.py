"""Taking waiting texts in their order, each to be handed to the carrier by whoever took it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from phonebank.domain.contact_rules import Decision
from phonebank.domain.sending_limits import SendingLimit, SendingScope
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.services import gate
from phonebank.services.announcing import announce_caller, announce_shift
from phonebank.services.sending_pauses import (
    count_segments_sent,
    days_room,
    pause_of,
    pause_until_tomorrow,
)
from phonebank.telephony.port import SendText

ASK_AGAIN_AFTER = timedelta(seconds=30)
"""How long a text waits where a person has to decide before it may go."""


@dataclass(frozen=True)
class Taken:
    """A text in the hands of one run; `at` tells this run from a later one's."""

    text_id: int
    request: SendText
    at: datetime
    conversation: Conversation
    segments: int
    limits: tuple[SendingLimit, ...] = ()


def campaigns_with_texts(session: Session, at: datetime) -> list[SendingLimit]:
    """The campaigns that have texts to be handed over now, with their own limits; none that the
    carrier or the day's limit has paused."""
    return [
        SendingLimit(SendingScope.CAMPAIGN, each.texts_per_second, each.segments_per_day, each.id)
        for each in session.execute(_CAMPAIGNS, {"at": at})
    ]


_CAMPAIGNS = text(
    """
    WITH RECURSIVE waiting AS (
        (SELECT campaign_id FROM text_message WHERE state = 'queued' AND campaign_id IS NOT NULL
          ORDER BY campaign_id LIMIT 1)
        UNION ALL
        SELECT (SELECT next.campaign_id FROM text_message next
                 WHERE next.state = 'queued' AND next.campaign_id > waiting.campaign_id
                 ORDER BY next.campaign_id LIMIT 1)
          FROM waiting WHERE waiting.campaign_id IS NOT NULL)
    SELECT campaign.id, campaign.texts_per_second, campaign.segments_per_day
      FROM waiting JOIN campaign ON campaign.id = waiting.campaign_id
     WHERE (EXISTS (SELECT FROM text_message due
                     WHERE due.state = 'queued' AND due.campaign_id = campaign.id
                       AND NOT due.bulk AND due.due_at <= :at)
            OR EXISTS (SELECT FROM text_message due
                        WHERE due.state = 'queued' AND due.campaign_id = campaign.id
                          AND due.bulk AND due.due_at <= :at))
       AND NOT EXISTS (SELECT FROM sending_pause pause
                        WHERE pause.until > :at
                          AND (pause.scope <> 'campaign' OR pause.holder_id = campaign.id))
    """
)
"""From one campaign to the next by the index, however many texts wait in each."""


def take_due(
    session: Session, limits: Sequence[SendingLimit], at: datetime, most: int
) -> list[Taken]:
    """Take the next texts of a campaign, the last of `limits`: at most so many, in their order,
    through the gate, and within the day's segments. None while there is a pause."""
    if pause_of(session, limits, at) is not None:
        return []
    room = days_room(session, limits, at)
    due = session.execute(_due(limits[-1].holder_id, at, most)).all()
    standing = gate.standing_of_texts(session, [each.id for each, _ in due], at) if due else {}
    taken: list[Taken] = []
    for waiting, conversation in due:
        decision = standing[waiting.id].decision
        broken = room.take(waiting.segments) if decision.allowed else None
        if broken is not None:
            pause_until_tomorrow(session, broken, at)
            break
        mine = _take(session, waiting, conversation, decision, at, tuple(limits))
        taken += [mine] if mine is not None else []
    count_segments_sent(session, limits, room.taken, at)
    return taken


def _due(campaign_id: int, at: datetime, most: int) -> Select[TextMessage, Conversation]:
    return (
        select(TextMessage, Conversation)
        .join(Conversation, Conversation.id == TextMessage.conversation_id)
        .where(
            TextMessage.state == TextState.QUEUED,
            TextMessage.campaign_id == campaign_id,
            TextMessage.due_at <= at,
        )
        .order_by(TextMessage.bulk, TextMessage.due_at, TextMessage.id)
        .limit(most)
        .with_for_update(key_share=True, skip_locked=True, of=TextMessage)
    )


def take(
    session: Session, waiting: TextMessage, conversation: Conversation, at: datetime
) -> Taken | None:
    """Take one text. The second look at the gate, in the transaction that commits the send."""
    decision = gate.standing_of_texts(session, [waiting.id], at)[waiting.id].decision
    return _take(session, waiting, conversation, decision, at)


def _take(
    session: Session,
    waiting: TextMessage,
    conversation: Conversation,
    decision: Decision,
    at: datetime,
    limits: tuple[SendingLimit, ...] = (),
) -> Taken | None:
    if not decision.allowed:
        keep_back(session, waiting, conversation, decision, at)
        return None
    apply(session, waiting, conversation, TextEvent.TAKE, at)
    request = SendText(waiting.id, conversation.their_number, conversation.our_number, waiting.body)
    return Taken(waiting.id, request, at, conversation, waiting.segments, limits)


def keep_back(
    session: Session,
    waiting: TextMessage,
    conversation: Conversation,
    decision: Decision,
    at: datetime,
) -> None:
    """Let a text wait for what passes, and withhold it for good from what does not."""
    if decision.passes:
        apply(session, waiting, conversation, TextEvent.NOT_SENT, at)
        waiting.due_at = decision.opens_at or at + ASK_AGAIN_AFTER
    else:
        waiting.withheld_by = decision.reason
        apply(session, waiting, conversation, TextEvent.WITHHOLD, at)


def apply(
    session: Session,
    waiting: TextMessage,
    conversation: Conversation,
    event: TextEvent,
    at: datetime,
) -> bool:
    """Let an event act on a text and tell the screens; False where it has no effect any more."""
    changed = waiting.apply(event, at)
    if changed and event is not TextEvent.TAKE:
        announce_conversation(session, conversation)
    return changed


def announce_conversation(session: Session, conversation: Conversation) -> None:
    """Whoever has the conversation before them should look again."""
    if conversation.caller_id is not None:
        announce_caller(session, conversation.shift_id, conversation.caller_id)
    else:
        announce_shift(session, conversation.shift_id)
