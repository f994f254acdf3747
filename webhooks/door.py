"""From a request to a service and back: one event, one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.services.strays import note_stray
from phonebank.telephony.port import VoiceReply
from phonebank.telephony.twilio.form import Form
from phonebank.telephony.twilio.markup import render
from phonebank.wiring import Application

EXTENSION = "phonebank"

Event = TypeVar("Event")
Outcome = TypeVar("Outcome")
Parse = Callable[[Form, Form], Event]
Service = Callable[[Session, Event, datetime], Outcome]


def the_application() -> Application:
    """The application that this surface belongs to."""
    app: Application = current_app.extensions[EXTENSION]
    return app


def tell(parse: Parse[Event], service: Service[Event, Outcome]) -> Outcome:
    """Give the request's event to the service, in a transaction that has then committed.

    Raises Unreadable, and NotFound after noting whose call or text the event named.
    """
    return tell_event(parse(request.form, request.args), service)


def tell_event(
    event: Event, service: Service[Event, Outcome], *, single_statement: bool = False
) -> Outcome:
    """As `tell`, for an event that has been read.

    `single_statement` where the service needs no more than one, which is a transaction by itself.
    """
    app = the_application()
    at = app.clock()
    begin = app.database.statement if single_statement else app.database.transaction
    try:
        with begin() as session:
            return service(session, event, at)
    except NotFound:
        with app.database.transaction() as session:
            note_stray(session, event, at)
        raise


def markup(reply: VoiceReply) -> Response:
    """What the carrier shall do next."""
    config = the_application().config
    return xml(render(reply, config.webhooks_url, config.public_url))


def xml(text: str) -> Response:
    """A TwiML document."""
    return Response(text, content_type="text/xml; charset=utf-8")


def heard() -> Response:
    """The event was taken in, and there is nothing to be done."""
    return Response(status=204)
