"""What a texter does in the inbox: one small door an action, JSON in and JSON out."""

from flask import Blueprint, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.domain.segments import count_segments
from phonebank.domain.text_message import TextMessage
from phonebank.jobs import texts
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import assigning, conversations, texting
from phonebank.services.finishing import finish_shift
from phonebank.services.linking import as_written
from phonebank.services.sharing import begin_reply
from phonebank.web.door import application, now, posted_int, posted_json, posted_str, transaction
from phonebank.web.posted_answers import posted_answer
from phonebank.web.sessions import caller_required, current_caller

bp = Blueprint("inbox_actions", __name__, url_prefix="/inbox")

BATCH_SIZE = 10
LATEST = 2**62
"""A page that does not say what it shows has seen everything."""


@bp.post("/batch")
@caller_required
def take_batch() -> ResponseReturnValue:
    """Give the texter more voters."""
    with transaction() as session:
        given = assigning.give_batch(session, current_caller().id, now(), BATCH_SIZE)
    return jsonify(given=given)


@bp.post("/conversations/<int:conversation_id>/first")
@caller_required
def send_first(conversation_id: int) -> ResponseReturnValue:
    """Send the first text; `key` is made by the page for the one click."""
    key = _key()
    with transaction() as session:
        text = texting.send_first(session, current_caller().id, conversation_id, key, now())
    return _queued(text)


@bp.post("/conversations/<int:conversation_id>/reply")
@caller_required
def reply(conversation_id: int) -> ResponseReturnValue:
    """Send a reply; `key` is made by the page when its draft was begun, `seen` is the last text
    that it shows: whoever else has answered since is told of first, but for `anyway`."""
    posted = posted_json()
    key, body, anyway = _key(), posted_str(posted, "body"), posted.get("anyway") is True
    seen = posted_int(posted, "seen") if "seen" in posted else LATEST
    with transaction() as session:
        begin_reply(session, current_caller().id, conversation_id, key, seen, anyway=anyway)
        text = texting.reply(session, current_caller().id, conversation_id, key, body, now())
        written = as_written(session, text)
    return _queued(text, written)


@bp.post("/conversations/<int:conversation_id>/draft")
@caller_required
def save_draft(conversation_id: int) -> ResponseReturnValue:
    """Keep what is typed and not sent, and say how long it is."""
    draft = posted_str(posted_json(), "draft")
    with transaction() as session:
        conversations.save_draft(session, current_caller().id, conversation_id, draft)
    size = count_segments(draft.strip())
    return jsonify(encoding=size.encoding, units=size.units, segments=size.segments)


@bp.post("/conversations/<int:conversation_id>/answer")
@caller_required
def answer(conversation_id: int) -> ResponseReturnValue:
    """Record the answer to `question_id`, or take it back where it is null."""
    posted = posted_json()
    question_id = posted_int(posted, "question_id")
    given = posted_answer(posted)
    with transaction() as session:
        conversations.record_answer(
            session, current_caller().id, conversation_id, question_id, given, now()
        )
    return jsonify(ok=True)


@bp.post("/conversations/<int:conversation_id>/opt-out")
@caller_required
def opt_out(conversation_id: int) -> ResponseReturnValue:
    """The voter wants no more contact."""
    with transaction() as session:
        conversations.opt_out(session, current_caller().id, conversation_id, now())
    return jsonify(ok=True)


@bp.post("/conversations/<int:conversation_id>/release")
@caller_required
def release(conversation_id: int) -> ResponseReturnValue:
    """The reply was no opt-out."""
    with transaction() as session:
        conversations.release_hold(session, current_caller().id, conversation_id, now())
    return jsonify(ok=True)


@bp.post("/conversations/<int:conversation_id>/wrong-number")
@caller_required
def wrong_number(conversation_id: int) -> ResponseReturnValue:
    """Somebody else has the number."""
    with transaction() as session:
        conversations.wrong_number(session, current_caller().id, conversation_id, now())
    return jsonify(ok=True)


@bp.post("/conversations/<int:conversation_id>/close")
@caller_required
def close(conversation_id: int) -> ResponseReturnValue:
    """The conversation is done with, until the voter writes again."""
    with transaction() as session:
        conversations.close(session, current_caller().id, conversation_id, now())
    return jsonify(ok=True)


@bp.post("/finish")
@caller_required
def finish() -> ResponseReturnValue:
    """The texter is done; voters not yet written to go to others."""
    with transaction() as session:
        finish_shift(session, current_caller().id, now())
    return redirect(url_for("inbox.page"))


def _key() -> str:
    key = posted_str(posted_json(), "key")
    if not 8 <= len(key) <= 64:
        raise BadInput("key should be 8 to 64 characters that the page makes up")
    return key


def _queued(text: TextMessage, written: str = "") -> ResponseReturnValue:
    """Hand the text on after the commit; a text that was sent before is not sent again. By what was
    `written` the page knows whether it is that."""
    enqueue(application(), QueueName.TEXTS, texts.deliver, text.id)
    return jsonify(text_id=text.id, body=written or text.body, state=text.state)
