"""The texts that a caller may offer on a call, and what became of those that were asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.follow_up import FollowUp, TextRequest
from phonebank.domain.proportion import Proportion
from phonebank.domain.shift import Shift
from phonebank.domain.text_message import WAITS, Conversation, TextMessage, TextState
from phonebank.domain.voter import Voter
from phonebank.services.following_up import follow_ups_of, language_of_call
from phonebank.services.planning import organisation_of
from phonebank.services.showing_script import Bilingual, Reading, field_values, filled


class FollowUpStanding(StrEnum):
    """What became of a text that was asked for."""

    ON_ITS_WAY = "on its way"
    WAITS = "waits"
    SENT = "sent"
    DELIVERED = "delivered"
    NOT_SENT = "not sent"


_STANDINGS: Final = {
    TextState.SENT: FollowUpStanding.SENT,
    TextState.DELIVERED: FollowUpStanding.DELIVERED,
    TextState.UNDELIVERED: FollowUpStanding.NOT_SENT,
    TextState.FAILED: FollowUpStanding.NOT_SENT,
    TextState.WITHHELD: FollowUpStanding.NOT_SENT,
}


@dataclass(frozen=True)
class ShownFollowUp:
    """A text with the words that ask whether it may be sent; `standing` None where nobody asked
    for it yet. `number` is the place of its key, from 1."""

    id: int
    number: int
    title: str
    question: Bilingual
    text: Bilingual
    standing: FollowUpStanding | None
    waits_until: datetime | None


@dataclass(frozen=True)
class FollowUpLine:
    """A text as the desk sees it: to how many of those who asked for it it was delivered."""

    follow_up: FollowUp
    delivered: Proportion


def shown_follow_ups(
    session: Session, call: Call, caller: Caller, page_language: str, at: datetime
) -> list[ShownFollowUp]:
    """Those that are written in the voter's language, once the voter has answered."""
    if call.answered_at is None:
        return []
    shift = session.get_one(Shift, call.shift_id)
    offered = follow_ups_of(session, shift.campaign_id)
    if not offered:
        return []
    language = language_of_call(session, call)
    source = session.get_one(Campaign, shift.campaign_id).languages[0]
    reading = Reading(language, page_language, source)
    voter = session.get_one(Voter, call.voter_id)
    values = field_values(organisation_of(session, shift).name, caller.name, voter)
    asked = _asked_for(session, call)
    return [
        ShownFollowUp(
            each.id,
            number,
            each.title,
            reading.of(filled(each.question, values)),
            reading.of(filled(each.text, values)),
            _standing(asked.get(each.id), at),
            _waits_until(asked.get(each.id), at),
        )
        for number, each in enumerate(offered, 1)
        if each.text.get(language)
    ]


def follow_up_lines(session: Session, campaign_id: int) -> list[FollowUpLine]:
    """What callers offer, in the order of their keys, with how it went."""
    states = session.execute(
        select(TextRequest.follow_up_id, TextMessage.state)
        .join(TextMessage, TextMessage.id == TextRequest.text_id)
        .join(FollowUp, FollowUp.id == TextRequest.follow_up_id)
        .where(FollowUp.campaign_id == campaign_id)
    ).all()
    return [
        FollowUpLine(
            each,
            Proportion(
                sum(of == each.id and state is TextState.DELIVERED for of, state in states),
                sum(of == each.id for of, _ in states),
            ),
        )
        for each in follow_ups_of(session, campaign_id)
    ]


def unread_replies(session: Session, campaign_id: int) -> int:
    """How many voters have replied to such a text, and wait in nobody's hands."""
    waiting = (
        select(func.count(Conversation.id.distinct()))
        .join(TextMessage, TextMessage.conversation_id == Conversation.id)
        .join(TextRequest, TextRequest.text_id == TextMessage.id)
        .where(
            TextMessage.campaign_id == campaign_id,
            Conversation.caller_id.is_(None),
            WAITS,
        )
    )
    return session.scalar(waiting) or 0


def _asked_for(session: Session, call: Call) -> dict[int, TextMessage]:
    statement = (
        select(TextRequest.follow_up_id, TextMessage)
        .join(TextMessage, TextMessage.id == TextRequest.text_id)
        .where(TextRequest.call_id == call.id)
        .execution_options(populate_existing=True)
    )
    return {follow_up: text for follow_up, text in session.execute(statement)}


def _standing(text: TextMessage | None, at: datetime) -> FollowUpStanding | None:
    if text is None:
        return None
    if _waits_until(text, at) is not None:
        return FollowUpStanding.WAITS
    return _STANDINGS.get(text.state, FollowUpStanding.ON_ITS_WAY)


def _waits_until(text: TextMessage | None, at: datetime) -> datetime | None:
    if text is None or text.state is not TextState.QUEUED or text.due_at is None:
        return None
    return text.due_at if text.due_at > at else None
