"""What a volunteer does besides calling: asks for help, hands over, takes another telephone."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from phonebank.domain.call import ContactResult
from phonebank.domain.captain import HelpReason
from phonebank.domain.errors import BadInput, NotNow
from phonebank.domain.shift import Shift
from phonebank.jobs import calls, texts
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import (
    following_up,
    handing_over,
    helping,
    households,
    phoning,
    promises,
    redialling,
)
from phonebank.services.calling import check_language, own_call
from phonebank.services.directing import finish_after_call
from phonebank.services.telling_callers import put_away
from phonebank.telephony.port import CarrierError
from phonebank.web.calling import answer_screen
from phonebank.web.door import application, now, posted_int, posted_json, posted_str, transaction
from phonebank.web.sessions import caller_required, current_caller

bp = Blueprint("call_actions", __name__, url_prefix="/call")


@bp.post("/help")
@caller_required
def ask_for_help() -> ResponseReturnValue:
    """Raise a hand with a reason, or lower it where `raised` is false."""
    posted, caller_id = posted_json(), current_caller().id
    with transaction() as session:
        if posted.get("raised") is False:
            helping.lower_hand(session, caller_id, now())
        else:
            note = posted_str(posted, "note", "")
            helping.raise_hand(
                session, caller_id, _reason(posted_str(posted, "reason")), note, now()
            )
    return answer_screen()


@bp.post("/message")
@caller_required
def put_message_away() -> ResponseReturnValue:
    """The volunteer has read what the captain said."""
    message_id = posted_int(posted_json(), "message_id")
    with transaction() as session:
        put_away(session, current_caller().id, message_id)
    return answer_screen()


@bp.post("/finish-after")
@caller_required
def finish_after() -> ResponseReturnValue:
    """Done once the open call has its result; taken back where `on` is false."""
    on = posted_json().get("on", True) is not False
    with transaction() as session:
        finish_after_call(session, current_caller().id, now(), on=on)
    return answer_screen()


@bp.post("/redial")
@caller_required
def redial() -> ResponseReturnValue:
    """Call the same voter once more."""
    key = posted_str(posted_json(), "key")
    if not key:
        raise BadInput("key should not be empty")
    with transaction() as session:
        call = redialling.redial(session, current_caller().id, key, now())
    enqueue(application(), QueueName.CALLS, calls.place, call.id)
    return answer_screen()


@bp.post("/household")
@caller_required
def ask_for_mate() -> ResponseReturnValue:
    """Somebody else at the number comes to the phone: the line stays up."""
    posted = posted_json()
    key, told = posted_str(posted, "key"), posted_str(posted, "result")
    if not key or told not in set(ContactResult):
        raise BadInput("key and result should say which turn is meant, and what came before it")
    note = None if posted.get("note") is None else posted_str(posted, "note")
    turning = households.Turning(
        posted_int(posted, "call_id"),
        ContactResult(told),
        posted_int(posted, "voter_id"),
        key,
        note,
    )
    with transaction() as session:
        households.turn_to(session, current_caller().id, turning, now())
    return answer_screen()


@bp.post("/follow-up")
@caller_required
def send_follow_up() -> ResponseReturnValue:
    """The voter has asked for a text; sent once, however often it is pressed."""
    posted = posted_json()
    call_id, follow_up_id = posted_int(posted, "call_id"), posted_int(posted, "follow_up_id")
    with transaction() as session:
        text = following_up.send_follow_up(
            session, current_caller().id, call_id, follow_up_id, now()
        )
    enqueue(application(), QueueName.TEXTS, texts.deliver, text.id)
    return answer_screen()


@bp.get("/speaker")
@caller_required
def speaker() -> ResponseReturnValue:
    """Who would take a call in this language over now; null where nobody is free."""
    language = request.args.get("language", "")
    check_language(language)
    with transaction() as session:
        caller = current_caller()
        shift = session.get_one(Shift, caller.shift_id)
        found = handing_over.free_speaker(session, shift, caller.id, language, now())
    return jsonify(name=None if found is None else found.name)


@bp.post("/hand-over")
@caller_required
def hand_over() -> ResponseReturnValue:
    """Hand the live call over to whoever speaks the language and is free."""
    posted = posted_json()
    call_id, language = posted_int(posted, "call_id"), posted_str(posted, "language")
    app = application()
    handing_over.hand_over(
        app.database, app.carrier, current_caller().id, call_id, language, app.clock
    )
    return answer_screen()


@bp.post("/leave")
@caller_required
def leave() -> ResponseReturnValue:
    """Leave a call that was handed over."""
    app = application()
    handing_over.leave_call(app.database, app.carrier, current_caller().id, app.clock)
    return answer_screen()


@bp.get("/call-back-times")
@caller_required
def call_back_times() -> ResponseReturnValue:
    """When the voter of the open call may be called back."""
    call_id = request.args.get("call_id", type=int)
    with transaction() as session:
        call = own_call(session, current_caller().id, call_id or 0)
        offered = promises.offered_times(session, call, now())
    return jsonify(offered)


@bp.post("/phone")
@caller_required
def dial_in() -> ResponseReturnValue:
    """The number to ring from a telephone, and the code to give there."""
    with transaction() as session:
        shown = phoning.dial_in(session, current_caller().id, now())
    return jsonify(shown)


@bp.post("/ring-me")
@caller_required
def ring_me() -> ResponseReturnValue:
    """Ring the volunteer's own telephone."""
    number = posted_str(posted_json(), "number")
    with transaction() as session:
        wanted = phoning.ring_me(session, current_caller().id, number)
    try:
        application().carrier.ring_caller(wanted)
    except CarrierError as error:
        raise NotNow("your phone could not be rung: dial in with the code") from error
    return "", 204


def _reason(told: str) -> HelpReason:
    if told not in set(HelpReason):
        raise BadInput("reason should be one of the reasons that the page offers")
    return HelpReason(told)
