"""The API over a world in which everything that it shows has happened."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from phonebank.domain.call import ContactResult
from phonebank.domain.contact_request import Purpose
from phonebank.domain.survey import AnswerDoor
from phonebank.domain.text_message import (
    Conversation,
    Direction,
    TextMessage,
    TextState,
)
from phonebank.services.api_tokens import make_token
from phonebank.services.auditing import Author
from phonebank.services.exports import Scope
from phonebank.services.exports.keeping import ask_for_export
from phonebank.services.opting_out import opt_out
from phonebank.services.surveying import Answering, record_answer
from tests.support.desk_site import DeskSite, desk_site
from tests.support.ended_calls import add_call, add_conversation, first_number
from tests.support.world import NOON, World, add_caller


@dataclass
class Api:
    """A client of the API, which holds a token of the site's organisation."""

    site: DeskSite
    secret: str
    token_id: int

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for a path below /api/v1, with the token."""
        client = self.site.flask.test_client()
        sent = {"Authorization": f"Bearer {self.secret}", **headers}
        return client.get(f"/api/v1{path}", headers=sent)


@pytest.fixture
def api(migrated_database_url: str, redis_url: str) -> Iterator[Api]:
    with desk_site(migrated_database_url, redis_url) as site:
        with site.acting() as session:
            live_through(session, site.world)
            made = make_token(session, site.world.organisation.id, "Tests", Author("x", NOON))
        yield Api(site, made.secret, made.token.id)


def live_through(session: Session, world: World) -> None:
    """One voter was called and answered, each was written to and wrote back, one opted out."""
    caller = add_caller(session, world.shift)
    reached = {"result": ContactResult.REACHED, "closed_at": NOON}
    for voter in world.voters:
        add_call(session, world.shift, voter, caller.id, **reached)
        session.add(reply_of(add_conversation(session, world.shift, voter, last_inbound_at=NOON)))
    answering = Answering(world.shift, world.voters[0].id, "en", AnswerDoor.CALLER, caller.id)
    for question in world.questions:
        record_answer(session, answering, question.id, question.choices[0].id, NOON)
    scope = Scope(world.organisation.id)
    for layout in ("voters", "answers"):
        ask_for_export(session, layout, "csv", scope, Author("member 1", NOON))
    last = world.voters[-1]
    number = first_number(session, last)
    opt_out(session, world.organisation.id, number.e164, last.id, NOON, "voter")


def reply_of(conversation: Conversation) -> TextMessage:
    return TextMessage(
        organisation_id=conversation.organisation_id,
        shift_id=conversation.shift_id,
        conversation_id=conversation.id,
        direction=Direction.IN,
        body='Si, "claro"\nmañana \\ {x}',
        language="en",
        purpose=Purpose.REPLY,
        state=TextState.RECEIVED,
        queued_at=NOON,
    )
