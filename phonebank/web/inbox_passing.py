"""Conversations that a texter hands on, takes a deed back in, or must decide about."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from phonebank.domain.campaign import Campaign
from phonebank.domain.shift import Shift
from phonebank.jobs import texts
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import deciding_texts, handing_on, skipping, tagging, undoing
from phonebank.services.conversations import conversation_of
from phonebank.web.door import application, now, posted_int, posted_json, posted_str, transaction
from phonebank.web.sessions import caller_required, current_caller

bp = Blueprint("inbox_passing", __name__, url_prefix="/inbox/conversations/<int:conversation_id>")


@bp.get("/takers")
@caller_required
def takers(conversation_id: int) -> ResponseReturnValue:
    """Who may go on with the conversation."""
    caller_id = current_caller().id
    with transaction() as session:
        conversation = conversation_of(session, caller_id, conversation_id)
        found = handing_on.takers(session, caller_id, now())
        shift = session.get_one(Shift, conversation.shift_id)
        campaign = session.get_one(Campaign, shift.campaign_id)
        languages = [tag for tag in campaign.languages if tag != conversation.language]
    return jsonify(takers=render_template("inbox/takers.html", takers=found, languages=languages))


@bp.post("/hand")
@caller_required
def hand(conversation_id: int) -> ResponseReturnValue:
    """Hand on: `to` a texter, to a `language`, or to a `call`."""
    posted, caller_id = posted_json(), current_caller().id
    with transaction() as session:
        if "to" in posted:
            taker_id = posted_int(posted, "to")
            handing_on.hand_to(session, caller_id, conversation_id, taker_id, now())
        elif posted.get("call") is True:
            handing_on.hand_to_callers(session, caller_id, conversation_id, now())
        else:
            language = posted_str(posted, "language")
            handing_on.hand_to_language(session, caller_id, conversation_id, language, now())
    return jsonify(ok=True)


@bp.post("/undo")
@caller_required
def undo(conversation_id: int) -> ResponseReturnValue:
    """Take back the last deed."""
    with transaction() as session:
        undoing.undo(session, current_caller().id, conversation_id, now())
    return jsonify(ok=True)


@bp.post("/skip")
@caller_required
def skip(conversation_id: int) -> ResponseReturnValue:
    """Put the conversation back for others; tells whether that can be taken back."""
    with transaction() as session:
        undoable = skipping.skip(session, current_caller().id, conversation_id, now())
    return jsonify(undoable=undoable)


@bp.post("/unskip")
@caller_required
def unskip(conversation_id: int) -> ResponseReturnValue:
    """The texter takes it after all."""
    with transaction() as session:
        skipping.take_back_skip(session, current_caller().id, conversation_id)
    return jsonify(ok=True)


@bp.post("/tag")
@caller_required
def tag(conversation_id: int) -> ResponseReturnValue:
    """Put the tag `tag_id` on, or take it off where `on` is false."""
    posted = posted_json()
    tag_id, on = posted_int(posted, "tag_id"), posted.get("on") is True
    with transaction() as session:
        tagging.put_tag(session, current_caller().id, conversation_id, tag_id, now(), on=on)
    return jsonify(ok=True)


@bp.post("/texts/<int:text_id>/again")
@caller_required
def send_again(conversation_id: int, text_id: int) -> ResponseReturnValue:
    """Send a text of unknown outcome once more."""
    with transaction() as session:
        deciding_texts.send_again(session, current_caller().id, conversation_id, text_id, now())
    enqueue(application(), QueueName.TEXTS, texts.deliver, text_id)
    return jsonify(ok=True)


@bp.post("/texts/<int:text_id>/leave")
@caller_required
def leave(conversation_id: int, text_id: int) -> ResponseReturnValue:
    """Leave a text of unknown outcome as it is."""
    with transaction() as session:
        deciding_texts.leave(session, current_caller().id, conversation_id, text_id, now())
    return jsonify(ok=True)
