"""Handing a conversation on: to another texter, to whoever speaks a language, or to a call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from phonebank.domain.caller import SILENT_AFTER, Assignment, AssignmentState, Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.languages import spoken_of
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.domain.voter import Voter
from phonebank.services.announcing import announce_caller, announce_shift_to_all
from phonebank.services.conversations import conversation_of

AT_THE_HEAD: Final = timedelta(days=365)
"""How much earlier than everybody else somebody waits who is to be called next."""


@dataclass(frozen=True)
class Taker:
    """A texter of the shift who is there."""

    id: int
    name: str
    languages: tuple[str, ...]


def takers(session: Session, caller_id: int, at: datetime) -> list[Taker]:
    """The other texters of the shift whose pages are open."""
    here = session.get_one(Caller, caller_id)
    others = select(Caller).where(
        Caller.shift_id == here.shift_id,
        Caller.id != caller_id,
        Caller.finished_at.is_(None),
        Caller.seen_at >= at - SILENT_AFTER,
    )
    return [
        Taker(each.id, each.name, tuple(each.languages))
        for each in session.scalars(others.order_by(Caller.name, Caller.id))
    ]


def hand_to(
    session: Session, caller_id: int, conversation_id: int, taker_id: int, at: datetime
) -> None:
    """Give the conversation to another texter of the shift. Raises NotFound for nobody there."""
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    if taker_id not in [each.id for each in takers(session, caller_id, at)]:
        raise NotFound("there is no such texter on this shift")
    _let_go(session, conversation, caller_id)
    conversation.caller_id = taker_id
    announce_caller(session, conversation.shift_id, taker_id)


def hand_to_language(
    session: Session, caller_id: int, conversation_id: int, language: str, at: datetime
) -> None:
    """Give the conversation to the next texter who writes a language; the voter is written to in
    it from now on. Raises BadInput where the campaign has no such language."""
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    shift = session.get_one(Shift, conversation.shift_id)
    if language not in session.get_one(Campaign, shift.campaign_id).languages:
        raise BadInput("the campaign has no words in that language", "language")
    voter = session.get_one(Voter, conversation.voter_id)
    if voter.language not in spoken_of(language):
        voter.language = spoken_of(language)[0]
    conversation.language = language
    _let_go(session, conversation, caller_id)
    announce_shift_to_all(session, shift.id)


def hand_to_callers(session: Session, caller_id: int, conversation_id: int, at: datetime) -> None:
    """The voter would rather talk: they are the next whom a caller of the campaign calls.

    The conversation stays with its texter. Raises NotNow where nobody calls for the campaign.
    """
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    calling = session.scalar(_calling_shift(session.get_one(Shift, conversation.shift_id)))
    if calling is None:
        raise NotNow("nobody is calling for this campaign just now")
    voter = session.get_one(Voter, conversation.voter_id)
    at_the_head = {
        "state": AssignmentState.WAITING,
        "not_before": at - AT_THE_HEAD,
        "caller_id": None,
        "barred_by": None,
    }
    place = insert(Assignment).values(
        organisation_id=conversation.organisation_id,
        shift_id=calling.id,
        voter_id=voter.id,
        language=voter.language,
        position=0,
        attempts=0,
        **at_the_head,
    )
    session.execute(
        place.on_conflict_do_update(
            index_elements=["shift_id", "voter_id"],
            set_=at_the_head,
            where=Assignment.state != AssignmentState.CLAIMED,
        )
    )
    announce_shift_to_all(session, calling.id)


def _calling_shift(texting: Shift) -> Select[Shift]:
    return (
        select(Shift)
        .where(
            Shift.campaign_id == texting.campaign_id,
            Shift.channel == Channel.CALL,
            Shift.state == ShiftState.RUNNING,
        )
        .order_by(Shift.id)
        .limit(1)
    )


def _let_go(session: Session, conversation: Conversation, caller_id: int) -> None:
    """It waits for somebody, whether or not its last text was read."""
    if conversation.state is ConversationState.UNSENT:
        raise NotNow("the first text has not been sent yet")
    conversation.caller_id = conversation.offered_at = None
    conversation.unread = max(1, conversation.unread)
    announce_caller(session, conversation.shift_id, caller_id)
