"""What waits for a coordinator to decide because nobody else would: a page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.stranger_text import StrangerText
from phonebank.domain.text_message import Conversation, Direction, TextMessage
from phonebank.domain.van_results import TEXT_OPTED_OUT
from phonebank.domain.voter import Voter
from phonebank.services import opting_out
from phonebank.services.auditing import Author
from phonebank.services.deciding_texts import MOST_SHOWN, left_alone, texts_left_to_decide
from phonebank.services.strangers import undecided
from phonebank.services.van.noting import note_conversation


@dataclass(frozen=True)
class HeldConversation:
    """A voter whose text may be an opt-out, in the hands of no texter who is at work."""

    conversation: Conversation
    voter: Voter
    text: TextMessage | None


@dataclass(frozen=True)
class DoubtfulText:
    """A text of which nobody can tell whether it was sent."""

    text: TextMessage
    conversation: Conversation
    voter: Voter


@dataclass(frozen=True)
class Decisions:
    """All that waits, the oldest first."""

    strangers: Sequence[StrangerText]
    held: Sequence[HeldConversation]
    doubtful: Sequence[DoubtfulText]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.strangers) + len(self.held) + len(self.doubtful)


def decisions_of(session: Session, organisation_id: int, at: datetime) -> Decisions:
    """What an organisation's coordinators should decide."""
    doubtful = texts_left_to_decide(session, organisation_id, at)
    return Decisions(
        strangers=undecided(session, organisation_id),
        held=_held(session, organisation_id, at),
        doubtful=[
            DoubtfulText(text, conversation, session.get_one(Voter, conversation.voter_id))
            for text, conversation in doubtful
        ],
    )


def decide_held(
    session: Session, organisation_id: int, conversation_id: int, opts_out: bool, author: Author
) -> None:
    """A coordinator has read a held conversation. Raises NotFound for another organisation's,
    NotNow where it is not held any more."""
    found = session.get(Conversation, conversation_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("there is no such conversation")
    number, voter_id = found.their_number, found.voter_id
    opting_out.lock_numbers(session, organisation_id, number, voter_id)
    lock = {"key_share": True}
    conversation = session.get_one(
        Conversation, conversation_id, with_for_update=lock, populate_existing=True
    )
    if not conversation.held:
        raise NotNow("this has been decided already")
    if opts_out:
        opting_out.opt_out(session, organisation_id, number, voter_id, author.at, author.actor)
        note_conversation(session, conversation, TEXT_OPTED_OUT, author.at)
    else:
        opting_out.release(session, conversation, author.at, author.actor)


def _held(session: Session, organisation_id: int, at: datetime) -> list[HeldConversation]:
    statement = (
        select(Conversation, Voter)
        .join(Voter, Voter.id == Conversation.voter_id)
        .where(Conversation.organisation_id == organisation_id, Conversation.held, left_alone(at))
        .order_by(Conversation.last_inbound_at)
        .limit(MOST_SHOWN)
    )
    return [
        HeldConversation(conversation, voter, _last_of_voter(session, conversation))
        for conversation, voter in session.execute(statement)
    ]


def _last_of_voter(session: Session, conversation: Conversation) -> TextMessage | None:
    return session.scalar(
        select(TextMessage)
        .where(
            TextMessage.conversation_id == conversation.id, TextMessage.direction == Direction.IN
        )
        .order_by(TextMessage.id.desc())
        .limit(1)
    )
