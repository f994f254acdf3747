"""A texting shift with one texter at work, and voters who write back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage
from phonebank.services import assigning, receiving, texting, writing
from phonebank.telephony.port import TextReceived
from tests.support.world import NOON, World, add_caller, make_world


@dataclass
class InboxWorld:
    """A texter with conversations. `at` moves on by a second with each thing that happens."""

    session: Session
    world: World
    texter: Caller
    clock: Iterator[datetime] = field(
        default_factory=lambda: (NOON + timedelta(seconds=each) for each in count(1))
    )
    keys: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def conversations(self) -> list[Conversation]:
        """The texter's conversations in the order in which they were given."""
        statement = select(Conversation).where(Conversation.caller_id == self.texter.id)
        return list(self.session.scalars(statement.order_by(Conversation.id)))

    def key(self) -> str:
        """A key as a page makes it up for a click."""
        return f"request-key-{next(self.keys)}"

    def take(self, size: int = 10) -> list[Conversation]:
        """Give the texter voters; returns all conversations."""
        assigning.give_batch(self.session, self.texter.id, next(self.clock), size)
        self.session.flush()
        return self.conversations

    def write_first(self, conversation: Conversation) -> TextMessage:
        """Send the first text, as far as the carrier's acceptance."""
        at = next(self.clock)
        text = texting.send_first(self.session, self.texter.id, conversation.id, self.key(), at)
        for event in (TextEvent.TAKE, TextEvent.ACCEPTED):
            text.apply(event, at)
        self.session.flush()
        return text

    def voter_writes(self, conversation: Conversation, body: str) -> None:
        """A text comes in from the conversation's voter."""
        sid = f"SM{next(self.keys):032x}"
        event = TextReceived(sid, conversation.their_number, conversation.our_number, body)
        receiving.text_received(self.session, event, next(self.clock))
        self.session.flush()


def make_inbox_world(
    session: Session,
    languages: Sequence[str] = ("en", "en", "es-US"),
    *,
    spoken: Sequence[str] = ("en", "es-US"),
) -> InboxWorld:
    """A running texting shift with one voter for each of `languages`, and one texter."""
    world = make_world(session, channel=Channel.TEXT, languages=languages)
    writing.save_prepared_reply(
        session,
        world.organisation.id,
        world.campaign.id,
        "Where to vote",
        {"en": "You can look it up at vote.example.", "es-US": "Búsquelo en vote.example."},
    )
    texter = add_caller(session, world.shift, spoken, connected=False)
    return InboxWorld(session, world, texter)
