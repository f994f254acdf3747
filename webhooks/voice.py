"""Calls: volunteers' own lines, voters' lines, and voters who ring us."""

from flask import Blueprint, Response, request

from phonebank.jobs import calls
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import answering_voters, line_events, putting_through
from phonebank.telephony.port import EndLine
from phonebank.telephony.twilio import call_events
from phonebank.telephony.twilio.addresses import Door
from webhooks.door import heard, markup, tell, tell_event, the_application

bp = Blueprint("voice", __name__)


@bp.post(Door.CALLER)
def caller() -> Response:
    """A volunteer's browser has called and asks where to go."""
    return markup(tell(call_events.caller_connected, line_events.caller_connected))


@bp.post(Door.ANSWERED)
def answered() -> Response:
    """A voter whom we rang has answered, and waits to be put through."""
    return markup(tell(call_events.voter_answered, putting_through.voter_answered))


@bp.post(Door.STATUS)
def status() -> Response:
    """Something happened to a voter's line."""
    event = call_events.call_progress(request.form, request.args)
    alone = not line_events.needs_transaction(event)
    reply = tell_event(event, line_events.call_progressed, single_statement=alone)
    if isinstance(reply, EndLine):
        enqueue(the_application(), QueueName.CALLS, calls.hang_up, reply.call_sid, at_front=True)
    return heard()


@bp.post(Door.MACHINE)
def machine() -> Response:
    """Machine detection has an opinion of who answered."""
    reply = tell(call_events.machine_detected, line_events.machine_detected)
    if isinstance(reply, EndLine):
        enqueue(the_application(), QueueName.CALLS, calls.hang_up, reply.call_sid, at_front=True)
    return heard()


@bp.post(Door.CONFERENCE)
def conference() -> Response:
    """Somebody joined or left a volunteer's conference."""
    event = call_events.conference_moved(request.form, request.args)
    if event is not None:
        tell_event(event, line_events.conference_moved)
    return heard()


@bp.post(Door.INCOMING)
def incoming() -> Response:
    """A voter rings one of our numbers."""
    return markup(tell(call_events.voter_calling, answering_voters.voter_calling))


@bp.post(Door.KEYPAD)
def keypad() -> Response:
    """A voter who rang us pressed a key."""
    return markup(tell(call_events.key_pressed, answering_voters.key_pressed))


@bp.post(Door.PING)
def ping() -> Response:
    """Nothing happens: it proves that a signed request is let in."""
    return heard()
