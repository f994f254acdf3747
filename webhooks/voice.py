"""Calls: volunteers' own lines, voters' lines, and voters who ring us."""

from flask import Blueprint, Response, request

from phonebank.jobs import calls
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import (
    answering_voters,
    line_events,
    phoning,
    putting_through,
    supervising,
)
from phonebank.telephony.port import (
    CaptainConnected,
    ConferenceMoved,
    EndLine,
    JoinConference,
    LeaveMessage,
    VoiceReply,
)
from phonebank.telephony.twilio import call_events
from phonebank.telephony.twilio.addresses import Door
from webhooks.door import heard, markup, tell, tell_event, the_application

bp = Blueprint("voice", __name__)


@bp.post(Door.CALLER)
def caller() -> Response:
    """A volunteer's or a captain's browser has called and asks where to go."""
    event = call_events.line_connected(request.form, request.args)
    if isinstance(event, CaptainConnected):
        return markup(tell_event(event, supervising.captain_connected))
    return _taken(tell_event(event, line_events.caller_connected))


@bp.post(Door.CODE)
def code() -> Response:
    """Somebody who rang us gave the code of a volunteer's line."""
    return _taken(tell(call_events.code_pressed, phoning.code_pressed))


@bp.post(Door.PHONE)
def phone() -> Response:
    """A volunteer's own phone was picked up."""
    return _taken(tell(call_events.phone_picked_up, phoning.picked_up))


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
    if isinstance(reply, LeaveMessage):
        enqueue(
            the_application(), QueueName.CALLS, calls.leave_message, reply.call_id, at_front=True
        )
    return heard()


@bp.post(Door.CONFERENCE)
def conference() -> Response:
    """Somebody joined or left a volunteer's conference."""
    event = call_events.conference_moved(request.form, request.args)
    if event is not None:
        _follow(event)
    return heard()


def _follow(event: ConferenceMoved) -> None:
    app, at = the_application(), the_application().clock()
    if event.member_id is not None:
        unset = tell_event(event, supervising.captain_moved)
        if unset is not None:
            enqueue(app, QueueName.CALLS, calls.see_to_voices, unset)
        return
    tell_event(event, line_events.conference_moved)
    if not event.joined or event.guest_id is not None:
        return
    with app.database.transaction() as session:
        if event.is_caller:
            unset = supervising.own_line_joined(session, event.caller_id)
            lines = []
        else:
            unset = None
            lines = supervising.end_hidden_where_all_must_agree(session, event.caller_id, at)
    if unset is not None:
        enqueue(app, QueueName.CALLS, calls.see_to_voices, unset)
    for line in lines:
        enqueue(app, QueueName.CALLS, calls.hang_up, line)


def _taken(reply: VoiceReply) -> Response:
    """A volunteer's line that another one took the place of is ended."""
    if isinstance(reply, JoinConference) and reply.replaces is not None:
        enqueue(the_application(), QueueName.CALLS, calls.hang_up, reply.replaces)
    return markup(reply)


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
