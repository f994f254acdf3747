"""A texting shift, and a first text whose receipts are awaited."""

from dataclasses import dataclass

from phonebank.db import Database
from phonebank.domain.contact_rules import Channel
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage
from phonebank.services import assigning, texting
from tests.support.world import NOON, World, add_caller, make_world


@dataclass(frozen=True)
class TextWorld:
    """A text that the carrier is being asked to send: our commit of the send is yet to come."""

    database: Database
    world: World
    text_id: int
    voters_number: str

    @property
    def sid(self) -> str:
        """The carrier's id of the text."""
        return f"SM{self.text_id:032x}"

    def text(self) -> TextMessage:
        """The text as it is now."""
        with self.database.transaction() as session:
            return session.get_one(TextMessage, self.text_id)

    def accepted(self) -> None:
        """The carrier has answered, and our own transaction commits."""
        with self.database.transaction() as session:
            text = session.get_one(TextMessage, self.text_id, with_for_update=True)
            text.carrier_sid = self.sid
            text.apply(TextEvent.ACCEPTED, NOON)


def make_text_world(database: Database) -> TextWorld:
    """One texter who has sent one voter the first text."""
    with database.transaction() as session:
        world = make_world(session, channel=Channel.TEXT, languages=["en"])
        texter = add_caller(session, world.shift, connected=False)
        assigning.give_batch(session, texter.id, NOON, size=1)
        conversation = session.query(Conversation).one()
        text = texting.send_first(session, texter.id, conversation.id, "key-1", NOON)
        text.apply(TextEvent.TAKE, NOON)
        return TextWorld(database, world, text.id, conversation.their_number)
