"""The volunteer's call page and the JSON behind it: the server owns the state, pages show it."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from phonebank.domain.call import CallState, ContactResult
from phonebank.domain.errors import BadInput, NotNow
from phonebank.domain.languages import spoken_languages
from phonebank.domain.shift import Shift
from phonebank.jobs import calls
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services.calling import (
    Telling,
    here,
    it_was_a_person,
    still_here,
    take_break,
    tell_result,
    undo_result,
)
from phonebank.services.connecting import identity_to_connect_as
from phonebank.services.dialling import call_next_voter, lock_caller, open_call, release_call
from phonebank.services.directing import leave_where_due
from phonebank.services.finishing import finish_shift
from phonebank.services.hanging_up import end_line
from phonebank.services.hearing_rumours import Heard, hear
from phonebank.services.interviewing import keep_note, note_answer
from phonebank.services.leaving_messages import after_result, after_undo
from phonebank.services.promises import Appointment
from phonebank.services.showing_caller import caller_screen
from phonebank.telephony.port import BringBack, EndLine, LeaveMessage, SetAside
from phonebank.web.call_words import call_words, help_reasons, keys
from phonebank.web.compressing import compressed
from phonebank.web.door import (
    application,
    now,
    posted_int,
    posted_json,
    posted_str,
    statement,
    transaction,
)
from phonebank.web.posted_answers import posted_answer
from phonebank.web.sessions import caller_required, current_caller
from phonebank.web.translating import page_language

bp = Blueprint("calling", __name__, url_prefix="/call")

TOKEN_SECONDS = 3600


@bp.get("")
@caller_required
def page() -> Response:
    """The page itself; what it shows, it asks for."""
    words = call_words()
    return compressed(
        _render("calling/call.html", words_of_page=words, keys=keys(), help_reasons=help_reasons())
    )


@bp.get("/check")
@caller_required
def check() -> str:
    """Is the volunteer heard, and do they hear?"""
    return _render("calling/check.html", words_of_page=call_words())


@bp.get("/state")
@caller_required
def state() -> ResponseReturnValue:
    """Everything on the screen, for the tab that asks."""
    with transaction() as session:
        return _screen(session, request.args.get("tab", ""))


@bp.post("/here")
@caller_required
def page_is_open() -> ResponseReturnValue:
    """The page is open in a tab. Answers whether that tab holds the line."""
    posted = posted_json()
    tab, take_over = posted_str(posted, "tab"), posted.get("take_over") is True
    with statement() as session:
        holds = still_here(session, current_caller().id, tab, now())
    if not holds:
        with transaction() as session:
            holds = here(session, current_caller().id, tab, now(), take_over=take_over)
    return jsonify(holds=holds)


@bp.post("/token")
@caller_required
def token() -> ResponseReturnValue:
    """A token with which the tab that holds the line may bring it up."""
    posted = posted_json()
    tab, instead = posted_str(posted, "tab"), posted.get("instead_of_phone") is True
    with transaction() as session:
        identity = identity_to_connect_as(
            session, current_caller().id, tab, instead_of_phone=instead
        )
    return jsonify(token=application().carrier.access_token(identity, TOKEN_SECONDS))


@bp.post("/next")
@caller_required
def next_voter() -> ResponseReturnValue:
    """One key, one call: the same key again is the same call."""
    _call_next(posted_str(posted_json(), "key"))
    return answer_screen()


@bp.post("/release")
@caller_required
def release() -> ResponseReturnValue:
    """The voter has been looked at, and is called."""
    call_id = posted_int(posted_json(), "call_id")
    with transaction() as session:
        release_call(session, current_caller().id, call_id, now())
    enqueue(application(), QueueName.CALLS, calls.place, call_id)
    return answer_screen()


@bp.post("/person")
@caller_required
def person() -> ResponseReturnValue:
    """It was no machine that answered."""
    call_id = posted_int(posted_json(), "call_id")
    with transaction() as session:
        it_was_a_person(session, current_caller().id, call_id)
    return answer_screen()


@bp.post("/answer")
@caller_required
def answer() -> ResponseReturnValue:
    """What the voter answered, saved at once; null takes it back."""
    posted = posted_json()
    call_id, question_id = posted_int(posted, "call_id"), posted_int(posted, "question_id")
    given = posted_answer(posted)
    with transaction() as session:
        note_answer(session, current_caller().id, call_id, question_id, given, now())
    return answer_screen()


@bp.post("/rumour")
@caller_required
def rumour() -> ResponseReturnValue:
    """What the voter asks or has heard wrong: in `words`, or one that is known (`rumour_id`)."""
    posted = posted_json()
    known = None if posted.get("rumour_id") is None else posted_int(posted, "rumour_id")
    asked = None if posted.get("question_id") is None else posted_int(posted, "question_id")
    heard = Heard(posted_int(posted, "call_id"), asked, posted_str(posted, "words", ""), known)
    with transaction() as session:
        hear(session, current_caller().id, heard, now())
    return answer_screen()


@bp.post("/note")
@caller_required
def note() -> ResponseReturnValue:
    """The note as typed so far."""
    posted = posted_json()
    call_id, text = posted_int(posted, "call_id"), posted_str(posted, "note")
    with transaction() as session:
        keep_note(session, current_caller().id, call_id, text)
    return "", 204


@bp.post("/result")
@caller_required
def result() -> ResponseReturnValue:
    """What came of the call; its line is hung up, and the next voter called where that is asked.

    The result stays where the next call cannot be made.
    """
    posted = posted_json()
    telling = _telling(posted)
    with transaction() as session:
        call = tell_result(session, current_caller().id, telling, now())
        leave_where_due(session, current_caller().id, now())
        # Whoever asked for a break while they talked has it now.
        wants_a_break = lock_caller(session, current_caller().id).on_break
        end = after_result(session, call, now())
    _end(end)
    if posted.get("then_next") is True and not wants_a_break:
        _try_next(posted_str(posted, "key"))
    return answer_screen()


@bp.post("/hang-up")
@caller_required
def hang_up() -> ResponseReturnValue:
    """End the voter's line; the result is still to be told."""
    call_id = posted_int(posted_json(), "call_id")
    with transaction() as session:
        line = end_line(session, current_caller().id, call_id, now())
    _hang_up(line)
    return answer_screen()


@bp.post("/undo")
@caller_required
def undo() -> ResponseReturnValue:
    """Take the last result back; a call begun since is cancelled."""
    with transaction() as session:
        cancelled = undo_result(session, current_caller().id, now())
        line = None if cancelled is None else cancelled.carrier_sid
        reopened = open_call(session, current_caller().id)
        back = None if reopened is None else after_undo(reopened)
    _hang_up(line)
    _end(back)
    return answer_screen()


@bp.post("/break")
@caller_required
def pause() -> ResponseReturnValue:
    """Pause, or go on where `on` is false."""
    on = posted_json().get("on", True) is not False
    with transaction() as session:
        given_up = take_break(session, current_caller().id, now(), on=on)
        line = None if given_up is None else given_up.carrier_sid
    _hang_up(line)
    return answer_screen()


@bp.post("/finish")
@caller_required
def finish() -> ResponseReturnValue:
    """The volunteer is done for this shift."""
    with transaction() as session:
        given_up = finish_shift(session, current_caller().id, now())
        line = None if given_up is None else given_up.carrier_sid
    _hang_up(line)
    return answer_screen()


def _call_next(key: str) -> None:
    if not key:
        raise BadInput("key should not be empty")
    with transaction() as session:
        call = call_next_voter(session, current_caller().id, key, now()).call
        call_id = None if call is None or call.state is CallState.PREVIEWED else call.id
    if call_id is not None:
        enqueue(application(), QueueName.CALLS, calls.place, call_id)


def _try_next(key: str) -> None:
    try:
        _call_next(key)
    except NotNow:
        # The screen that is answered shows why: the shift is paused, or the line is down.
        return


def _end(end: EndLine | SetAside | LeaveMessage | BringBack | None) -> None:
    """What becomes of the line of a call that has its result, or has it no more."""
    match end:
        case EndLine(line):
            _hang_up(line)
        case SetAside(call_id):
            enqueue(application(), QueueName.CALLS, calls.set_aside, call_id, at_front=True)
        case BringBack(call_id):
            enqueue(application(), QueueName.CALLS, calls.bring_back, call_id, at_front=True)
        case LeaveMessage(call_id):
            enqueue(application(), QueueName.CALLS, calls.leave_message, call_id, at_front=True)


def _hang_up(line: str | None) -> None:
    if line is not None:
        enqueue(application(), QueueName.CALLS, calls.hang_up, line, at_front=True)


def _telling(posted: dict[str, Any]) -> Telling:
    told = posted_str(posted, "result")
    if told not in set(ContactResult):
        raise BadInput("result should be one of the results that a caller can tell")
    return Telling(
        call_id=posted_int(posted, "call_id"),
        result=ContactResult(told),
        note=None if posted.get("note") is None else posted_str(posted, "note"),
        language=None if posted.get("language") is None else posted_str(posted, "language"),
        appointment=_appointment(posted),
    )


def _appointment(posted: dict[str, Any]) -> Appointment | None:
    if posted.get("call_back_at") is None:
        return None
    try:
        at = datetime.fromisoformat(posted_str(posted, "call_back_at"))
    except ValueError:
        raise BadInput("please choose a time to call back") from None
    if at.tzinfo is None:
        raise BadInput("please choose a time to call back")
    return Appointment(at.astimezone(UTC), posted.get("in_person") is True)


def answer_screen() -> ResponseReturnValue:
    """Every POST is answered with the screen as it is afterwards."""
    with transaction() as session:
        return _screen(session, str(posted_json().get("tab", "")))


def _screen(session: Session, tab: str) -> ResponseReturnValue:
    return jsonify(caller_screen(session, current_caller().id, tab, page_language(), now()))


def _render(template: str, **values: Any) -> str:
    with transaction() as session:
        shift = session.get_one(Shift, current_caller().shift_id)
    return render_template(
        template,
        shift=shift,
        languages_shown=shift.languages,
        spoken=list(spoken_languages()),
        signalling_host=application().config.twilio.signalling_host,
        **values,
    )
